import { systemClock } from "../../../shared/clock";
import { deadlineIn } from "../../../shared/deadline";
import { type Lazy, lazy, MadeAhead } from "../../../shared/lazy";
import { TRY_LIMIT_MS } from "../../../shared/resilience/retry";
import { sdkConnections } from "../../../shared/resilience/sdkConnections";
import { createServices } from "../../../shared/services";
import { readSettings } from "../../../shared/settings/settings";
import { environmentOf } from "../../../tools/emulator/Emulator";
import { type Emulator, startEmulator } from "../../../tools/emulator/index";
import { recordLog } from "../../support/recordLog";
import { until } from "../../support/until";

const opened = jest.spyOn(sdkConnections, "openAhead").mockReturnValue();

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator();
});

afterEach(() => {
  opened.mockClear();
});

afterAll(async () => {
  await emulator.stop();
  sdkConnections.destroy();
});

/** The services of an app that the emulators serve. */
function start(ahead: MadeAhead) {
  const environment = { ...environmentOf(emulator), ACS_LIMIT_FACTOR: "100" };
  const { log } = recordLog();
  const surroundings = { environment, clock: systemClock, log, random: Math.random };
  const services = createServices(readSettings(environment), surroundings, ahead);
  return { ...services, making: ahead.make(log) };
}

/** How often the vault and the managed identity have been asked since. */
function asked(): () => { vault: number; managedIdentity: number } {
  const count = () => {
    const { keyVault, managedIdentity } = emulator.control.state().requests;
    return [keyVault, managedIdentity].map((counts) => Object.values(counts).reduce((sum, each) => sum + each, 0));
  };
  const before = count();
  return () => {
    const [vault = 0, managedIdentity = 0] = count().map((now, n) => now - (before[n] ?? 0));
    return { vault, managedIdentity };
  };
}

test("connections are opened ahead of the first request to the vault, and then to ACS, whose address the secret tells", async () => {
  const since = asked();
  await start(new MadeAhead()).making;
  await until(() => since().vault > 0 && opened.mock.calls.length > 1);

  const { keyVault, acs } = emulator.endpoints;
  const ports = [keyVault, acs].map((endpoint) => Number(new URL(endpoint).port));
  expect(opened.mock.calls).toEqual(ports.map((port) => ["localhost", port]));
});

/** Loads nothing before it is let. */
class HeldBack extends MadeAhead {
  letGo: () => void = () => undefined;
  readonly #let = new Promise<void>((resolve) => (this.letGo = resolve));

  override readonly lazy: Lazy = (make) => {
    const get = lazy(async () => {
      await this.#let;
      return await make();
    });
    this.add(get);
    return get;
  };
}

test("the token for the vault is fetched before the vault's client has been loaded, and serves it", async () => {
  const since = asked();
  const ahead = new HeldBack();
  const { making } = start(ahead);
  await until(() => since().managedIdentity > 0);
  expect(since()).toEqual({ vault: 0, managedIdentity: 1 });

  ahead.letGo();
  await making;
  await until(() => since().vault > 0);
  expect(since()).toEqual({ vault: 1, managedIdentity: 1 });
});

test("a token is issued with one timer, which limits the call of ACS", async () => {
  const { identities, making } = start(new MadeAhead());
  await making;
  const deadline = deadlineIn(60_000, systemClock);
  const { id } = await identities.createIdentity(undefined, deadline);
  const timers = jest.spyOn(globalThis, "setTimeout");
  await identities.issueToken(id, { scopes: ["chat"], scopesBy: "caller" }, deadline);
  expect(timers.mock.calls.map(([, milliseconds]) => milliseconds)).toEqual([TRY_LIMIT_MS]);
  timers.mockRestore();
});
