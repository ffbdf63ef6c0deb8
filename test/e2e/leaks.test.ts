import { parseConnectionString } from "../../shared/connectionString/parseConnectionString";
import { type ApiUnderTest, withApi } from "../support/ApiUnderTest";

/** A function that lets out, where its query says, what the test hands it in a header. */
const LEAKY = `
const { app } = require("@azure/functions");
app.http("Leaky", {
  methods: ["GET"],
  authLevel: "anonymous",
  handler: async (request, context) => {
    const secret = request.headers.get("x-planted");
    if (request.query.get("into") === "log") {
      context.log("Issued", { value: secret });
    }
    return { status: 400, jsonBody: { error: request.query.get("into") === "body" ? secret : "" } };
  },
});`;

const JWT = "eyJhbGciOiJSUzI1NiJ9.eyJza3lwZWlkIjoiYWNzIn0.c2lnbmF0dXJl";

/** Every suite here ends with ApiUnderTest.stop, which fails when a secret got out; this one shows that it does. */
describe.each(["log", "body"])("a secret planted in the %s is found", (into) => {
  const leakOnce = (secretOf: (api: ApiUnderTest) => string) =>
    withApi({ auth: true, planted: LEAKY }, async (api) => {
      await api.send("GET", `/Leaky?into=${into}`, { headers: { "x-planted": secretOf(api) } });
    });

  test.each<[string, (api: ApiUnderTest) => string]>([
    ["a token", () => JWT],
    ["a connection string", ({ emulator }) => emulator.connectionString],
    ["an access key", ({ emulator }) => parseConnectionString(emulator.connectionString).accessKey],
    ["a function key", ({ keys }) => keys.functions["IssueToken"] ?? ""],
    ["an Authorization header", () => "HMAC-SHA256 SignedHeaders=date;host&Signature=c2lnbmF0dXJl"],
  ])("%s", async (_, secretOf) => {
    await expect(leakOnce(secretOf)).rejects.toThrow(into === "log" ? /log: / : /GET \/Leaky 400: /);
  });

  test("nothing, when nothing is planted", async () => {
    await expect(leakOnce(() => "nothing")).resolves.toBeUndefined();
  });
});
