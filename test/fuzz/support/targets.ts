import * as fc from "fast-check";
import { OPERATIONS } from "../../../tools/openapi/operations";
import { encodedRubbish, MARK } from "./rubbish";

const id = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("<living-id>", "<living-id-encoded>") },
  { weight: 2, arbitrary: fc.constantFrom("<deleted-id>", "<foreign-id>", "<foreign-id-encoded>") },
  { weight: 2, arbitrary: fc.constantFrom("<living-id-twice>", "<living-id-upper>") },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ...[
        "<living-id>x",
        "x<living-id>",
        "<living-id>%20",
        "<living-id>%0a",
        "<living-id>;a=b",
        "<living-id>%2Ftokens",
      ],
      ...["<living-id>,<foreign-id>", "<living-id>%2500", "8:acs:", "8:orgid:<living-id>", `8:acs:${"0".repeat(4096)}`],
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ...["%", "%zz", "%ff", "%C3%28", "%00", "%2F", "%5C", "\\", "\u00e9", ".", "..", "%2e%2e", "*", "{id}", ":id"],
      ...["__proto__", "constructor", "x".repeat(8000), "%61".repeat(2000), "%25".repeat(2000)],
    ),
  },
  { weight: 1, arbitrary: encodedRubbish },
);

const anyMethod = fc.constantFrom(
  ...["GET", "POST", "DELETE", "HEAD", "OPTIONS", "PUT", "PATCH", "TRACE", "PROPFIND", "M-SEARCH"],
);

const route = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.tuple(fc.constantFrom(...OPERATIONS), id).map(([operation, value]) => ({
      method: operation.method,
      path: operation.path.replace("{id}", value),
    })),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      method: anyMethod,
      path: fc.oneof(
        fc.constantFrom(
          ...OPERATIONS.map(({ path }) => path),
          "",
          "/",
          "/nothing",
          "/identities/tokens",
          "/me/tokens/1",
        ),
        fc.array(encodedRubbish, { maxLength: 4 }).map((segments) => `/${segments.join("/")}`),
      ),
    }),
  },
);

/** A way to write a path that means the same, or almost. */
const spelling = fc.constantFrom<(path: string) => string>(
  (path) => path.toUpperCase().replaceAll(/<[^<>]+>/g, (name) => name.toLowerCase()),
  (path) => path.replace("/identities", "/Identities").replace("/tokens", "/tOKENS"),
  (path) => path.replace("identities", "%69dentities").replace("me", "%6de"),
  (path) => path.replace("identities", "%2569dentities"),
  (path) => `${path}/`,
  (path) => `${path}//`,
  (path) => `${path}/.`,
  (path) => `${path}/x/..`,
  (path) => `${path}%2F`,
  (path) => `${path};jsessionid=1`,
  (path) => `${path}.json`,
  (path) => path.replaceAll("/", "//"),
  (path) => path.replaceAll("/", "\\"),
  (path) => path.replaceAll("/", "%2F"),
);

const prefix = fc.oneof(
  { weight: 12, arbitrary: fc.constant("/api") },
  { weight: 1, arbitrary: fc.constantFrom("/API", "/Api", "/%61pi", "//api", "/api/", "/api/.", "/api/../api") },
  {
    weight: 1,
    arbitrary: fc.constantFrom("/api/%2e%2e/api", "/api/..%2fapi", "/..", "", "/admin", "/runtime", "/admin/../api"),
  },
  { weight: 1, arbitrary: fc.constantFrom("http://localhost/api", "HTTPS://other.example:1/api", "http://user@/api") },
);

const below = fc
  .tuple(prefix, route, fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: spelling }))
  .map(([start, { method, path }, spell]) => ({ method, path: `${start}${spell ? spell(path) : path}` }));

const elsewhere = fc.record({
  method: anyMethod,
  path: fc.constantFrom(
    ...["/", "*", "/api", "/favicon.ico", "/admin/functions", "/admin/functions/IssueToken", "/admin/host/status"],
    ...["/admin/host/ping", "/admin/host/keys", "/runtime/webhooks/x", "/api/../../../../etc/passwd", "http://", "x"],
  ),
});

const queryPart = fc.oneof(
  fc.constantFrom("code=<master-key>", "code=<host-key>", "code=<CreateIdentity-key>", "CODE=<IssueToken-key>"),
  fc.constantFrom(`code=${MARK}`, "code=", "code", "code=%zz", "id=<foreign-id>", "id=<living-id-encoded>", "id="),
  fc.constantFrom(
    "__proto__[polluted]=1",
    "__proto__=1",
    "constructor[prototype][polluted]=1",
    "scopes=chat",
    "&",
    "=",
    "?",
  ),
  fc.tuple(encodedRubbish, encodedRubbish).map((pair) => `${pair.join("=")}${MARK}`),
);

const query = fc.oneof(
  { weight: 2, arbitrary: fc.constant("") },
  { weight: 1, arbitrary: fc.array(queryPart, { maxLength: 4 }).map((parts) => `?${parts.join("&")}`) },
);

/** A request line: mostly of an operation of the API, or close to one. */
export const line: fc.Arbitrary<{ method: string; target: string }> = fc
  .tuple(fc.oneof({ weight: 12, arbitrary: below }, { weight: 1, arbitrary: elsewhere }), query)
  .map(([{ method, path }, rest]) => ({ method, target: `${path}${rest}` || "/" }));
