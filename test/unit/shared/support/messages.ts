/** A text as it is told, with any value where one goes. */
export type Expected = string;

/** Of calls, where causing them takes a whole walk: caused in the tests of users' identities, of issuers and of tokens. */
export const OF_CALLS_ELSEWHERE: readonly Expected[] = [
  "Nothing was changed: your identity belongs to another ACS resource, which this service can no longer reach. Its tokens expire within 24 hours; ask this service's operator to delete it.",
  "Other requests keep changing your identity; try again in 1 second.",
  "Your identity cannot be looked up at present; try again in 5 seconds.",
  "The access token's signature is not valid.",
  "The access token is malformed.",
  'Correct the setting JWT_ISSUERS: at "https://i.example" there is no discovery document.',
  'at "https://i.example" there is no discovery document.',
  'at "https://i.example" there is a document without an issuer.',
  'at "https://i.example" there is the document of the issuer "https://j.example".',
  "The app has no managed identity with the client id in the setting AZURE_CLIENT_ID; set it to the client id (not the object id) of a user-assigned identity of the app, or remove it to use the system-assigned identity.",
  "The app has no system-assigned managed identity; turn it on, or set AZURE_CLIENT_ID to the client id of the app's user-assigned identity.",
  "No Azure credential on this machine gives a token (the log says why); run az login, or set AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET for an application.",
  "Microsoft Entra gives the Azure CLI no tokens for this service (AADSTS65002); set AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET for an application that has the role.",
];

/** Lines of health, beside the errors above. */
export const HEALTH: readonly Expected[] = [
  "The connection string was read.",
  "The last attempt to read the connection string again failed (the log has the cause); the previous one stays in use.",
  "The app's identity was given a token for Azure Communication Services.",
  "The last attempt to fetch a new token for Azure Communication Services failed (the log has the cause); the previous one stays in use.",
  "Azure Communication Services answers.",
  "Azure Communication Services cannot be reached.",
  "Azure Communication Services refuses the access key.",
  "Azure Communication Services refuses this app's identity.",
  "Azure Communication Services no longer serves the API version of the SDK in the setting ACS_SDK.",
  "Azure Communication Services refuses calls because this host's clock is wrong.",
  "Azure Communication Services forbids calls for tokens, perhaps for their scopes (the log has its words).",
  "Azure Communication Services is throttling requests.",
  "Azure Communication Services ends chat on 30 September 2028, which ACS_DEFAULT_SCOPES and ACS_ALLOWED_SCOPES allow until then; docs/after-2028.md says what to do.",
  "The keys of each issuer were read.",
  "The table of identities answers.",
  "The check did not end in time.",
  "The check itself failed.",
];

/** Lines of the log, beside those of requests and of the audit. */
export const LOG: readonly Expected[] = [
  "Every call is answered with 500 Misconfigured. Correct the app's settings: KEY_VAULT_URL is missing.",
  "USER_AUTH=easyauth accepts any user that a request names; use it this way only with the Static Web Apps emulator.",
  "The connection string could not be read ahead of the first request, which will try again.",
  "The connection string cannot be read; the previous one stays in use.",
  "The token for ACS could not be fetched ahead of the first request, which will try again.",
  "No new token for ACS can be fetched; the previous one stays in use.",
  "The keys of the issuer https://i.example cannot be read; the previous ones stay in use.",
  "An issuer is named as tokens have it in iss; with Azure AD B2C, whose default issuer has no discovery document, choose in the user flow the one of the form https://NAME.b2clogin.com/tfp/TENANT_ID/POLICY/v2.0/ and name that.",
  "Azure Communication Services refuses scopes that tokens have by default, so they are left out; set ACS_DEFAULT_SCOPES (for users MY_TOKEN_SCOPES) to what it serves, such as voip (docs/after-2028.md).",
  "Azure Communication Services serves the scopes again that it had refused.",
  "The modules that requests need could not be loaded in advance; the first request will load them.",
  "An identity was created to learn which ACS resource is in use, and could not be deleted.",
  "An identity was created without its token, and could not be deleted.",
  "An identity was created for a user who did not get it, and could not be deleted.",
  "An identity was created, but the table did not confirm that it is the user's; it was kept.",
  "The deletion of an identity cannot be finished: this service has moved to another ACS resource.",
  "A user who was deleted has identities left at other ACS resources; delete these there.",
  "A user's identity belongs to another ACS resource, so it can be neither signed out nor deleted from here.",
  "Tokens of the replaced identity stay valid for up to 24 hours: its ACS resource is out of reach.",
  "OpenTelemetry could not be started; nothing is exported.",
  "Spans could not be exported to OTEL_EXPORTER_OTLP_ENDPOINT.",
  "The last spans were not exported in time.",
  "The last spans were not exported at all.",
];

/** What the log says, as a cause, behind an error. */
export const CAUSES: readonly Expected[] = [
  "ACS created an identity without the GUID of its resource.",
  "No reply from ACS.",
  "The managed identity's endpoint answered 500.",
  "The managed identity's endpoint answered without a token or its expiry.",
  "ACS answered 500.",
  "ACS refused the call.",
  "ACS answered without a token or its expiry.",
  "ACS answered with a token that has expired.",
  "ACS answered with a token that lives longer than was asked for.",
  "ACS answered without an identity.",
  "ACS answered without the access assignment of the account.",
  "Its subject is the same for all users of the issuer. With Azure AD B2C set 'Subject (sub) claim' to ObjectID in the user flow, or let it put the user's object ID (oid) into tokens.",
  "Not an https address: http://i.example",
  "https://i.example answered 200 with no type of 9 characters that is not JSON.",
  "A reply has more than 64 KiB.",
  "The proxy that HTTPS_PROXY, ALL_PROXY or HTTP_PROXY names answered 407.",
  "(not shown)",
  "The reply is no error envelope; its body is not shown.",
  "The table did not say whether it has written.",
  "The table does not exist and cannot be created.",
  `The row with RowKey ${"0a".repeat(32)} is damaged; look at it with: npm run directory -- show --row-key ${"0a".repeat(32)}`,
  "is the id of a Teams user",
  "There was no time left to call.",
  "No answer within 250 ms.",
  "not JSON",
];

/** What others say. */
export const OF_OTHERS: readonly string[] = ['" is not valid JSON', "not supported currently. use oid claim"];

const JWT = {
  USER_AUTH: "jwt",
  JWT_ISSUERS: "https://i.example",
  JWT_AUDIENCES: "us",
  IDENTITY_TABLE_ENDPOINT: "https://contoso.table.core.windows.net",
};
const SCOPES = "chat, voip, chat.join, chat.join.limited, voip.join";

/** What the start, or the log and key holders, are told, and what is set then, beside a good KEY_VAULT_URL. */
export const SETTINGS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "KEY_VAULT_URL is missing: it must be the vault's address, such as https://NAME.vault.azure.net (or set ACS_ENDPOINT, to call ACS without a key)":
    {
      KEY_VAULT_URL: "",
    },
  "KEY_VAULT_URL is not valid: it must be the vault's address, such as https://NAME.vault.azure.net (or set ACS_ENDPOINT, to call ACS without a key)":
    {
      KEY_VAULT_URL: "contoso",
    },
  "KEY_VAULT_URL is not valid: it must not be set beside ACS_ENDPOINT: ACS is called either with the key in Key Vault, or as the app's identity":
    { ACS_ENDPOINT: "https://contoso.communication.azure.com" },
  "ACS_ENDPOINT is not valid: it must be the resource's address, such as https://NAME.communication.azure.com": {
    KEY_VAULT_URL: "",
    ACS_ENDPOINT: "contoso",
  },
  "ACS_SDK is not valid: it must be identity where ACS_ENDPOINT is set, because the other SDK needs an access key": {
    KEY_VAULT_URL: "",
    ACS_ENDPOINT: "https://contoso.communication.azure.com",
    ACS_SDK: "administration",
  },
  "ACS_CONNECTION_STRING_SECRET is not valid: it must be a secret's name: 1 to 127 letters, digits and dashes": {
    ACS_CONNECTION_STRING_SECRET: "a b",
  },
  "ACS_CONNECTION_STRING_MAX_AGE_SECONDS is not valid: it must be a whole number from 1 to 86400": {
    ACS_CONNECTION_STRING_MAX_AGE_SECONDS: "0",
  },
  "ACS_SDK is not valid: it must be identity or administration": { ACS_SDK: "new" },
  "ACS_LIMIT_FACTOR is not valid: it must be a whole number from 1 to 100": { ACS_LIMIT_FACTOR: "0" },
  "TEAMS_ACCESS_TENANTS is not valid: it must be a comma-separated list of the ids (GUIDs) of Microsoft Entra tenants":
    { TEAMS_ACCESS_TENANTS: "TENANT_ID" },
  "LOG_SALT is not valid: it must be a secret of at least 16 characters": { LOG_SALT: "short" },
  "OTEL_EXPORTER_OTLP_ENDPOINT is not valid: it must be the address of a collector that takes OTLP over HTTP, such as https://collector.example:4318":
    { OTEL_EXPORTER_OTLP_ENDPOINT: "x" },
  "AZURE_CLIENT_ID is not valid: it must be the client id (a GUID) of a user-assigned managed identity": {
    AZURE_CLIENT_ID: "x",
  },
  "NODE_TLS_REJECT_UNAUTHORIZED is not valid: it must not be 0, which turns off TLS checks; to trust one more CA set NODE_EXTRA_CA_CERTS":
    { NODE_TLS_REJECT_UNAUTHORIZED: "0" },
  [`ACS_ALLOWED_SCOPES is not valid: it must be a comma-separated list of ${SCOPES}`]: { ACS_ALLOWED_SCOPES: "pstn" },
  "ACS_DEFAULT_SCOPES is missing: it must hold only scopes that ACS_ALLOWED_SCOPES allows (if it is not set, it is chat,voip)":
    { ACS_ALLOWED_SCOPES: "chat" },
  "ACS_MAX_EXPIRES_IN_MINUTES is not valid: it must be a whole number from 60 to 1440": {
    ACS_MAX_EXPIRES_IN_MINUTES: "1",
  },
  "ACS_MAX_EXPIRES_IN_MINUTES is not valid: with ACS_SDK=administration it must be 1440, because that SDK cannot set a lifetime":
    { ACS_SDK: "administration", ACS_MAX_EXPIRES_IN_MINUTES: "60" },
  "USER_AUTH is not valid: it must be easyauth, jwt, or both, separated by a comma": { ...JWT, USER_AUTH: "jwt,saml" },
  "JWT_ISSUERS is not valid: it must be a comma-separated list of the issuers' https addresses, exactly as tokens have them in iss; in Microsoft's, such as https://login.microsoftonline.com/GUID/v2.0 and https://sts.windows.net/GUID/, the tenant's id (a GUID; 9188040d-6c67-4c5b-b112-36a304b66dad for personal accounts) must stand in place of common, organizations, consumers, a domain or a placeholder, and each tenant must be named in one cloud only":
    { ...JWT, JWT_ISSUERS: "http://i" },
  "JWT_AUDIENCES is not valid: it must be a comma-separated list of the audiences that tokens may have": {
    ...JWT,
    JWT_AUDIENCES: "a,,b",
  },
  "JWT_REQUIRED_SCOPE is not valid: it must be one scope or role": { ...JWT, JWT_REQUIRED_SCOPE: "a b" },
  "JWT_REQUIRED_SCOPE is missing: it must be the scope or role that tokens of Microsoft Entra have for this API, such as Tokens.Read":
    { ...JWT, JWT_ISSUERS: "https://sts.windows.net/0ac5de57-0000-4000-8000-00000000000a/" },
  "WEBSITE_AUTH_ENABLED is missing: USER_AUTH=easyauth needs App Service Authentication to be on (true), because without it anyone can claim to be any user":
    { ...JWT, USER_AUTH: "easyauth" },
  "IDENTITY_TABLE_ENDPOINT is not valid: it must be the tables' address, such as https://NAME.table.core.windows.net": {
    ...JWT,
    IDENTITY_TABLE_ENDPOINT: "x",
  },
  "IDENTITY_TABLE_NAME is not valid: it must be a table's name: 3 to 63 letters and digits, a letter first": {
    ...JWT,
    IDENTITY_TABLE_NAME: "1",
  },
  [`MY_TOKEN_SCOPES is not valid: it must be a comma-separated list of ${SCOPES}`]: { ...JWT, MY_TOKEN_SCOPES: "pstn" },
  "MY_TOKENS_PER_MINUTE is not valid: it must be a whole number from 1 to 10000": { ...JWT, MY_TOKENS_PER_MINUTE: "0" },
  "MY_SIGN_OUTS_PER_MINUTE is not valid: it must be a whole number from 1 to 10000": {
    ...JWT,
    MY_SIGN_OUTS_PER_MINUTE: "0",
  },
  "TEAMS_CLIENT_ID is not valid: it must be an application's client id (a GUID), and it needs ACS_SDK=identity": {
    ...JWT,
    TEAMS_CLIENT_ID: "x",
  },
};
