import * as fc from "fast-check";
import { LONGEST_CREDENTIAL } from "../../../../shared/callers/credentialHeader";
import { createIdentifyCaller } from "../../../../shared/callers/identifyCaller";
import { deadlineIn } from "../../../../shared/deadline";
import { ApiError } from "../../../../shared/errors";
import { endpoint } from "../../../../shared/http/endpoint";
import { ManualClock } from "../../../../tools/kit/ManualClock";
import { casesOf, drawn } from "../../../support/cases";
import { errorFrom } from "../../../support/errorFrom";
import { httpRequest } from "../../../support/httpRequest";
import { invocation } from "../../../support/invocation";
import { recordLog } from "../../../support/recordLog";

const ISSUER = "https://login.contoso.com";
const AUDIENCE = "api://acs-tokens";

/** How much more than a plain one of the same size a hostile credential may cost. */
const MOST = 3;

const clock = new ManualClock();
const identify = createIdentifyCaller({
  methods: ["jwt", "easyauth"],
  jwt: { issuers: [ISSUER], audiences: [AUDIENCE] },
  clock,
  log: recordLog().log,
  readKeySet: () => Promise.resolve({ keys: [] }),
});

/** The whole way of a request that is refused: its line in the log and its reply, too. */
const handler = endpoint(async ({ request, deadline }) => {
  await identify(request, deadline);
  throw new Error("No credential of this page is good.");
}, clock);

interface Credential {
  header: string;
  value: string;
}

async function refuse({ header, value }: Credential): Promise<void> {
  const reply = await handler(
    httpRequest({ method: "GET", headers: { [header]: value } }),
    invocation("GetMyToken").context,
  );
  expect(reply).toMatchObject({ status: 401 });
}

const base64url = (text: string) => Buffer.from(text).toString("base64url");

const HEADER = base64url('{"alg":"RS256","kid":"1"}');
const CLAIMS = `"iss":"${ISSUER}","aud":"${AUDIENCE}","sub":"alice","exp":9000000000`;

const bearer = (token: string): Credential => ({ header: "Authorization", value: `Bearer ${token}` });

const withClaims = (json: string): Credential => bearer(`${HEADER}.${base64url(json)}.c2ln`);

const principal = (json: string): Credential => ({
  header: "x-ms-client-principal",
  value: Buffer.from(json).toString("base64"),
});

/** What large credentials hold: the ids of many groups. */
function groups(size: number): string {
  const ids = Array.from(
    { length: Math.ceil(size / 39) },
    (_, i) => `"0ac5de57-0000-4000-8000-${String(i).padStart(12, "0")}"`,
  );
  return ids
    .join()
    .slice(0, size)
    .replace(/,?"[^"]*$/, "");
}

/** Refused for its key, as one is that was signed by somebody else. */
const plainToken = (size: number) => withClaims(`{${CLAIMS},"groups":[${groups(size)}]}`);

const plainPrincipal = (size: number) =>
  principal(`{"auth_typ":"aad","claims":[{"typ":"groups","val":"a"}],"more":[${groups(size)}]}`);

/** So many times over that it has `size` characters. */
const filled = (unit: string, size: number) => unit.repeat(Math.floor(size / Buffer.byteLength(unit)));

const list = (unit: string, size: number) => `[${filled(`${unit},`, size).replace(/,[^,]*$/, "")}]`;

type Hostile = [what: string, plain: (size: number) => Credential, make: (size: number, unit: string) => Credential];

/** `unit` is repeated until the size is reached. */
const KINDS: readonly Hostile[] = [
  ["a token that is nothing but this", plainToken, (size, unit) => bearer(filled(base64url(unit) || "a", size))],
  ["an issuer", plainToken, (size, unit) => withClaims(`{${CLAIMS},"iss":${text(unit, size)}}`)],
  ["an audience", plainToken, (size, unit) => withClaims(`{${CLAIMS},"aud":${text(unit, size)}}`)],
  ["audiences", plainToken, (size, unit) => withClaims(`{${CLAIMS},"aud":${list(JSON.stringify(unit), size)}}`)],
  ["an algorithm", plainToken, (size, unit) => bearer(`${base64url(`{"alg":${text(unit, size)}}`)}.e30.c2ln`)],
  ["a type", plainToken, (size, unit) => bearer(`${base64url(`{"alg":"RS256","typ":${text(unit, size)}}`)}.e30.c2ln`)],
  ["a provider", plainPrincipal, (size, unit) => principal(`{"auth_typ":${text(unit, size)},"claims":[]}`)],
  ["a principal that is no JSON", plainPrincipal, (size, unit) => principal(filled(unit, size))],
];

/** A text whose JSON, as UTF-8, has about this size. */
function text(unit: string, size: number): string {
  const unitSize = Buffer.byteLength(JSON.stringify(unit)) - 2;
  return JSON.stringify(unit.repeat(Math.floor(size / unitSize)));
}

/** Lists of what should not be in them. */
const LISTS = ["1", "null", "{}", "[]", "[1]", '""', '{"typ":1}', '{"typ":"a"}', "1e9"];
const PLACES: readonly [string, Hostile[1], (json: string) => Credential][] = [
  ["aud", plainToken, (json) => withClaims(`{${CLAIMS},"aud":${json}}`)],
  ["scp", plainToken, (json) => withClaims(`{${CLAIMS},"scp":${json}}`)],
  ["roles", plainToken, (json) => withClaims(`{${CLAIMS},"roles":${json}}`)],
  ["iss", plainToken, (json) => withClaims(`{${CLAIMS},"iss":${json}}`)],
  ["all of a token's claims", plainToken, (json) => withClaims(json)],
  ["claims of App Service", plainPrincipal, (json) => principal(`{"auth_typ":"aad","claims":${json}}`)],
  [
    "roles of Static Web Apps",
    plainPrincipal,
    (json) => principal(`{"identityProvider":"aad","userId":"1","userRoles":${json}}`),
  ],
];

/** Notes in `least` the microseconds of CPU that some refusals take, in turns, where they are less than in any round before. */
async function measure(credentials: readonly Credential[], rounds: number, least: number[]): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    for (const [i, credential] of credentials.entries()) {
      const before = process.cpuUsage();
      for (let n = 0; n < 5; n++) {
        await refuse(credential);
      }
      const { user, system } = process.cpuUsage(before);
      least[i] = Math.min(least[i] ?? Infinity, user + system);
    }
  }
}

/**
 * How many times as much the hostile one costs. Other work on the machine only raises what a round takes: so it is the
 * least of all rounds that counts, and there are more of them before a cost above `most` is believed.
 */
async function ratio(hostile: Credential, plain: Credential, most = MOST): Promise<number> {
  const least: number[] = [];
  let seen = Infinity;
  for (const rounds of [3, 10, 30, 100, 300]) {
    await measure([plain, hostile], rounds, least);
    const [plainCost = 0, hostileCost = Infinity] = least;
    seen = hostileCost / plainCost;
    if (seen <= most) {
      break;
    }
  }
  return seen;
}

beforeAll(async () => {
  await measure([plainToken(1_000), plainPrincipal(1_000)], 50, []);
});

/** The characters of JSON of which base64 makes a credential that is just within the bound. */
const LARGEST = (LONGEST_CREDENTIAL * 3) / 4 - 200;

const UNITS = [
  "eyJ",
  "eyJ.",
  "accesskey=",
  "authorization: a ",
  "Bearer ",
  "?code=",
  "\\",
  "[",
  "{",
  "\u0001",
  "\u00e9",
  "a",
];

describe.each(KINDS)("in %s", (_, plain, make) => {
  test.each(drawn(UNITS, () => "unit"))("%j up to the bound costs no more than a few plain ones", async (unit) => {
    expect(await ratio(make(LARGEST, unit), plain(LARGEST))).toBeLessThanOrEqual(MOST);
  });

  test("so does whatever else it is, at any size", async () => {
    const piece = fc.oneof(fc.constantFrom(...UNITS), fc.string({ unit: "binary", maxLength: 5 }));
    const unit = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join("") || "a");
    await fc.assert(
      fc.asyncProperty(unit, fc.integer({ min: 0, max: LARGEST }), async (repeated, size) => {
        expect(await ratio(make(size, repeated), plain(size))).toBeLessThanOrEqual(MOST);
      }),
      { numRuns: casesOf(10) },
    );
  });
});

describe.each(PLACES)("in %s", (_, plain, make) => {
  test.each(drawn(LISTS, () => "entry"))("a list of %s costs no more than a few plain ones", async (entry) => {
    expect(await ratio(make(list(entry, LARGEST)), plain(LARGEST))).toBeLessThanOrEqual(MOST);
  });
});

describe.each(["Authorization", "X-Authorization", "x-ms-client-principal"])("the header %s", (header) => {
  const prefix = header === "x-ms-client-principal" ? "" : "Bearer ";
  const ofLength = (length: number) => ({
    header,
    value: prefix + "eyJ".repeat(length).slice(0, length - prefix.length),
  });

  const messageFor = async ({ header: name, value }: Credential) => {
    const request = httpRequest({ method: "GET", headers: { [name]: value } });
    return (await errorFrom(ApiError, () => identify(request, deadlineIn(1_000, clock)))).message;
  };

  test("over the bound is refused unread, however much it is", async () => {
    expect(await messageFor(ofLength(LONGEST_CREDENTIAL))).not.toContain("16 KiB");
    expect(await messageFor(ofLength(LONGEST_CREDENTIAL + 1))).toContain(`The header ${header} is over 16 KiB`);
    expect(await ratio(ofLength(30_000), plainToken(LARGEST), 1)).toBeLessThanOrEqual(1);
  });
});
