import { until } from "../../support/until";
import { createIdentity, issueMyToken } from "./operations";
import type { World } from "./World";

/** Starts the API and lets it read what it keeps: the secret, the tokens of the managed identity. */
export async function startUsed(world: World): Promise<void> {
  await world.startApi();
  for (const operation of [createIdentity, issueMyToken]) {
    const trial = await operation.prepare(world);
    await until(async () => (await trial.call()).status === operation.success);
  }
}
