import type { ConnectionString } from "../connectionString/parseConnectionString";
import { ApiError } from "../errors";

/** ACS says that it does not have the identity (any more). */
export class IdentityGoneError extends ApiError {
  constructor(
    /** With which ACS was asked: the resource behind it is the one that does not have the identity. */
    readonly refusedBy: ConnectionString,
    cause: unknown,
  ) {
    super("IdentityNotFound", "This ACS resource has no such identity; create one, and use the id in the reply.", {
      cause,
    });
  }
}
