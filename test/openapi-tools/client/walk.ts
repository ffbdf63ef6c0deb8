import createClient from "openapi-fetch";
import type { components, paths } from "../dist/api.js";

type Schemas = components["schemas"];
type ErrorCode = Schemas["ErrorReply"]["error"]["code"];

/** What a call came to, as far as it may be printed: no token is. */
type Outcome =
  | { status: number; fields: string[] }
  | { status: number; code: ErrorCode; targets: string[] }
  | { status: number; by: "host" };

/** What the client returns. Health tells of trouble in the place of an error, too. */
interface Result {
  data?: object | undefined;
  error?: Schemas["ErrorReply"] | Schemas["HealthReply"] | undefined;
  response: Response;
}

function outcomeOf({ data, error, response }: Result): Outcome {
  const { status, headers, ok } = response;
  if (ok) {
    return { status, fields: Object.keys(data ?? {}) };
  }
  // As the document says: every error of the service has this header, and those of the Functions host do not.
  if (!headers.has("x-ms-error-code") || !error || !("error" in error)) {
    return { status, by: "host" };
  }
  const { code, details = [] } = error.error;
  return { status, code, targets: details.map(({ target }) => target) };
}

async function walk(baseUrl: string, key: string, foreignId: string): Promise<Record<string, Outcome>> {
  const keyHolder = createClient<paths>({ baseUrl, headers: { "x-functions-key": key } });
  const stranger = createClient<paths>({ baseUrl });
  const user = createClient<paths>({ baseUrl, headers: { Authorization: "Bearer no.access.token" } });

  const created = await keyHolder.POST("/identities");
  const withToken = await keyHolder.POST("/identities", { body: { scopes: ["chat", "voip"], expiresInMinutes: 60 } });
  const id = created.data?.user.communicationUserId ?? "";
  const params = { path: { id } };
  const issued = await keyHolder.POST("/identities/{id}/tokens", { params, body: { scopes: ["chat"] } });
  const expiresOn: string | undefined = issued.data?.expiresOn;
  const revoked = await keyHolder.DELETE("/identities/{id}/tokens", { params });
  const deleted = await keyHolder.DELETE("/identities/{id}", { params });
  return {
    created: outcomeOf(created),
    createdWithToken: outcomeOf(withToken),
    issued: Date.parse(expiresOn ?? "") > Date.now() ? outcomeOf(issued) : { status: 0, fields: [] },
    revoked: outcomeOf(revoked),
    deleted: outcomeOf(deleted),
    invalid: outcomeOf(await keyHolder.POST("/identities", { body: { scopes: ["chat", "chat"] } })),
    unknown: outcomeOf(
      await keyHolder.POST("/identities/{id}/tokens", { params: { path: { id: foreignId } }, body: {} }),
    ),
    withoutKey: outcomeOf(await stranger.POST("/identities")),
    withoutUser: outcomeOf(await stranger.POST("/me/tokens")),
    withBadUserToken: outcomeOf(await user.GET("/me/token")),
    description: outcomeOf(await stranger.GET("/openapi.json")),
    health: outcomeOf(await keyHolder.GET("/health")),
    probe: outcomeOf(await keyHolder.HEAD("/health")),
    probeWithoutKey: outcomeOf(await stranger.HEAD("/health")),
  };
}

const { API_URL = "", FUNCTION_KEY = "", FOREIGN_ID = "" } = process.env;
void walk(API_URL, FUNCTION_KEY, FOREIGN_ID).then((outcomes) => {
  console.log(JSON.stringify(outcomes));
});
