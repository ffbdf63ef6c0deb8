import type { Clock } from "../clock";
import type { AcsConnection } from "../connection/AcsConnection";
import type { AcsClient } from "./AcsClient";
import type { AcsSdk } from "./sdks";

export type CreateAcsClient = (connection: AcsConnection, clock: Clock) => AcsClient;

/** Loads the chosen SDK, and only that one: each costs start-up time and memory. */
export async function loadAcsSdk(sdk: AcsSdk): Promise<CreateAcsClient> {
  const { createAcsClient } =
    sdk === "identity" ? await import("./identitySdkClient.js") : await import("./administrationSdkClient.js");
  return createAcsClient;
}
