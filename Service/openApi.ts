import { app } from "@azure/functions";
import { composition } from "../shared/composition";

/** Describes this API, for whoever wants to call it. */
app.http("OpenApi", {
  methods: ["GET"],
  authLevel: "anonymous",
  route: "openapi.json",
  handler: composition.forAnybody(async () => {
    const { openApiDocument } = await import("./openApiDocument.js");
    return { status: 200, jsonBody: openApiDocument };
  }),
});
