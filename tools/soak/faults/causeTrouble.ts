import type { Control } from "../../emulator";
import type { Azurite } from "../../testbed/azurite/startAzurite";
import type { SteppedClock } from "../../testbed/clock/SteppedClock";
import type { Restartable } from "../../testbed/Restartable";
import type { HostName, Trouble } from "./PlannedFault";

/** What can be made to fail. */
export interface Surroundings {
  control: Control;
  tables: Restartable<Azurite>;
  /** The API's. */
  clock: Pick<SteppedClock, "stepTo">;
  /** Puts the connection string into the vault, with this name of the resource's host. */
  writeSecret: (host: HostName) => Promise<void>;
}

/** Causes trouble, and returns what ends it. */
export async function causeTrouble(trouble: Trouble, surroundings: Surroundings): Promise<() => void | Promise<void>> {
  const { control, tables, clock } = surroundings;
  switch (trouble.kind) {
    case "misbehaves":
      control.setFault(trouble.dependency, trouble.fault);
      return () => {
        control.clearFaults(trouble.dependency);
      };
    case "refuses connections":
      await control.listen(trouble.dependency, false);
      return () => control.listen(trouble.dependency, true);
    case "forbids access":
      control.setVaultAccess(false);
      return () => {
        control.setVaultAccess(true);
      };
    case "steps": {
      await clock.stepTo(trouble.offsetMs);
      const end = await causeTrouble(trouble.meanwhile, surroundings);
      // What was noted down by the wrong clock must not matter by the right one.
      return async () => {
        await end();
        await clock.stepTo(0);
      };
    }
    case "has another name":
      await surroundings.writeSecret(trouble.host);
      return () => undefined;
    case "stops":
    case "is killed":
      await tables.takeAway(trouble.kind === "stops" ? "stop" : "kill");
      return () => tables.bringBack();
  }
}
