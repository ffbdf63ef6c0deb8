export { defaultCaDirectory } from "./defaultCaDirectory";
export { type DevelopmentCa, ensureDevelopmentCa } from "./developmentCa";
