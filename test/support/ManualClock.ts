export { ManualClock } from "../../tools/kit/ManualClock";
