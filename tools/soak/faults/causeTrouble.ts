import type { Control } from "../../emulator";
import type { Trouble } from "./PlannedFault";
import type { Tables } from "./Tables";

/** What can be made to fail. */
export interface Surroundings {
  control: Control;
  tables: Pick<Tables, "stop" | "kill" | "startAgain">;
}

/** Causes trouble, and returns what ends it. */
export async function causeTrouble(trouble: Trouble, surroundings: Surroundings): Promise<() => void | Promise<void>> {
  const { control, tables } = surroundings;
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
    case "stops":
      await tables.stop();
      return () => tables.startAgain();
    case "is killed":
      await tables.kill();
      return () => tables.startAgain();
  }
}
