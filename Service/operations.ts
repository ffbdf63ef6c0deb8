import { health } from "./health";
import { openApi } from "./openApi";

export const operations = [openApi, health];
