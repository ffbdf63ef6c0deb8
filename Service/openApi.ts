import { app } from "@azure/functions";
import openapi from "../openapi.json";
import { endpoint } from "../shared/http/endpoint";

/** Describes this API, for whoever wants to call it. */
app.http("OpenApi", {
  methods: ["GET"],
  authLevel: "anonymous",
  route: "openapi.json",
  handler: endpoint(() => ({ status: 200, jsonBody: openapi })),
});
