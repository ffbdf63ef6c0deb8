import { AggregateAuthenticationError, AuthenticationError, CredentialUnavailableError } from "@azure/identity";

/** For the operator of a command that is not signed in. */
export const NO_SIGN_IN =
  "Cannot sign in to Azure: run az login (with --tenant TENANT where the resource is in another tenant), and try again.";

/** Whether a call to Azure was not made, since nobody is signed in who could make it. */
export function isSignInFailure(error: unknown): boolean {
  return [CredentialUnavailableError, AggregateAuthenticationError, AuthenticationError].some(
    (kind) => error instanceof kind,
  );
}
