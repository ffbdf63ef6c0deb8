import * as fc from "fast-check";
import { type Operation, OPERATIONS } from "../../../tools/openapi/operations";
import { encodedRubbish, MARK, weighted, words } from "./rubbish";

const id = weighted<string>(
  [6, words`<living-id> <living-id-encoded>`],
  [2, words`<deleted-id> <foreign-id> <foreign-id-encoded>`],
  [2, words`<living-id-twice> <living-id-upper>`],
  [
    2,
    words`<living-id>x x<living-id> <living-id>%20 <living-id>%0a <living-id>;a=b <living-id>%2Ftokens <living-id>%2500
      <living-id>,<foreign-id> 8:acs: 8:orgid:<living-id> ${`8:acs:${"0".repeat(4096)}`}`,
  ],
  [
    2,
    words`% %zz %ff %C3%28 %00 %2F %5C \\ \u00e9 . .. %2e%2e * {id} :id __proto__ constructor
      ${"x".repeat(8000)} ${"%61".repeat(2000)} ${"%25".repeat(2000)}`,
  ],
  [1, encodedRubbish],
);

const tenantId = weighted<string>(
  [8, words`<tenant-id>`],
  [1, words`<tenant-id-upper> <stranger-id> {tenantId} contoso.onmicrosoft.com 00000000-0000-0000-0000-000000000000`],
  [1, words`<tenant-id>%20 <tenant-id>%2F<account-id> . .. %2e%2e __proto__ ${"x".repeat(8000)}`],
  [1, encodedRubbish],
);
const objectId = weighted<string>(
  [8, words`<account-id> <stranger-id>`],
  [1, words`<account-id-upper> {objectId} alice <account-id>x <account-id>%0a <account-id>?x=1 constructor`],
  [1, encodedRubbish],
);

/** The path of an operation, about these. */
export function pathOf({ path }: Operation, about: { id: string; tenantId: string; objectId: string }): string {
  return path.replaceAll(/\{(id|tenantId|objectId)\}/g, (_, name: keyof typeof about) => about[name]);
}

const anyMethod = fc.constantFrom(...words`GET POST DELETE HEAD OPTIONS PUT PATCH TRACE PROPFIND M-SEARCH`);

const ofAnOperation = fc
  .tuple(fc.constantFrom(...OPERATIONS), fc.record({ id, tenantId, objectId }))
  .map(([operation, about]) => ({ method: operation.method, path: pathOf(operation, about) }));
const ofNone = fc.record({
  method: anyMethod,
  path: fc.oneof(
    fc.constantFrom("", ...OPERATIONS.map(({ path }) => path), ...words`/ /nothing /identities/tokens /me/tokens/1`),
    fc.array(encodedRubbish, { maxLength: 4 }).map((segments) => `/${segments.join("/")}`),
  ),
});

/** A way to write a path that means the same, or almost. */
const spelling = fc.constantFrom<(path: string) => string>(
  (path) => path.toUpperCase().replaceAll(/<[^<>]+>/g, (name) => name.toLowerCase()),
  (path) => path.replace("/identities", "/Identities").replace("/tokens", "/tOKENS"),
  (path) => path.replace("identities", "%69dentities").replace("me", "%6de"),
  (path) => path.replace("identities", "%2569dentities"),
  (path) => path.replaceAll("/", "//"),
  (path) => path.replaceAll("/", "\\"),
  (path) => path.replaceAll("/", "%2F"),
  ...words`/ // /. /x/.. %2F ;jsessionid=1 .json`.map((end) => (path: string) => `${path}${end}`),
);

const prefix = weighted(
  [12, ["/api"]],
  [1, words`/API /Api /%61pi //api /api/ /api/. /api/../api`],
  [1, ["", ...words`/api/%2e%2e/api /api/..%2fapi /.. /admin /runtime /admin/../api`]],
  [1, words`http://localhost/api HTTPS://other.example:1/api http://user@/api`],
);

const below = fc
  .tuple(prefix, weighted([8, ofAnOperation], [1, ofNone]), weighted([3, [undefined]], [1, spelling]))
  .map(([start, { method, path }, spell]) => ({ method, path: `${start}${spell ? spell(path) : path}` }));

const elsewhere = fc.record({
  method: anyMethod,
  path: fc.constantFrom(
    ...words`/ * /api /favicon.ico /admin/functions /admin/functions/IssueToken /admin/host/status /admin/host/ping
      /admin/host/keys /runtime/webhooks/x /api/../../../../etc/passwd http:// x`,
  ),
});

const queryPart = weighted(
  [1, words`code=<master-key> code=<host-key> code=<CreateIdentity-key> CODE=<IssueToken-key>`],
  [1, words`code=${MARK} code= code code=%zz id=<foreign-id> id=<living-id-encoded> id=`],
  [1, words`__proto__[polluted]=1 __proto__=1 constructor[prototype][polluted]=1 scopes=chat & = ?`],
  [1, fc.tuple(encodedRubbish, encodedRubbish).map((pair) => `${pair.join("=")}${MARK}`)],
);

const query = weighted([2, [""]], [1, fc.array(queryPart, { maxLength: 4 }).map((parts) => `?${parts.join("&")}`)]);

/** A request line: mostly of an operation of the API, or close to one. */
export const line: fc.Arbitrary<{ method: string; target: string }> = fc
  .tuple(weighted([12, below], [1, elsewhere]), query)
  .map(([{ method, path }, rest]) => ({ method, target: `${path}${rest}` || "/" }));
