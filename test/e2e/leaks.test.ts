import { parseConnectionString } from "../../shared/connection/parseConnectionString";
import { ApiUnderTest, withApi } from "../support/ApiUnderTest";

/** Functions that let out, where the query says, what the test hands them in a header, and that reach out. */
const LEAKY = `
const { app } = require("@azure/functions");
const http = { methods: ["GET"], authLevel: "anonymous" };
app.http("Leaky", {
  ...http,
  handler: async (request, context) => {
    const secret = request.headers.get("x-planted");
    if (request.query.get("into") === "log") {
      context.log("Issued", { value: secret });
    }
    return { status: 400, jsonBody: { error: request.query.get("into") === "body" ? secret : "" } };
  },
});
app.http("ReachOut", {
  ...http,
  handler: () => fetch("http://192.0.2.1/").then(() => ({ body: "reached" }), ({ cause }) => ({ body: cause.message })),
});`;

const JWT = "eyJhbGciOiJSUzI1NiJ9.eyJza3lwZWlkIjoiYWNzIn0.c2lnbmF0dXJl";

const SECRETS: Record<string, (api: ApiUnderTest) => string> = {
  "a token": () => JWT,
  "a connection string": ({ emulator }) => emulator.connectionString,
  "an access key": ({ emulator }) => parseConnectionString(emulator.connectionString).accessKey,
  "a function key": ({ keys }) => keys.functions["IssueToken"] ?? "",
  "an Authorization header": () => "HMAC-SHA256 SignedHeaders=date;host&Signature=c2lnbmF0dXJl",
};

// Every suite here ends with ApiUnderTest.stop, which fails when a secret got out; these show that it does.

test.each(["log", "body"])("each secret that is planted in the %s is found", async (into) => {
  const api = await ApiUnderTest.start({ auth: true, planted: LEAKY });
  for (const secretOf of Object.values(SECRETS)) {
    await api.send("GET", `/Leaky?into=${into}`, { headers: { "x-planted": secretOf(api) } });
  }
  const place = into === "log" ? /"log: /g : /"GET \/Leaky 400: /g;
  const found = await api.stop().catch(String);
  expect(found?.match(place)).toHaveLength(Object.keys(SECRETS).length);
});

test("nothing is found where nothing is planted, and the API under test reaches loopback and nothing else", async () => {
  await withApi({ auth: true, planted: LEAKY }, async (api) => {
    for (const into of ["log", "body"]) {
      await api.send("GET", `/Leaky?into=${into}`, { headers: { "x-planted": "nothing" } });
    }
    expect((await api.send("GET", "/ReachOut")).text).toBe("Tests may only reach loopback, not 192.0.2.1.");
  });
});
