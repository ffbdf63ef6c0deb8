import openapi from "../openapi.json";

/** What `openapi.json` says. */
export const openApiDocument = openapi;
