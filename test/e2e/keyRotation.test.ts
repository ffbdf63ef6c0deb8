import { type ApiUnderTest, withApi } from "../support/ApiUnderTest";
import { until } from "../support/until";

const CLIENTS = 20;
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

function secretReads(api: ApiUnderTest): number {
  return api.emulator.control.state().requests.keyVault["getSecret"] ?? 0;
}
