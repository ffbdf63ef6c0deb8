import { type ApiUnderTest, tokenOf, withApi } from "../support/ApiUnderTest";
import { until } from "../support/until";
import { setSecret } from "../support/vaultSecret";

const CLIENTS = 20;
const LONGER_THAN_A_TOKEN_S = 25 * 3_600;
const ROUNDS_BEFORE_AND_AFTER = 5;

test.each(["identity", "administration"])("a rotated key costs no request, with ACS_SDK=%s", async (sdk) => {
  await withApi({ environment: { ACS_SDK: sdk } }, async (api) => {
    const tokens = `/identities/${await api.createIdentity()}/tokens`;
    const statuses: number[] = [];
    let rounds = 0;
    let isDone = false;
    const client = async () => {
      while (!isDone) {
        statuses.push((await api.send("POST", tokens)).status);
      }
    };
    const watchman = async () => {
      while (rounds < 2 * ROUNDS_BEFORE_AND_AFTER) {
        const seen = statuses.length;
        await until(() => statuses.length >= seen + CLIENTS);
        rounds++;
        if (rounds === ROUNDS_BEFORE_AND_AFTER) {
          await api.emulator.control.regenerateKey("primary");
        }
      }
    };

    await Promise.all([
      watchman().finally(() => {
        isDone = true;
      }),
      ...Array.from({ length: CLIENTS }, client),
    ]);

    expect(statuses.length).toBeGreaterThanOrEqual(2 * ROUNDS_BEFORE_AND_AFTER * CLIENTS);
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
    expect(secretReads(api)).toBeGreaterThanOrEqual(2);
    expect(secretReads(api)).toBeLessThanOrEqual(5);
  });
});

test("a rotation as docs/security.md describes it ends nobody's token, and fails no request", async () => {
  await withApi({ environment: { ACS_CONNECTION_STRING_MAX_AGE_SECONDS: "1" } }, async (api) => {
    const { control } = api.emulator;
    const path = `/identities/${await api.createIdentity()}/tokens`;
    const statuses = new Set<number>();
    const tokens: string[] = [];
    let isDone = false;
    const clients = Array.from({ length: CLIENTS }, async () => {
      while (!isDone) {
        const reply = await api.send("POST", path);
        statuses.add(reply.status);
        tokens.push(tokenOf(reply).token);
      }
    });
    const someMore = async () => {
      const seen = tokens.length;
      await until(() => tokens.length >= seen + CLIENTS);
    };

    for (const idle of ["secondary", "primary", "secondary"] as const) {
      await someMore();
      const { connectionString } = await control.regenerateKey(idle, { updateVault: false });
      const verdicts = tokens.map((token) => control.validateToken(token));
      expect(verdicts.filter((verdict) => !verdict.valid && verdict.reason !== "expired")).toEqual([]);
      expect(verdicts).toContainEqual({ valid: true });
      const reads = secretReads(api);
      await setSecret(api.emulator, connectionString);
      await until(() => secretReads(api) >= reads + 2);
      await someMore();
      // No sooner than a day later, when every token made with the other key has expired.
      control.advanceClock(LONGER_THAN_A_TOKEN_S);
    }
    isDone = true;
    await Promise.all(clients);

    expect([...statuses]).toEqual([200]);
  });
}, 60_000);

test("regenerating the key in use ends the tokens that were made with it", async () => {
  await withApi({}, async (api) => {
    const id = await api.createIdentity();
    const { token } = tokenOf(await api.send("POST", `/identities/${id}/tokens`));
    await api.emulator.control.regenerateKey("primary");
    expect(api.emulator.control.validateToken(token).valid).toBe(false);
  });
});

function secretReads(api: ApiUnderTest): number {
  return api.emulator.control.state().requests.keyVault["getSecret"] ?? 0;
}
