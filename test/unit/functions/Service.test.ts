import { health } from "../../../Service/health";
import { openApi } from "../../../Service/openApi";
import { HealthCheck } from "../../../shared/health/HealthCheck";
import { ManualClock } from "../../../tools/kit/ManualClock";
import { callOf } from "./call";

test.each([
  ["healthy", 200],
  ["degraded", 200],
  ["unhealthy", 503],
] as const)("Health of a %s instance has the status %d, and the checks in its body", async (status, expected) => {
  const check = new HealthCheck("acs", () => Promise.resolve({ status, message: "Found." }), new ManualClock());
  const reply = await health.steps(callOf(), { healthChecks: [check] });
  expect(reply).toMatchObject({ status: expected, jsonBody: { status, checks: [{ name: "acs", message: "Found." }] } });
});

test("OpenApi gives the document of this API", async () => {
  expect(await openApi.steps(callOf())).toMatchObject({ status: 200, jsonBody: { info: { title: "ACS Token API" } } });
});
