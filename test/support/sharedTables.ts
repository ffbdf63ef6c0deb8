import { ensureDevelopmentCa } from "../../tools/kit/developmentCa";
import { type Azurite, startAzurite } from "../../tools/testbed/azurite/startAzurite";

let azurite: Promise<Azurite> | undefined;
let tables = 0;

afterAll(async () => {
  await (await azurite)?.stop();
});

/** The one table service of a test file: to start one takes longer than an API. */
export async function sharedTables(): Promise<Azurite> {
  azurite ??= ensureDevelopmentCa().then((ca) => startAzurite({ ca }));
  return await azurite;
}

/** A table of its own for an API. */
export async function tableOfItsOwn(): Promise<Record<string, string>> {
  return { ...(await sharedTables()).environment(), IDENTITY_TABLE_NAME: `Users${++tables}` };
}
