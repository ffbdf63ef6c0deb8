import type { AccessToken } from "@azure/identity";
import { TimeLimitError } from "../../../shared/withTimeLimit";
import { TOKEN_LIMIT_MS, withTokenLimit } from "../../../shared/withTokenLimit";
import { errorFrom } from "../../support/errorFrom";
import { ManualClock } from "../../support/ManualClock";

const TOKEN: AccessToken = { token: "a-token", expiresOnTimestamp: 1 };

test("passes on what the credential is asked for, and what it answers", async () => {
  const asked: unknown[] = [];
  const credential = {
    getToken: (...given: unknown[]) => {
      asked.push(given);
      return Promise.resolve(TOKEN);
    },
  };

  expect(await withTokenLimit(credential, new ManualClock()).getToken("a scope", { tenantId: "t" })).toBe(TOKEN);
  expect(asked).toEqual([["a scope", { tenantId: "t" }]]);
});

test("a credential that never answers is given up, and asked again by the next call", async () => {
  const clock = new ManualClock();
  const answers = [new Promise<AccessToken>(() => undefined), Promise.resolve(TOKEN)];
  const credential = withTokenLimit(
    { getToken: () => answers.shift() ?? Promise.reject(new Error("none left")) },
    clock,
  );
  const started = clock.now();

  await errorFrom(TimeLimitError, () => clock.run(credential.getToken("a scope")));
  expect(clock.now() - started).toBe(TOKEN_LIMIT_MS);
  expect(await credential.getToken("a scope")).toBe(TOKEN);
});
