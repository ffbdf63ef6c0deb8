export type { TokenFault, TokenVerdict } from "./acs/tokens/validateToken";
export type { Emulator, EmulatorOptions } from "./Emulator";
export type { Fault } from "./faults/Fault";
export type { Counts } from "./RequestCounts";
export type { ServiceName } from "./Service";
export { startEmulator } from "./startEmulator";
export type { AccessKeyName } from "./store/records";
export type { Control, EmulatorState } from "./testSurface/Control";
export { wellKnown } from "./wellKnown";
