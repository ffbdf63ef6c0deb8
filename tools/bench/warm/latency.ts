import { tableOf } from "../../kit/formatTable";
import { projectRoot } from "../../kit/projectRoot";
import { percentile } from "../../kit/statistics";
import { buildPackage } from "../../package/buildPackage";
import { issueToken } from "../load/HttpWork";
import type { ProbedServer, ProbedStage, RoundTrips } from "../ProbedStage";
import { byTurns } from "../runBench";
import { stageFilesIn } from "../stageFiles";
import type { Row } from "./rows";
import { EXPRESS } from "./subjects";

/** Within one region of Azure: to the instance's own identity service, the vault, the table, and ACS in its own region. */
export const REGION: RoundTrips = { managedIdentity: 5, keyVault: 20, tables: 8, acs: 40 };

/**
 * What must be waited for one after the other before the first token: to open a connection, and TLS over it, takes a round
 * trip each, as the question itself does; the identity's service speaks no TLS.
 */
export const LONGEST_CHAIN_MS = 2 * REGION.managedIdentity + 3 * REGION.keyVault + 3 * REGION.acs;

/** How long the first token took of servers that had just started, in milliseconds. */
export interface FirstToken {
  readonly name: string;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** The call comes as soon as a server is there, this API's with the app as it is deployed. A new server for each. */
export async function measureFirstTokens(probed: ProbedStage, starts: number): Promise<FirstToken[]> {
  const [id = ""] = await probed.createIdentities(1);
  const { files } = await buildPackage(projectRoot());
  const appDirectory = stageFilesIn(probed.stage.cleanUp)("package", files);
  const first = (start: () => Promise<ProbedServer>) => async () => {
    const server = await start();
    const { p50Ms } = await probed.clients.run({
      clients: 1,
      seconds: 1,
      work: { calls: [issueToken(server.url, id)], limit: 1 },
    });
    await server.stop();
    return p50Ms;
  };
  const waits = await byTurns([first(() => probed.api({ appDirectory })), first(() => probed.express())], starts);
  return ["IssueToken", EXPRESS].map((name, nth) => ({
    name,
    p50Ms: percentile(waits[nth] ?? [], 50),
    p99Ms: percentile(waits[nth] ?? [], 99),
  }));
}

/** For people. */
export function describeLatency(firsts: readonly FirstToken[], rows: readonly Row[]): string {
  const heading = "what";
  const first = tableOf<FirstToken>(
    [
      [heading, ({ name }) => `first token, ${name}`],
      ["p50 ms", ({ p50Ms }) => p50Ms.toFixed(0)],
      ["p99 ms", ({ p99Ms }) => p99Ms.toFixed(0)],
    ],
    firsts,
  );
  const each = tableOf<Row>(
    [
      [heading, ({ name }) => name],
      ["clients", ({ clients }) => clients],
      ["p50 ms", ({ p50Ms }) => p50Ms.median.toFixed(1)],
      ["p99 ms", ({ p99Ms }) => p99Ms.median.toFixed(1)],
      ["− SDK", ({ versusSdk }) => versusSdk.addedP50Ms.median.toFixed(1)],
    ],
    rows,
  );
  const { managedIdentity, keyVault, tables, acs } = REGION;
  return `Node ${process.version}; round trips: managed identity ${managedIdentity} ms, vault ${keyVault}, table ${tables}, ACS ${acs}.

${first}
From the moment that the server is there. Those round trips of this API that cannot but follow one another: ${LONGEST_CHAIN_MS} ms.

${each}
− SDK: p50 less that of the SDK called directly
`;
}
