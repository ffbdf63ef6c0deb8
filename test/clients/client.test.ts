import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { listenOnLoopback } from "../../tools/kit/listenOnLoopback";
import { testWith } from "../emulator/support/testWith";
import { temporaryDirectory } from "../support/temporaryDirectory";
import { copyClients, run, TRIED } from "./support/languages";

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  /** Whether the connection is closed before all of the body has come. */
  readonly breaksOff?: true;
}

const REFRESH_ON = "2026-11-28T12:30:45.000Z";
const EXPIRES_ON = "2026-11-28T13:00:00.123Z";
const user = { communicationUserId: "8:acs:a_b" };

function issued(changes: Readonly<Record<string, string>> = {}): Answer {
  const body = { user, token: "a.b.c", expiresOn: EXPIRES_ON, refreshOn: REFRESH_ON, ...changes };
  return { status: 201, body: JSON.stringify(body) };
}

const TOKEN = `token ${user.communicationUserId} a.b.c ${Date.parse(EXPIRES_ON)} ${Date.parse(REFRESH_ON)} kept`;

/** A refusal of the API; `retryAfter` is its header. */
function refusal(status: number, retryAfter?: string): Answer {
  const body = String.raw`{"error": {"code": "Busy", "message": "\u0057ait, \"now\" or never", "details": [{"a": [1.5e3, true, null]}, []], "requestId": "r-1"}}`;
  return { status, body, ...(retryAfter !== undefined && { headers: { "Retry-After": retryAfter } }) };
}

const refused = (status: number, seconds: number | "-") => `error ${status} Busy r-1 ${seconds} Wait, "now" or never`;
const foreign = (status: number) => `error ${status} - - - This is no answer of the token API.`;

/** What an address answers, one answer after the other, and what the client tells. */
const CASES: Readonly<Record<string, readonly [told: string, ...answers: Answer[]]>> = {
  issued: [TOKEN, issued()],
  // The second and the third request: they are a second apart.
  "waits as told": [TOKEN, refusal(429, "1"), issued()],
  "waits once": [refused(503, 7), refusal(503, "1"), refusal(503, "7")],
  "is told to wait too long": [refused(429, 61), refusal(429, "61")],
  "is not told how long": [refused(503, "-"), refusal(503)],
  "is told a date": [refused(503, "-"), refusal(503, new Date(0).toUTCString())],
  "has not to wait": [refused(400, "-"), refusal(400, "1")],
  "an error without an id": [
    "error 500 Odd - - Told",
    { status: 500, body: '{"error":{"code":"Odd","message":"Told"}}' },
  ],
  redirected: [foreign(302), { status: 302, headers: { Location: "/issued/api/identities" }, body: "" }],
  "no key": ["error 401 - - - The function key is missing or refused.", { status: 401, body: "" }],
  "a page": [foreign(201), { status: 201, body: "<!doctype html>" }],
  "a proxy's page": [
    foreign(502),
    { status: 502, headers: { "Content-Type": "text/html; charset=windows-1252" }, body: "No." },
  ],
  "breaks off": ["unanswered", { ...issued(), headers: { "Content-Length": "1000" }, breaksOff: true }],
  "another status": [foreign(200), { ...issued(), status: 200 }],
  "a list": [foreign(201), { status: 201, body: "[]" }],
  "no token": [foreign(201), { status: 201, body: JSON.stringify({ user }) }],
  "no time": [foreign(201), issued({ expiresOn: "soon" })],
  "another error": [foreign(500), { status: 500, body: '{"error":"no such thing"}' }],
  nested: [foreign(500), { status: 500, body: "[".repeat(5000) }],
};

/** Each case asks at an address of its own, as often as there are answers. */
const REQUESTS = Object.entries(CASES).flatMap(([name, [, ...answers]]) =>
  answers.map(() => ({
    call: `POST /${encodeURIComponent(name)}/api/identities`,
    key: "the key",
    // The Functions host drops a body that is sent in chunks.
    chunked: undefined,
    body: { scopes: ["chat", "voip"], expiresInMinutes: 60 },
  })),
);

/** Answers as the cases say, and keeps what it was asked. */
class Stub {
  readonly requests: unknown[] = [];
  readonly times: number[] = [];
  readonly #answers = new Map(Object.entries(CASES).map(([name, [, ...answers]]) => [name, answers]));

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", url = "", headers } = request;
    const body: unknown = JSON.parse(await text(request));
    this.times.push(performance.now());
    this.requests.push({
      call: `${method} ${url}`,
      key: headers["x-functions-key"],
      chunked: headers["transfer-encoding"],
      body,
    });
    const answer = this.#answers.get(decodeURIComponent(url.split("/")[1] ?? ""))?.shift();
    response.writeHead(answer?.status ?? 599, answer?.headers);
    if (answer?.breaksOff) {
      response.write(answer.body, () => response.destroy());
    } else {
      response.end(answer?.body);
    }
  }
}

const directory = temporaryDirectory();

beforeAll(() => {
  copyClients(directory);
});

describe.each(TRIED)("the client in $name", ({ program, check }) => {
  testWith(program)("makes of each answer what it is, and waits once if it is told to", async () => {
    const stub = new Stub();
    const { port, servers } = await listenOnLoopback(0, () =>
      createServer((request, response) => void stub.answer(request, response)),
    );
    const urls = Object.keys(CASES).map((name) => `http://localhost:${port}/${encodeURIComponent(name)}`);
    const { stdout, stderr } = await run(check, ["the key", ...urls], directory);
    servers.forEach((server) => server.close());

    expect(stderr).toBe("");
    expect(stdout.trimEnd().split("\n")).toEqual(Object.values(CASES).map(([told]) => told));
    expect(stub.requests).toEqual(REQUESTS);
    const [, before = NaN, after = NaN] = stub.times;
    expect(after - before).toBeGreaterThan(950);
  });
});
