/** What differs between the API versions that official SDKs send (specification). */
export interface ApiVersion {
  readonly name: string;
  /** Paths, methods, bodies and status codes: those of 2020-07-20-preview2, or those of every later version. */
  readonly shape: "preview2" | "current";
  readonly scopes: readonly string[];
  /** Whether `expiresInMinutes` is known. */
  readonly lifetime: boolean;
}

const PLAIN_SCOPES = ["chat", "voip"];

/** Oldest first, the order of the `api-supported-versions` header. */
export const apiVersions: readonly ApiVersion[] = [
  // The specification takes any string; these are the ones that its SDK knows.
  { name: "2020-07-20-preview2", shape: "preview2", scopes: [...PLAIN_SCOPES, "pstn"], lifetime: false },
  { name: "2021-03-07", shape: "current", scopes: PLAIN_SCOPES, lifetime: false },
  { name: "2022-06-01", shape: "current", scopes: PLAIN_SCOPES, lifetime: false },
  { name: "2022-10-01", shape: "current", scopes: PLAIN_SCOPES, lifetime: true },
  {
    name: "2023-10-01",
    shape: "current",
    scopes: [...PLAIN_SCOPES, "chat.join", "chat.join.limited", "voip.join"],
    lifetime: true,
  },
];
