import type { Clock } from "../clock";
import type { AcsConnection } from "../connection/AcsConnection";
import { lazy } from "../lazy";
import type { AcsClient, TeamsAccessClient } from "./AcsClient";
import type { AcsSdk } from "./sdks";

export type CreateAcsClient = (connection: AcsConnection, clock: Clock) => AcsClient;

/** Loads the chosen SDK, and only that one: each costs start-up time and memory. */
export async function loadAcsSdk(sdk: AcsSdk): Promise<CreateAcsClient> {
  const { createIdentityClient } =
    sdk === "identity" ? await import("./identitySdkClient.js") : await import("./administrationSdkClient.js");
  return (connection, clock) => ({
    ...createIdentityClient(connection, clock),
    ...whatNoSdkHas(connection, clock),
  });
}

/** Loaded when it is first called, which few ever do. */
function whatNoSdkHas(connection: AcsConnection, clock: Clock): TeamsAccessClient {
  const client = lazy(async () => (await import("./teamsAccessClient.js")).createTeamsAccessClient(connection, clock));
  return {
    putTeamsAccess: async (...given) => await (await client()).putTeamsAccess(...given),
    getTeamsAccess: async (...given) => await (await client()).getTeamsAccess(...given),
    deleteTeamsAccess: async (...given) => {
      await (await client()).deleteTeamsAccess(...given);
    },
  };
}
