import { app } from "@azure/functions";

/** What any app costs: one function that does nothing. */
app.http("Empty", { methods: ["POST"], authLevel: "anonymous", route: "identities", handler: () => ({ status: 201 }) });
