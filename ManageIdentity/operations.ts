import { createIdentity } from "./createIdentity";
import { deleteIdentity } from "./deleteIdentity";
import { deleteMyIdentity } from "./deleteMyIdentity";

export const operations = [createIdentity, deleteIdentity, deleteMyIdentity];
