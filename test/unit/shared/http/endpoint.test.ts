import { HttpResponse } from "@azure/functions";
import * as z from "zod";
import { keepingBack } from "../../../../shared/deadline";
import { ApiError, type ErrorCode } from "../../../../shared/errors";
import { endpoint, REQUEST_BUDGET_MS, type Steps } from "../../../../shared/http/endpoint";
import { UpstreamFailure } from "../../../../shared/resilience/UpstreamFailure";
import { ManualClock } from "../../../../tools/kit/ManualClock";
import { httpRequest } from "../../../support/httpRequest";
import { invocation } from "../../../support/invocation";

interface CallOptions {
  clock?: ManualClock;
  headers?: Record<string, string>;
}

/** Calls an endpoint of these steps as the Functions library does, and makes a response of what it returns. */
async function call(steps: Steps, { clock = new ManualClock(), headers = {} }: CallOptions = {}) {
  const { context, lines } = invocation("IssueToken");
  const handler = endpoint(steps, clock, () => "new-id");
  const returned = await clock.run(Promise.resolve(handler(httpRequest({ headers }), context)));
  const response = returned instanceof HttpResponse ? returned : new HttpResponse(returned);
  const text = await response.text();
  const body: unknown = text === "" ? undefined : JSON.parse(text);
  return { response, text, body, lines };
}

/** The one line that was logged, and its level. */
function logged({ lines }: Awaited<ReturnType<typeof call>>) {
  expect(lines).toHaveLength(1);
  const line = z.string().parse(lines[0]?.line);
  return { level: lines[0]?.level, line, entry: z.record(z.string(), z.unknown()).parse(JSON.parse(line)) };
}

const TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

const ok: Steps = () => ({ status: 200, jsonBody: { token: "opaque-token" } });

const throwing =
  (error: unknown): Steps =>
  () => {
    throw error;
  };

describe("the reply", () => {
  test("of the steps is passed on", async () => {
    const { response, body } = await call(ok);
    expect(response.status).toBe(200);
    expect(body).toEqual({ token: "opaque-token" });
  });

  test("is JSON in UTF-8, and says so, in bytes as in text", async () => {
    const { response, text } = await call(() => ({ status: 200, jsonBody: { name: "é" } }));
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(text).toBe('{"name":"é"}');
    expect(Buffer.from(await response.arrayBuffer()).toString("utf8")).toBe(text);
  });

  test("keeps the headers of the steps", async () => {
    const { response } = await call(() => ({ status: 200, headers: { ETag: '"1"' } }));
    expect(response.headers.get("etag")).toBe('"1"');
  });

  it.each<[string, Steps]>([
    ["a success", ok],
    ["a reply without a body", () => ({ status: 204 })],
    ["a reply that would be cached", () => ({ status: 200, headers: { "Cache-Control": "max-age=60" } })],
    ["a refusal", throwing(new ApiError("InvalidRequest", "No."))],
    ["a fault of the service", throwing(new TypeError("Oops."))],
  ])("has Cache-Control and x-request-id: %s", async (_, steps) => {
    const fresh = await call(steps);
    expect(fresh.response.headers.get("cache-control")).toBe("no-store");
    expect(fresh.response.headers.get("x-request-id")).toBe("new-id");
    const named = await call(steps, { headers: { "x-request-id": "the-callers-own" } });
    expect(named.response.headers.get("x-request-id")).toBe("the-callers-own");
  });

  it.each(["a", "7d4f2c1e-8f0b-4a39-9f57-6a3c2f0f5c11", "~!@#$%^&*()_+{}|:\"<>?'", "x".repeat(128)])(
    "keeps the caller's own id: %s",
    async (id) => {
      expect((await call(ok, { headers: { "X-Request-ID": id } })).response.headers.get("x-request-id")).toBe(id);
    },
  );

  it.each(["", "x".repeat(129), "two words", "tab\there", "é", "a, b", "\u007f"])(
    "has a new id in place of %j, which cannot stand in a header and a log line as it is",
    async (id) => {
      expect((await call(ok, { headers: { "x-request-id": id } })).response.headers.get("x-request-id")).toBe("new-id");
    },
  );

  test("has a UUID when nobody names an id", async () => {
    const { context } = invocation("IssueToken");
    const returned = await endpoint(ok)(httpRequest(), context);
    const response = returned instanceof HttpResponse ? returned : new HttpResponse(returned);
    expect(response.headers.get("x-request-id")).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });
});

describe("an error", () => {
  const wait = new ApiError("TooManyRequests", "Wait.", { retryAfterSeconds: 30 });

  it.each<[string, Steps]>([
    ["thrown at once", throwing(wait)],
    ["rejected later", () => Promise.reject(wait)],
  ])("is told in the shape of Azure's guidelines: %s", async (_, steps) => {
    const { response, body } = await call(steps);
    expect(response.status).toBe(429);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(response.headers.get("x-ms-error-code")).toBe("TooManyRequests");
    expect(response.headers.get("retry-after")).toBe("30");
    expect(body).toEqual({ error: { code: "TooManyRequests", message: "Wait.", requestId: "new-id" } });
  });

  it.each([
    new TypeError("Cannot read properties of undefined (reading 'secretThing')"),
    new UpstreamFailure("unavailable", { mayHaveActed: true, cause: new Error("secretThing") }),
    "secretThing",
    { secretThing: 1 },
    null,
    undefined,
  ])("that nobody expected is InternalError without detail: %p", async (thrown) => {
    const { response, text, body } = await call(throwing(thrown));
    expect(response.status).toBe(500);
    expect(body).toEqual({
      error: {
        code: "InternalError",
        message: "This service failed; report the request id to its operator.",
        requestId: "new-id",
      },
    });
    expect(text).not.toContain("secretThing");
  });
});

describe("the log", () => {
  test("has one line for each request", async () => {
    const clock = new ManualClock();
    const result = await call(
      async () => {
        await clock.sleep(120);
        return { status: 200 };
      },
      { clock, headers: { "x-request-id": "the-callers-own", traceparent: TRACEPARENT } },
    );
    const { level, entry } = logged(result);
    expect(level).toBe("information");
    expect(entry).toEqual({
      message: "IssueToken 200",
      requestId: "the-callers-own",
      function: "IssueToken",
      status: 200,
      durationMs: 120,
      tries: 0,
      waitMs: 0,
      traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
    });
  });

  it.each([3_600_000, -3_600_000])("has how long it took when the wall clock is set by %i ms", async (step) => {
    const clock = new ManualClock();
    const result = await call(
      async () => {
        await clock.sleep(120.4);
        clock.stepWall(step);
        return { status: 200 };
      },
      { clock },
    );
    expect(logged(result).entry).toMatchObject({ durationMs: 120 });
  });

  test("has what was noted while the request was answered, and not what was noted for another", async () => {
    const steps = (name: string): Steps => {
      return async ({ deadline }) => {
        await Promise.resolve();
        Object.assign(keepingBack(1, deadline).record ?? {}, { caller: name, identity: name, tries: 2, waitMs: 200.4 });
        return { status: 200 };
      };
    };
    for (const name of ["a", "b"]) {
      const { entry } = logged(await call(steps(name)));
      expect(entry).toMatchObject({ caller: name, identity: name, tries: 2, waitMs: 200 });
    }
  });

  it.each<[ErrorCode, string]>([
    ["InvalidRequest", "information"],
    ["IdentityNotFound", "information"],
    ["TooManyRequests", "information"],
    ["InternalError", "error"],
    ["UpstreamRejected", "error"],
    ["UpstreamUnavailable", "error"],
    ["UpstreamTimeout", "error"],
  ])("tells %s at the level %s", async (code, expected) => {
    const { level, entry } = logged(await call(throwing(new ApiError(code, "Do this next."))));
    expect(level).toBe(expected);
    expect(entry).toMatchObject({ code });
  });

  test("has the causes, which the reply has not", async () => {
    const root = Object.assign(new Error("What ACS said."), { statusCode: 401, code: "Denied" });
    const cause = new UpstreamFailure("credentialRefused", { mayHaveActed: false, cause: root });
    const result = await call(throwing(new ApiError("UpstreamRejected", "Do this next.", { cause })));
    expect(result.text).not.toMatch(/What ACS said|Denied|credentialRefused/);
    expect(logged(result).entry).toMatchObject({
      status: 502,
      code: "UpstreamRejected",
      causes: [{ kind: "credentialRefused" }, { statusCode: 401, code: "Denied" }],
    });
    expect(logged(result).line).toContain("What ACS said.");
  });

  test("has the stack of an error that nobody expected", async () => {
    const { line } = logged(await call(throwing(new TypeError("Oops."))));
    expect(line).toContain('"name":"TypeError","text":"Oops."');
    expect(line).toContain("endpoint.test.ts");
  });

  test("has no stack of what a caller did wrong, but its cause", async () => {
    const cause = new TypeError("No token.");
    const { line } = logged(await call(throwing(new ApiError("InvalidCredential", "Do this next.", { cause }))));
    expect(line).toContain('"causes":[{"name":"TypeError","text":"No token."}]');
  });

  test("has neither the reply's token nor a secret of the cause", async () => {
    expect(logged(await call(ok)).line).not.toContain("opaque-token");
    const { line } = logged(await call(throwing(new Error("endpoint=https://x/;accesskey=QUJDREVG"))));
    expect(line).not.toContain("QUJDREVG");
  });
});

describe("the time", () => {
  test("for one request ends before clients give up", () => {
    expect(REQUEST_BUDGET_MS).toBeLessThanOrEqual(8_000);
  });

  test("starts with each request", async () => {
    const clock = new ManualClock();
    const remaining: number[] = [];
    const steps: Steps = async ({ deadline }) => {
      remaining.push(deadline.remaining());
      await clock.sleep(1_000);
      remaining.push(deadline.remaining());
      return { status: 204 };
    };
    await call(steps, { clock });
    await call(steps, { clock });
    expect(remaining).toEqual([
      REQUEST_BUDGET_MS,
      REQUEST_BUDGET_MS - 1_000,
      REQUEST_BUDGET_MS,
      REQUEST_BUDGET_MS - 1_000,
    ]);
  });
});
