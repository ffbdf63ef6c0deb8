import { issueToken } from "../apiCalls";
import type { ApiProcess } from "../ApiProcess";
import type { LoadProcess } from "../load/LoadProcess";
import { type SelfTime, selfTimes } from "../probe/selfTimes";

const CLIENTS = 8;

/** Where the API's process spends its time while so many seconds of IssueToken calls go on. */
export async function profileIssueToken(
  { url, probe }: ApiProcess,
  identities: readonly string[],
  clients: LoadProcess,
  seconds: number,
): Promise<SelfTime[]> {
  const calls = identities.map((id) => issueToken(url, id));
  return selfTimes(await probe.profile(() => clients.run({ clients: CLIENTS, seconds, work: { calls } })));
}
