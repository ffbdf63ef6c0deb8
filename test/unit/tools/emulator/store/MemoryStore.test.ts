import { MemoryStore } from "../../../../../tools/emulator/store/MemoryStore";
import { storeContract } from "./storeContract";

storeContract(() => new MemoryStore());
