import { readFile } from "node:fs/promises";
import { systemClock } from "../../shared/clock";
import { ensureDevelopmentCa } from "../../tools/kit/developmentCa";
import { HostileServer } from "../../tools/testbed/faults/HostileServer";
import { TestIssuer, USUAL } from "../../tools/testbed/identityProvider/TestIssuer";
import { type ApiUnderTest, type TestOptions, withApi } from "../support/ApiUnderTest";
import { drawn } from "../support/cases";
import { staticWebApps } from "../support/principals";
import { until } from "../support/until";
import { setSecret } from "../support/vaultSecret";

/** The peak of a process's resident memory, in KiB. Linux only. */
async function readPeakRss(pid: number): Promise<number> {
  const [, kib = ""] = /^VmHWM:\s*(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kib);
}

/** What a hostile body may cost at its peak; unpacked it would be 150 MiB. */
const ALLOWED_MIB = 32;

/** Between two calls: longer than anything is held off. */
const LATER_MS = 60_000;

/** Requests that meet the hostile service. */
const MEETINGS = 3;

interface Scene {
  options: TestOptions;
  /** A call of the API that leads to the service. */
  call: (api: ApiUnderTest) => Promise<{ status: number }>;
}

type MakeScene = (origin: string) => Promise<Scene> | Scene;

const create = (api: ApiUnderTest) => api.sendJson("POST", "/identities", { scopes: ["chat"] });

const acs = (sdk: string): MakeScene => {
  return (origin) => ({
    options: {
      environment: { ACS_SDK: sdk },
      prepare: (emulator) => setSecret(emulator, `endpoint=${origin}/;accesskey=a2V5`),
    },
    call: create,
  });
};

const tables: MakeScene = (origin) => ({
  options: {
    environment: {
      USER_AUTH: "easyauth",
      MY_TOKENS_PER_MINUTE: "10000",
      IDENTITY_TABLE_ENDPOINT: `${origin}/devstoreaccount1`,
    },
  },
  call: (api) => api.send("GET", "/me/token", { headers: { "x-ms-client-principal": staticWebApps() } }),
});

const issuer: MakeScene = async (origin) => {
  const token = await (await TestIssuer.create(`${origin}/tenant`, systemClock)).mint();
  const environment = { USER_AUTH: "jwt", JWT_ISSUERS: `${origin}/tenant`, JWT_AUDIENCES: USUAL.audience };
  return {
    options: { environment },
    call: (api) => api.send("GET", "/me/token", { headers: { Authorization: `Bearer ${token}` } }),
  };
};

const SCENES: Record<string, MakeScene> = {
  "ACS by the identity SDK": acs("identity"),
  "ACS by the administration SDK": acs("administration"),
  "Key Vault": (origin) => ({ options: { environment: { KEY_VAULT_URL: origin } }, call: create }),
  "the managed identity": (origin) => ({
    options: { environment: { IDENTITY_ENDPOINT: `${origin}/msi/token` } },
    call: create,
  }),
  "Table Storage": tables,
  "an issuer": issuer,
};

let hostile: HostileServer;

beforeEach(async () => {
  hostile = await HostileServer.start(await ensureDevelopmentCa());
});

afterEach(async () => {
  await hostile.stop();
});

const CASES = drawn(
  Object.entries(SCENES).flatMap(([name, scene]) =>
    (["gzip", "plain"] as const).map((body) => [body, name, scene] as const),
  ),
  ([, name]) => name,
);

test.each(CASES)(
  "a %s body of 150 MiB from %s costs the API no more than 32 MiB",
  async (body, name, scene) => {
    const { options, call } = await scene(hostile.origin);
    await withApi(options, async (api) => {
      const meet = async (times: number) => {
        const before = hostile.requests;
        await until(async () => {
          expect((await call(api)).status).toBeGreaterThanOrEqual(500);
          await api.pass(LATER_MS);
          return hostile.requests >= before + times;
        });
      };
      // All that is loaded for a failed call is loaded.
      await meet(2 * MEETINGS);
      const before = await readPeakRss(api.pid);
      hostile.body = body;
      await meet(MEETINGS);
      const mib = ((await readPeakRss(api.pid)) - before) / 1024;
      process.stdout.write(`Peak memory under a hostile ${body} body from ${name}: ${mib.toFixed(1)} MiB more.\n`);
      expect(mib).toBeLessThanOrEqual(ALLOWED_MIB);
    });
  },
  120_000,
);
