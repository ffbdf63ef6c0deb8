import { type ApiUnderTest, tokenOf, withApi } from "../support/ApiUnderTest";
import { drawn } from "../support/cases";
import { until } from "../support/until";
import { setSecret } from "../support/vaultSecret";

const CLIENTS = 20;
/** By default, see `ACS_CONNECTION_STRING_MAX_AGE_SECONDS`. */
const MAX_AGE_MS = 300_000;
const LONGER_THAN_A_TOKEN_S = 25 * 3_600;
const ROUNDS_BEFORE_AND_AFTER = 5;

describe.each(drawn(["identity", "administration"], () => "SDK"))("with ACS_SDK=%s", (sdk) => {
  test("neither a rotation after a leak nor one as docs/security.md describes it costs a request", async () => {
    await withApi({ environment: { ACS_SDK: sdk } }, async (api) => {
      await replaceTheKeyInUse(api);
      await takeTurns(api);
    });
  });
});

async function replaceTheKeyInUse(api: ApiUnderTest): Promise<void> {
  const tokens = `/identities/${await api.createIdentity()}/tokens`;
  const statuses: number[] = [];
  let isDone = false;
  const client = async () => {
    while (!isDone) {
      statuses.push((await api.send("POST", tokens)).status);
    }
  };
  const clients = Array.from({ length: CLIENTS }, client);
  const rounds = async (count: number) => {
    const seen = statuses.length;
    await until(() => statuses.length >= seen + count * CLIENTS);
  };

  await rounds(ROUNDS_BEFORE_AND_AFTER);
  await api.emulator.control.regenerateKey("primary");
  await rounds(ROUNDS_BEFORE_AND_AFTER);
  isDone = true;
  await Promise.all(clients);

  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(secretReads(api)).toBeGreaterThanOrEqual(2);
  expect(secretReads(api)).toBeLessThanOrEqual(5);
}

/** One key after the other, each while it is not in use: this ends nobody's token, either. */
async function takeTurns(api: ApiUnderTest): Promise<void> {
  const { control } = api.emulator;
  const path = `/identities/${await api.createIdentity()}/tokens`;
  const tokens: string[] = [];
  const round = async () => {
    const replies = await Promise.all(Array.from({ length: CLIENTS }, () => api.send("POST", path)));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    tokens.push(...replies.map((reply) => tokenOf(reply).token));
  };

  for (const idle of ["secondary", "primary", "secondary"] as const) {
    await round();
    const underWay = round();
    const { connectionString } = await control.regenerateKey(idle, { updateVault: false });
    const verdicts = tokens.map((token) => control.validateToken(token));
    expect(verdicts.filter((verdict) => !verdict.valid && verdict.reason !== "expired")).toEqual([]);
    expect(verdicts).toContainEqual({ valid: true });
    await setSecret(api.emulator, connectionString);
    await underWay;
    const reads = secretReads(api);
    await api.pass(MAX_AGE_MS);
    await round();
    await until(() => secretReads(api) > reads);
    await round();
    // No sooner than a day later, when every token made with the other key has expired.
    control.advanceClock(LONGER_THAN_A_TOKEN_S);
  }
}

function secretReads(api: ApiUnderTest): number {
  return api.emulator.control.state().requests.keyVault["getSecret"] ?? 0;
}
