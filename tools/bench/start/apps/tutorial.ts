import { CommunicationIdentityClient } from "@azure/communication-identity";
import { app } from "@azure/functions";
import { DefaultAzureCredential } from "@azure/identity";
import { SecretClient } from "@azure/keyvault-secrets";

/** A token service as tutorials write it: the SDKs are loaded at the top, the secret and the client made anew each time. */
app.http("CreateIdentity", {
  methods: ["POST"],
  authLevel: "anonymous",
  route: "identities",
  handler: async () => {
    const vaultUrl = process.env["KEY_VAULT_URL"] ?? "";
    // Only because the vault is the emulator, on loopback.
    const options = { disableChallengeResourceVerification: true };
    const secrets = new SecretClient(vaultUrl, new DefaultAzureCredential(), options);
    const { value = "" } = await secrets.getSecret("acs-connection-string");
    const client = new CommunicationIdentityClient(value);
    const { token, expiresOn, user } = await client.createUserAndToken(["chat", "voip"]);
    return { status: 201, jsonBody: { token, expiresOn, user } };
  },
});
