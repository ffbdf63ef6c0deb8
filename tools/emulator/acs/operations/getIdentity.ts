import { jsonResponse } from "../../http/jsonResponse";
import { identityBody } from "../identityBody";
import { activeIdentity } from "../ownedIdentity";
import type { Operation } from "./Operation";

/** `GET /identities/{id}`: 200 `{"customId"?,"lastTokenIssuedAt"?,"id"}` (2025-03-02-preview, specification). */
export const getIdentity: Operation = ({ identityId, version }, { store, resourceId }) => {
  const identity = store.read((tables) => activeIdentity(tables, resourceId, identityId));
  return Promise.resolve(jsonResponse(200, identityBody(identity, version)));
};
