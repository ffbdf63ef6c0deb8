import { app } from "@azure/functions";
import { endpoint } from "../shared/http/endpoint";

/** Describes this API, for whoever wants to call it. */
app.http("OpenApi", {
  methods: ["GET"],
  authLevel: "anonymous",
  route: "openapi.json",
  handler: endpoint(async () => {
    const { openApiDocument } = await import("./openApiDocument.js");
    return { status: 200, jsonBody: openApiDocument };
  }),
});
