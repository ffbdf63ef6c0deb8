import { composition } from "../shared/composition";
import { operations } from "./operations";

composition.register(operations);
