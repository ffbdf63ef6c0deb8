import { withApi } from "../support/ApiUnderTest";

const REACHES_OUT = `
const { app } = require("@azure/functions");
app.http("ReachOut", {
  methods: ["GET"],
  authLevel: "anonymous",
  handler: () => fetch("http://192.0.2.1/").then(() => ({ body: "reached" }), ({ cause }) => ({ body: cause.message })),
});`;

test("the API under test reaches loopback and nothing else", async () => {
  await withApi({ planted: REACHES_OUT }, async (api) => {
    expect((await api.send("GET", "/ReachOut")).text).toBe("Tests may only reach loopback, not 192.0.2.1.");
  });
});
