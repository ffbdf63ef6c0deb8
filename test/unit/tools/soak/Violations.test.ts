import { Violations } from "../../../../tools/soak/Violations";

test("a fault that many requests meet does not keep another one from being told", () => {
  const violations = new Violations();
  for (let n = 0; n < 50; n++) {
    violations.add(`POST /identities (request ${n}): expected 201, got 403.`);
  }
  violations.add("DELETE /me (request 51): expected 204, got 500.", "false 204");
  expect(violations.explained).toEqual([
    "POST /identities (request 0): expected 201, got 403.",
    "POST /identities (request 1): expected 201, got 403.",
    "POST /identities (request 2): expected 201, got 403.",
    "DELETE /me (request 51): expected 204, got 500.",
  ]);
  expect([violations.count, violations.countOf("false 204"), violations.countOf("identity lost")]).toEqual([51, 1, 0]);
});

test("at most twelve violations are told, however they differ", () => {
  const violations = new Violations();
  for (let n = 0; n < 50; n++) {
    violations.add(`${n} lost`);
  }
  expect(violations.explained).toHaveLength(12);
});
