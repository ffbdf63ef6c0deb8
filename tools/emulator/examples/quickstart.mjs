import { CommunicationIdentityClient } from "@azure/communication-identity";

console.log("Azure Communication Services - Access Tokens Quickstart\n");
const client = new CommunicationIdentityClient(process.env.ACS_CONNECTION_STRING);

const user = await client.createUser();
console.log(`Created an identity: ${user.communicationUserId}\n`);

for (const scope of ["voip", "chat"]) {
  const { token, expiresOn } = await client.getToken(user, [scope]);
  console.log(`Issued an access token with '${scope}' scope that expires at ${expiresOn}:\n${token}\n`);
}

await client.revokeTokens(user);
console.log(`Successfully revoked all access tokens for identity with ID: ${user.communicationUserId}\n`);

await client.deleteUser(user);
console.log(`Deleted the identity with ID: ${user.communicationUserId}`);
