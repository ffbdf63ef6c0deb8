export type { Fault } from "./Fault";
export { FaultProxy, type InjectedFault } from "./FaultProxy";
