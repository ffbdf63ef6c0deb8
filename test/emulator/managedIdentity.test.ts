import { createCredential } from "../../shared/azureIdentity";
import { type Emulator, wellKnown } from "../../tools/emulator";
import { startTrusted } from "./support/startTrusted";

const environment = { ...process.env };
let emulator: Emulator;

beforeAll(async () => {
  emulator = await startTrusted();
  Object.assign(process.env, emulator.environment());
});

afterAll(async () => {
  process.env = environment;
  await emulator.stop();
});

async function tokenAs(AZURE_CLIENT_ID: string | undefined): Promise<string> {
  const credential = createCredential({ ...emulator.environment(), AZURE_CLIENT_ID });
  const { token } = (await credential.getToken("https://vault.azure.net/.default")) ?? { token: "" };
  return token;
}

test.each([undefined, wellKnown.clientId])("Azure's SDK gets a token as the client %s", async (clientId) => {
  expect(await tokenAs(clientId)).not.toBe("");
});

test("and none as a client that is not the app's, with App Service's reason", async () => {
  await expect(tokenAs("0ac5de57-0000-4000-8000-00000000ffff")).rejects.toThrow(
    "No User Assigned or Delegated Managed Identity found",
  );
});
