import { deleteTeamsAccess } from "./deleteTeamsAccess";
import { getTeamsAccess } from "./getTeamsAccess";
import { putTeamsAccess } from "./putTeamsAccess";

export const operations = [putTeamsAccess, getTeamsAccess, deleteTeamsAccess];
