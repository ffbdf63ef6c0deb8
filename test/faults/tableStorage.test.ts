import { describeRows } from "./support/describeRows";
import { tableScenes } from "./support/tableScenes";

describeRows("faults of Table Storage", tableScenes());
