import { dirname } from "node:path";
import { decodeJwt } from "jose";
import { systemClock } from "../../shared/clock";
import { parseConnectionString } from "../../shared/connection/parseConnectionString";
import { AdjustableClock } from "../../tools/emulator/AdjustableClock";
import { type Emulator, wellKnown } from "../../tools/emulator/index";
import { ensureDevelopmentCa } from "../../tools/kit/developmentCa";
import { environmentFor } from "../../tools/testbed/environmentFor";
import { FaultProxy } from "../../tools/testbed/faults/FaultProxy";
import { type ApiUnderTest, tokenOf, withApi } from "../support/ApiUnderTest";
import { casesOf } from "../support/cases";
import { until } from "../support/until";
import { apiForAll } from "./support/apiForAll";
import { type Ended, runTool } from "./support/runTool";

const CLIENTS = 20;
/** Both keys are made anew at least once. */
const ROTATIONS = Math.max(2, casesOf(10));
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** The script is started a dozen times, on a machine that may be busy. */
const LIMIT_MS = 10 * MINUTE_MS;
/** The API reads the secret again while it is being called, by a step of its clock that leaves those calls enough time. */
const READS_OFTEN = { ACS_CONNECTION_STRING_MAX_AGE_SECONDS: "1" };
const READ_AFTER_MS = 1_000;

const KEYS = ["primary", "secondary"] as const;

/** An API and emulators whose time is moved together: of the vault, the API and the script, of tokens and of what is kept. */
class Scene {
  readonly #api: ApiUnderTest;
  readonly #clock: AdjustableClock;
  #passedMs = 0;

  constructor(api: ApiUnderTest, clock: AdjustableClock) {
    this.#api = api;
    this.#clock = clock;
  }

  /** While nobody calls: requests are dated by one clock and judged by another one. */
  async pass(milliseconds: number): Promise<void> {
    this.#passedMs += milliseconds;
    this.#clock.advance(milliseconds);
    await this.#api.stepWallClock(this.#passedMs);
    await this.#api.pass(milliseconds);
  }

  /** As the workflow runs it, but for whom it signs in as. What it says is looked through for both keys. */
  async rotate(): Promise<Ended> {
    const { emulator, watch } = this.#api;
    this.#nameKeys();
    const ended = await rotateAt(emulator, this.#api.clockEnvironment());
    this.#nameKeys();
    watch.saw("rotate-key", ended.stdout + ended.stderr);
    return ended;
  }

  #nameKeys(): void {
    for (const name of KEYS) {
      this.#api.watch.secret(parseConnectionString(this.#api.emulator.control.connectionString(name)).accessKey);
    }
  }
}

async function rotateAt(
  emulator: Emulator,
  more: NodeJS.ProcessEnv,
  vault = emulator.endpoints.keyVault,
): Promise<Ended> {
  const { resourceManager } = emulator.endpoints;
  const args = ["--acs", wellKnown.azureResourceId, "--resource-manager", resourceManager, "--vault", vault];
  return await runTool("rotateKey/main.js", args, { ...environmentFor(emulator), ...more });
}

/** Which generation of which key a token of the emulator was made with, such as `primary-1`. */
function keyOf(token: string): string {
  return decodeJwt(token).jti?.split(".").at(-1) ?? "";
}

test(
  `Of ${ROTATIONS} rotations, with ${CLIENTS} clients calling, none fails a request or ends a token`,
  async () => {
    const clock = new AdjustableClock(systemClock);
    await withApi({ clock, environment: READS_OFTEN }, async (api) => {
      const scene = new Scene(api, clock);
      const path = `/identities/${await api.createIdentity()}/tokens`;
      const { control } = api.emulator;

      await scene.pass(25 * HOUR_MS - MINUTE_MS);
      const tooSoon = await scene.rotate();
      expect([tooSoon.code, tooSoon.stdout]).toEqual([1, ""]);
      expect(tooSoon.stderr).toMatch(/^The secret was last written on .*Nothing was changed\.\n$/);
      expect(control.state().requests.resourceManager).toEqual({ listKeys: 1 });
      await scene.pass(2 * MINUTE_MS);

      const keysSeen: string[] = [];
      for (let rotation = 0; rotation < ROTATIONS; rotation += 1) {
        const statuses: number[] = [];
        const tokens: string[] = [];
        let isDone = false;
        const client = async () => {
          while (!isDone) {
            const reply = await api.send("POST", path);
            statuses.push(reply.status);
            if (reply.status === 200) {
              tokens.push(tokenOf(reply).token);
            }
          }
        };
        const clients = Array.from({ length: CLIENTS }, client);
        const round = async () => {
          const seen = statuses.length;
          await until(() => statuses.length >= seen + CLIENTS);
        };
        await round();
        const before = [...tokens];
        const { code, stdout, stderr } = await scene.rotate();
        expect([code, stderr]).toEqual([0, ""]);
        expect(stdout).toMatch(/^The (?:primary|secondary) key is new, ACS accepts it/);
        await api.pass(READ_AFTER_MS);
        await until(() => keyOf(tokens.at(-1) ?? "") !== keyOf(before[0] ?? ""));
        isDone = true;
        await Promise.all(clients);

        expect(new Set(statuses)).toEqual(new Set([200]));
        expect(new Set(before.map((token) => control.validateToken(token).valid))).toEqual(new Set([true]));
        keysSeen.push(keyOf(tokens.at(-1) ?? ""));

        // Shortly before a day has passed, the tokens of before are good; it takes one hour more until their key is touched.
        await scene.pass(24 * HOUR_MS - 10 * MINUTE_MS);
        expect(new Set(before.map((token) => control.validateToken(token).valid))).toEqual(new Set([true]));
        await scene.pass(HOUR_MS + 10 * MINUTE_MS);
      }
      const [rotations, refusals] = [ROTATIONS, 1];
      expect(control.state().requests.resourceManager).toEqual({
        // Each looks afterwards whether what it has written is a key.
        listKeys: 2 * rotations + refusals,
        regenerateKey: rotations,
      });
      const expected = [2, 3, 4, 5, 6].flatMap((n) => [`secondary-${n}`, `primary-${n}`]);
      expect(keysSeen).toEqual(expected.slice(0, ROTATIONS));
    });
  },
  LIMIT_MS,
);

describe("what keeps it from rotating is told in one line", () => {
  const api = apiForAll({});

  test("a person who is not signed in", async () => {
    const nobody = { PATH: dirname(process.execPath), AZURE_TOKEN_CREDENTIALS: "AzureCliCredential" };
    const { code, stdout, stderr } = await rotateAt(api().emulator, nobody);

    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^Cannot sign in to Azure: run az login [^\n]+\n$/);
  });

  test("a vault that is closed to this network, as in a virtual network of its own", async () => {
    const { emulator } = api();
    const ca = await ensureDevelopmentCa();
    const vault = await FaultProxy.start({ ca, target: emulator.endpoints.keyVault });
    const error = { code: "Forbidden", message: "No.", innererror: { code: "ForbiddenByConnection" } };
    await vault.inject({ kind: "status", status: 403, body: { error } });
    const { code, stderr } = await rotateAt(emulator, {}, vault.origin);
    await vault.stop();

    expect(code).toBe(1);
    expect(stderr).toMatch(/^Key Vault does not let this network in\. Run this where [^\n]+\n$/);
  });

  test("a vault that cannot be reached at all", async () => {
    const { code, stderr } = await rotateAt(api().emulator, {}, "https://localhost:9");

    expect(code).toBe(1);
    expect(stderr).toMatch(/^Key Vault cannot be reached \(ECONNREFUSED\)\. Run this where [^\n]+\n$/);
  });
});
