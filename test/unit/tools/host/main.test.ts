import { once } from "node:events";
import { connect } from "node:net";
import * as z from "zod";
import { freePort, holdPort } from "../../../../tools/kit/ports";
import { drawn } from "../../../support/cases";
import { rawRequest, type Received } from "../../../support/rawRequest";
import { cleanUp, createApp, FIXTURE_APP, HostProcess, type ReadyLine } from "./support/HostProcess";

const HOST_START_MS = 20_000;
jest.setTimeout(HOST_START_MS);

const GUID = "0ac5de57-0000-4000-8000-00000000000a";
const echoedTrace = z.object({ traceContext: z.looseObject({ traceParent: z.string() }) });

afterAll(cleanUp);

function start(app: string, args: readonly string[] = [], environment: Record<string, string> = {}): HostProcess {
  return new HostProcess(["--app", app, "--port", "0", ...args], environment);
}

describe("an app without keys", () => {
  let app: string;
  let host: HostProcess;
  let ready: ReadyLine;

  beforeAll(async () => {
    const settings = {
      IsEncrypted: false,
      Values: { FUNCTIONS_WORKER_RUNTIME: "node", FROM_SETTINGS: "set", THERE: "not this" },
      Host: { CORS: "https://portal.azure.com" },
    };
    app = await createApp({ "local.settings.json": JSON.stringify(settings) }, FIXTURE_APP);
    host = start(app, ["--json"], {
      THERE: "this",
      FUNCTIONS_REQUEST_BODY_SIZE_LIMIT: "1000",
      "AzureWebJobs.Off.Disabled": "true",
    });
    ready = await host.ready();
  });

  afterAll(async () => {
    await host.stop();
  });

  function call(path: string, sent?: Parameters<typeof rawRequest>[2]): Promise<Received> {
    return rawRequest(ready.url, path, sent);
  }

  async function json(path: string): Promise<unknown> {
    return JSON.parse((await call(path)).body);
  }

  async function echo(path: string, sent?: Parameters<typeof rawRequest>[2]): Promise<unknown> {
    const { status, body } = await call(path, sent);
    expect(status).toBe(200);
    return JSON.parse(body);
  }

  test("says in one line of JSON what can be called, and nothing else on standard output", () => {
    expect(ready.url).toMatch(/^http:\/\/localhost:\d+$/);
    expect(ready.functions.find(({ name }) => name === "Echo")).toEqual({
      name: "Echo",
      methods: ["GET", "POST"],
      route: "things/{id}",
      url: `${ready.url}/api/things/{id}`,
      authLevel: "anonymous",
    });
    const names = ready.functions.map(({ name }) => name);
    expect(names).toContain("FromModule");
    expect(names).not.toContain("Tick");
    expect(names).not.toContain("Off");
    expect(ready).not.toHaveProperty("keys");
    expect(host.stdout.split("\n")).toHaveLength(2);
  });

  test("hands a request on as Azure does", async () => {
    const told = await echo("/API/Things/8%3Aacs%2F1%zz/?a=1&A=2&q=x+y", {
      method: "POST",
      headers: { host: "example:1", "X-Multi": ["1", "2"], "content-type": "application/json" },
      body: '{"x":1}',
    });
    expect(told).toMatchObject({
      functionName: "Echo",
      method: "POST",
      url: "http://example:1/API/Things/8:acs%2F1%25zz/?a=1&A=2&q=x+y",
      params: { id: "8:acs%2F1%zz" },
      query: [
        ["a", "1,2"],
        ["q", "x y"],
      ],
      hasBody: true,
      bytes: Buffer.from('{"x":1}').toString("hex"),
      headers: { host: "example:1", "x-multi": "1,2", "content-length": "7" },
    });
  });

  test("tells the function the trace that its caller is in", async () => {
    const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    const headers = { traceparent: `00-${trace}-00f067aa0ba902b7-01`, tracestate: "a=1" };
    const { traceContext } = echoedTrace.parse(await echo("/api/things/1", { headers }));
    expect(traceContext).toMatchObject({ traceState: "a=1", attributes: {} });
    expect(traceContext.traceParent).toMatch(new RegExp(`^00-${trace}-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$`));
  });

  test("passes every byte of a body, and no body where there is none", async () => {
    const told = await echo("/api/things/1", { method: "POST", body: Buffer.from([0, 255, 128, 10]) });
    expect(told).toMatchObject({ bytes: "00ff800a", params: { id: "1" } });
    expect(await echo("/api/things/1", { method: "POST" })).toMatchObject({ hasBody: false, bytes: "" });
  });

  test("drops a chunked body, but shows that there was one", async () => {
    const told = await echo("/api/things/1", { method: "POST", body: "lost", isChunked: true });
    expect(told).toMatchObject({ hasBody: false, bytes: "", headers: { "transfer-encoding": "chunked" } });
  });

  test("refuses a body above the limit", async () => {
    expect(await echo("/api/things/1", { method: "POST", body: "x".repeat(1000) })).toMatchObject({ hasBody: true });
    const { status, body } = await call("/api/things/1", { method: "POST", body: "x".repeat(1001) });
    expect([status, body]).toEqual([413, ""]);
    await host.written("stderr", /\[warn\] host: The request body has 1001 bytes, more than the 1000/);
  });

  test.each(["127.0.0.1", "::1"])("can be reached on %s", async (address) => {
    expect((await call("/api/FromModule", { host: address })).status).toBe(200);
  });

  test.each([
    ["an unknown route", "GET", "/api/nothing-here", 404],
    ["a wrong method", "DELETE", "/api/things/1", 404],
    ["HEAD where it is not listed", "HEAD", "/api/things/1", 404],
    ["OPTIONS that is no preflight", "OPTIONS", "/api/things/1", 404],
    ["no prefix", "GET", "/things/1", 404],
    ["a null character", "GET", "/api/things/%00", 400],
    ["a disabled function", "GET", "/api/Off", 404],
    ["a reserved path", "GET", "/admin/x", 404],
    ["undefined", "GET", "/api/Nothing", 204],
  ])("answers %s with an empty body", async (_title, method, path, expected) => {
    const { status, body } = await call(path, { method });
    expect([status, body]).toEqual([expected, ""]);
  });

  test.each([
    ["Boom", "The function failed: Error: boom on two lines at "],
    ["BadStatus", "The function failed: RangeError: "],
    ["BadReply", "The function failed: AzFuncSystemError: |The function failed: Error: The HTTP response must be"],
    ["BadHeader", "The function failed: TypeError \\[ERR_INVALID_CHAR\\]: Invalid character in header"],
  ])(
    "answers the failing function %s with 500 and no word; the log has the reason in one line",
    async (name, reason) => {
      const { status, headers, body } = await call(`/api/${name}`);
      expect([status, body, headers["content-length"]]).toEqual([500, "", "0"]);
      const [line] = await host.written("stderr", new RegExp(`^.*\\[error\\] ${name}: (?:${reason}).*$`, "m"));
      expect(line).not.toContain("a credential");
    },
  );

  test("sends a body as the real host does", async () => {
    const { headers, body } = await call("/api/Text");
    expect(body).toBe("text");
    expect(headers).toMatchObject({
      "content-type": "text/plain;charset=UTF-8",
      "transfer-encoding": "chunked",
    });
  });

  test("keeps the app's state between requests", async () => {
    expect([(await call("/api/Counter")).body, (await call("/api/Counter")).body]).toEqual(["1", "2"]);
  });

  test("runs the hooks of an invocation", async () => {
    expect((await call("/api/FromModule")).body).toBe("from a module, through a hook");
    expect((await call("/api/Nobody")).headers).toMatchObject({ "x-own": "1", "x-hook": "1", "content-length": "0" });
  });

  test("shows that it is up", async () => {
    const { status, headers, body } = await call("/");
    expect([status, headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
    expect(body).toContain("<!DOCTYPE html>");
    // On a phone and in the dark, too.
    expect(body).toMatch(/<meta name="viewport" content="width=device-width">[^]*color-scheme: light dark/);
    expect((await call("/admin/host/ping", { method: "POST" })).status).toBe(200);
    expect(await json("/admin/host/status")).toMatchObject({ state: "Running" });
    const { url } = ready;
    expect(body).toContain(`<li>Text: GET <a href="${url}/api/Text">${url}/api/Text</a></li>`);
    expect(body).toContain(`<li>Echo: GET, POST ${url}/api/things/{id}</li>`);
    expect(body).not.toContain("<li>Off:");
  });

  test("gives the app the environment it has under Core Tools", async () => {
    expect(await json("/api/Environment")).toEqual({
      FROM_SETTINGS: "set",
      THERE: "this",
      AZURE_FUNCTIONS_ENVIRONMENT: "Development",
      WEBSITE_HOSTNAME: new URL(ready.url).host,
      AzureWebJobsScriptRoot: app,
      cwd: app,
    });
    expect(host.stderr).toContain("host: Skipping 'THERE' from local settings");
  });

  test("answers a preflight for the origin of local.settings.json before anything else", async () => {
    const headers = { origin: "https://portal.azure.com", "access-control-request-method": "POST" };
    const allowed = await call("/api/nothing-here", { method: "OPTIONS", headers });
    expect([allowed.status, allowed.headers["access-control-allow-origin"]]).toEqual([204, headers.origin]);
    const other = await call("/api/Boom", { method: "OPTIONS", headers: { ...headers, origin: "https://x.example" } });
    expect([other.status, other.headers["access-control-allow-origin"]]).toEqual([204, undefined]);
    const reply = await call("/api/Boom", { headers });
    expect([reply.status, reply.headers["access-control-allow-origin"]]).toEqual([500, headers.origin]);
  });

  test("reports what does not run, and runs the rest", async () => {
    const conflict = "The route specified conflicts with the route defined by function 'Twin1'.";
    const builtIn = "The specified route conflicts with one or more built in routes.";
    expect(host.stderr).toContain(`[error] host: The 'Twin2' function is in error: ${conflict}\n`);
    expect(host.stderr).toContain(`[error] host: The 'Reserved' function is in error: ${builtIn}\n`);
    expect(host.stderr).toContain("[warn] host: Function Off is disabled.\n");
    expect(host.stderr).toContain("[warn] host: Function Tick has a timerTrigger, which is not run by this host.\n");
    expect(host.stderr).toMatch(/Function Tick has the binding \w+ \(queue\), which is not run by this host\.\n/);
    expect((await call("/api/twin")).body).toBe("first");
  });

  test("logs one line for each entry, and of a request no more than its path", async () => {
    await call("/api/things/logged?code=in-the-query", {
      method: "POST",
      headers: { authorization: "Bearer in-the-header", "x-functions-key": "in-the-key" },
      body: "in-the-body",
    });
    await host.written("stderr", /\[info\] host: POST \/api\/things\/logged 200 \(\d+ ms\)\n/);
    expect(host.stderr).not.toMatch(/in-the-|for the curious/);
    expect(host.stderr).toContain("[info] console: loading { with: { the: { console: true } } }\n");
    expect(host.stderr).toContain("[info] console: hook appStart []\n");
    expect(host.stderr).toContain("[info] Echo: echoing on two lines { deep: { deeper: { deepest: 1 } } }\n");
    expect(host.stderr).not.toContain("For development only");
    const form = /^\[\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\] \[(?:info|warn|error)\] \w+: ./;
    const lines = host.stderr.trimEnd().split("\n");
    expect(lines.filter((line) => !form.test(line))).toEqual([]);
  });

  test.each([
    ["?code=in-the-query", "/api/things/logged"],
    ["%3Fcode=in-the-path", "/api/things/…"],
    ["%3fcode%3din-the-path", "/api/things/…"],
    ["%253Fcode=in-the-path", "/api/things/…"],
    [";code=in-the-path", "/api/things/…"],
    ["&code=in-the-path", "/api/things/…"],
    ["/code=in-the-path", "/api/things/logged/…"],
    ["/%zzcode=in-the-path", "/api/things/logged/…"],
    ["%2F%3Fcode=in-the-path", "/api/things/…"],
    ["#code=in-the-path", "/api/things/…"],
    ["/in-the-path-is-a-key-of-fifty-six-characters-abcdefghijklmn", "/api/things/logged/…"],
    ["/8%3Aacs%3Aa", "/api/things/logged/8:acs:a"],
    ["/8:acs:0ac5de57-0000-4000-8000-000000000001_in-the-path", "/api/things/logged/…"],
    [`/8:acs:${GUID}_${GUID}/${GUID}`, "/api/things/logged/…/…"],
  ])("logs no key and no id that comes with %s", async (ending, path) => {
    await ask(`/api/things/logged${ending}`);
    await host.written("stderr", new RegExp(`host: GET ${path} \\d+ \\(`));
    await ask(`http://in-the-path@x/api/things/logged${ending}`);
    expect(host.stderr).not.toContain("in-the-");
  });

  /** A request for exactly this target, to the end of its reply. */
  async function ask(target: string): Promise<void> {
    const socket = connect(Number(new URL(ready.url).port), "127.0.0.1");
    socket.resume().write(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    await once(socket, "close");
  }

  test("lets requests finish before it ends, and takes no more", async () => {
    const slow = call("/api/Slow");
    await host.written("stderr", /waiting for the end/);
    host.signal("SIGTERM");
    host.signal("SIGINT");
    expect((await slow).body).toBe("finished");
    expect(await host.end()).toBe(0);
    expect(host.stderr.match(/\[info\] console: hook appTerminate\n/g)).toHaveLength(1);
    await expect(call("/")).rejects.toThrow("ECONNREFUSED");
  });
});

describe("an app with keys", () => {
  let host: HostProcess;
  let url: string;
  let keys: NonNullable<ReadyLine["keys"]>;

  beforeAll(async () => {
    host = start(await createApp({}, FIXTURE_APP), ["--auth", "--json"], { "AzureWebJobs.OffSecret.Disabled": "1" });
    const ready = await host.ready();
    url = ready.url;
    keys = ready.keys ?? { master: "", host: "", functions: {} };
  });

  afterAll(async () => {
    await host.stop("SIGINT");
  });

  async function statusWith(path: string, key: string, method = "GET"): Promise<number | undefined> {
    const byName = new Map([
      ["the master", keys.master],
      ["the host", keys.host],
      ["its own", keys.functions["Secret"]],
    ]);
    const value = byName.get(key) ?? key;
    const inHeader = await rawRequest(url, path, { method, headers: { "x-functions-key": value } });
    const inQuery = await rawRequest(url, `${path}?code=${value}`, { method });
    expect(inHeader.status).toBe(inQuery.status);
    expect(inHeader.status === 401 ? inHeader.body : "").toBe("");
    return inHeader.status;
  }

  test.each([
    ["/api/Secret", "its own", 200],
    ["/api/for-admins", "the host", 401],
    ["/api/for-admins", "the master", 200],
    ["/api/OffSecret", "its own", 401],
    ["/api/OffSecret", "the host", 404],
    ["/api/OffSecret", "the master", 200],
    ["/api/FromModule", "wrong", 200],
    ["/api/nothing-here", "wrong", 404],
    ["/admin/host/status", "the host", 401],
    ["/admin/host/status", "the master", 200],
    ["/admin/host/ping", "wrong", 200],
    ["/", "wrong", 200],
  ])("answers %s with %j as the key by %d", async (path, key, expected) => {
    expect(await statusWith(path, key)).toBe(expected);
  });

  test("keeps the keys out of the log", async () => {
    await statusWith("/api/things/last", "the master");
    await host.written("stderr", /things\/last/);
    const all = [keys.master, keys.host, ...Object.values(keys.functions)];
    expect(all.filter((key) => host.stderr.includes(key))).toEqual([]);
  });
});

test("without --json, the endpoints and keys are printed for people", async () => {
  const host = start(await createApp({}, FIXTURE_APP), ["--auth", "--verbose"]);
  await host.written("stdout", /\tEcho: \[GET,POST\] http:\/\/localhost:\d+\/api\/things\/\{id\}\n/);
  const [, key] = await host.written("stdout", /\tmaster: (\S+)\n/);
  const [, port] = await host.written("stdout", /localhost:(\d+)/);
  expect((await rawRequest(`http://localhost:${port ?? ""}`, `/admin/host/status?code=${key ?? ""}`)).status).toBe(200);
  await rawRequest(`http://localhost:${port ?? ""}`, "/api/things/1");
  await host.written("stderr", /\[debug\] Echo: for the curious\n/);
  await host.written("stderr", /\[warn\] host: For development only/);
  expect(await host.stop("SIGINT")).toBe(0);
});

test("ends when the process that started it is gone", async () => {
  const host = new HostProcess(["--app", await createApp({}, FIXTURE_APP), "--port", "0", "--json"], {}, true);
  const { url } = await host.ready();
  host.disconnect();
  expect(await host.end()).toBe(0);
  await expect(rawRequest(url, "/")).rejects.toThrow("ECONNREFUSED");
});

test("with --azure an app that does not start is served without functions", async () => {
  const app = await createApp({
    "a.cjs": "require('@azure/functions').app.get('A', () => ({})); throw new Error('KEY is missing')",
  });
  const host = start(app, ["--azure", "--json"]);
  const ready = await host.ready();
  expect(ready.functions).toEqual([]);
  expect((await rawRequest(ready.url, "/api/A")).status).toBe(404);
  await host.stop();
  expect(host.stderr).toContain(
    "[error] host: The app is served without functions. The app did not start: KEY is missing\n",
  );
});

describe("an app that says where to listen, and takes its time", () => {
  const SETTINGS = { IsEncrypted: false, Host: { CORS: "https://from.settings" } };
  const APP = `
    const { app } = require("@azure/functions");
    app.get("Late", () => ({ body: "late" }));
    app.http("Reader", { methods: ["POST"], handler: () => ({}) });
    app.hook.appStart(async () => {
      const told = new Promise((resolve) => process.once("SIGUSR2", resolve));
      console.log("loading");
      await told;
    });`;

  test("uses its port, holds requests until it is ready, and --cors overrides", async () => {
    const port = await freePort();
    const releasePort = await holdPort(port);
    const settings = JSON.stringify({ ...SETTINGS, Host: { ...SETTINGS.Host, LocalHttpPort: port } });
    const app = await createApp({ "a.cjs": APP, "local.settings.json": settings });
    const host = new HostProcess(["--app", app, "--json", "--cors", "https://from.options"]);
    await host.written("stderr", /console: loading/);
    const url = `http://localhost:${port}`;
    const early = rawRequest(url, "/api/Late", { headers: { origin: "https://from.options" } });
    host.signal("SIGUSR2");
    const { body, headers } = await early;
    expect([body, headers["access-control-allow-origin"]]).toEqual(["late", "https://from.options"]);
    expect((await host.ready()).url).toBe(url);
    releasePort();
    await host.stop();
  });

  test("survives a caller that goes away", async () => {
    const host = start(await createApp({ "a.cjs": APP.replace(/app\.hook.*/s, "") }), ["--json"]);
    const { url } = await host.ready();
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    socket.end("POST /api/Reader?code=x HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf");
    await host.written("stderr", /\[info\] host: POST \/api\/Reader not sent: the caller went away/);
    expect(host.stderr).not.toContain("[error]");
    expect((await rawRequest(url, "/api/Late")).body).toBe("late");
    await host.stop();
  });
});

describe("an app that cannot be started", () => {
  const REGISTER = 'const { app } = require("@azure/functions"); app.get("A", () => ({}));';

  async function failure(args: readonly string[], files: Record<string, string>): Promise<[number | null, string]> {
    const host = start(await createApp(files), args);
    const code = await host.end();
    expect(host.stdout).toBe("");
    return [code, host.stderr];
  }

  const FAILURES: [string, Record<string, string>, string][] = [
    [
      "a missing setting",
      { "a.cjs": 'throw new Error("KEY is missing:\\nset it")' },
      "The app did not start: KEY is missing: set it",
    ],
    ["something else thrown", { "a.cjs": "throw 'just text'" }, "The app did not start: just text"],
    ["a module that throws", { "a.mjs": "await Promise.reject(new Error('late'))" }, "The app did not start: late"],
    [
      "a failing appStart hook",
      { "a.cjs": `${REGISTER} app.hook.appStart(() => { throw new Error("no"); });` },
      "The app did not start: no",
    ],
    [
      "two functions of a name",
      { "a.cjs": `${REGISTER} app.get("A", () => ({}));` },
      'The app did not start: A function with id "A" has already been registered.',
    ],
    [
      "no function",
      { "a.cjs": "" },
      "The app registers no function: nothing in *.{cjs,mjs} calls app.http() of @azure/functions v4.",
    ],
    ["no file", {}, 'No file matches "main" of package.json, *.{cjs,mjs}. Has the app been built?'],
    [
      "no main",
      { "package.json": "{}" },
      'package.json is not valid: main: it must name the app\'s entry files, such as "dist/index.js"',
    ],
    [
      "streaming",
      { "a.cjs": `${REGISTER} app.setup({ enableHttpStream: true });` },
      "This host cannot stream: the app calls app.setup({ enableHttpStream: true }).",
    ],
    [
      "another language",
      {
        "a.cjs": REGISTER,
        "local.settings.json": '{"IsEncrypted":false,"Values":{"FUNCTIONS_WORKER_RUNTIME":"dotnet"}}',
      },
      'FUNCTIONS_WORKER_RUNTIME is "dotnet", but this host runs Node.js apps only: set it to "node".',
    ],
    [
      "broken settings",
      { "a.cjs": REGISTER, "local.settings.json": "{" },
      "local.settings.json is not valid JSON (line 1).",
    ],
  ];

  test.each(drawn(FAILURES, () => "failure"))(
    "the start ends with one line and the exit code 1: %s",
    async (_title, files, message) => {
      expect(await failure([], files)).toEqual([1, `${message}\n`]);
    },
  );

  test("with --verbose it also says where the error came from", async () => {
    const [code, text] = await failure(["--verbose"], { "a.cjs": 'throw new Error("no");' });
    expect(code).toBe(1);
    expect(text).toMatch(/\[cause\] Error: no\n {4}at .*a\.cjs:1/s);
  });

  test("an unknown option ends the start with one line and the exit code 2", async () => {
    expect(await failure(["--prot"], {})).toEqual([2, "Unknown option '--prot'. See --help.\n"]);
  });
});

test("the host explains its options with --help", async () => {
  const host = start(".", ["--help"]);
  expect(await host.end()).toBe(0);
  expect(host.stdout).toContain("--auth");
  expect(host.stderr).toBe("");
});
