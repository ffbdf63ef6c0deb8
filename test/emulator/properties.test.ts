import { join } from "node:path";
import * as fc from "fast-check";
import { temporaryDirectory } from "../support/temporaryDirectory";
import { allVersions } from "./support/calls";
import { Rehearsal, type Step } from "./support/Rehearsal";
import { TestEmulator } from "./support/TestEmulator";

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom("create", "createWithToken", "issue", "issue", "revoke", "delete"),
  which: fc.nat({ max: 3 }),
  version: fc.constantFrom(...allVersions),
});

/** One after the other, or several at once. */
const waves = fc.array(fc.oneof(fc.tuple(step), fc.array(step, { minLength: 2, maxLength: 4 })), { maxLength: 15 });

const running = TestEmulator.forAll({}, { keepAlive: true });

test("whatever is done in whatever order: issued tokens are valid, ended ones are not, ids are unique", async () => {
  const property = fc.asyncProperty(waves, async (each) => {
    await running.emulator.control.reset();
    const rehearsal = new Rehearsal();
    for (const steps of each) {
      await rehearsal.wave(running, steps);
      expect(rehearsal.faults(running)).toEqual([]);
    }
  });
  await fc.assert(property, { numRuns: 60 });
});

describe("kept in a directory", () => {
  const directory = temporaryDirectory();

  test("whatever was done before a restart: all is as it was, and goes on", async () => {
    const data = join(directory, "data");
    const whileRunning = async (work: (running: TestEmulator) => Promise<void>): Promise<void> => {
      const running = await TestEmulator.start({ data }, { keepAlive: true });
      await work(running).finally(() => running.stop());
    };
    const property = fc.asyncProperty(waves, waves, async (before, after) => {
      const rehearsal = new Rehearsal();
      let kept: unknown;
      await whileRunning(async (running) => {
        const { control } = running.emulator;
        await control.reset();
        for (const steps of before) {
          await rehearsal.wave(running, steps);
        }
        kept = control.state().identities;
      });
      await whileRunning(async (running) => {
        expect(running.emulator.control.state().identities).toEqual(kept);
        expect(rehearsal.faults(running)).toEqual([]);
        for (const steps of after) {
          await rehearsal.wave(running, steps);
        }
        expect(rehearsal.faults(running)).toEqual([]);
      });
    });
    await fc.assert(property, { numRuns: 8 });
  });
});
