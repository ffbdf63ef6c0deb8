import type { OpenOperation } from "../shared/http/operation";

/** Describes this API, for whoever wants to call it. */
export const openApi: OpenOperation = {
  name: "OpenApi",
  methods: ["GET"],
  route: "openapi.json",
  access: "anybody",
  summary: "Get this description.",
  description: "Open to all, unless Azure itself asks for a sign-in.",
  success: { status: 200, description: "An OpenAPI 3.1 document.", schema: "OpenApiDocument" },
  errors: ["Misconfigured", "ServerBusy"],
  steps: async () => {
    const { openApiDocument } = await import("./openApiDocument.js");
    return { status: 200, jsonBody: openApiDocument };
  },
};
