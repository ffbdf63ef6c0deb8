import { systemClock } from "../../shared/clock";
import { defaultCaDirectory, ensureDevelopmentCa } from "../../tools/kit/developmentCa";
import { type Azurite, startAzurite } from "../../tools/testbed/azurite/startAzurite";

let azurite: Promise<Azurite> | undefined;
let tables = 0;

afterAll(async () => {
  await (await azurite)?.stop();
});

/** A table of its own for an API, in the one table service of a test file: to start one takes longer than an API. */
export async function tableOfItsOwn(): Promise<Record<string, string>> {
  azurite ??= ensureDevelopmentCa(defaultCaDirectory(), systemClock).then((ca) => startAzurite({ ca }));
  return { ...(await azurite).environment(), IDENTITY_TABLE_NAME: `Users${++tables}` };
}
