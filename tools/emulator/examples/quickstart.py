import os

from azure.communication.identity import (
    CommunicationIdentityClient,
    CommunicationTokenScope,
)

print("Azure Communication Services - Access Tokens Quickstart\n")
client = CommunicationIdentityClient.from_connection_string(
    os.environ["ACS_CONNECTION_STRING"]
)

user = client.create_user()
user_id = user.properties["id"]
print(f"Created an identity: {user_id}\n")

for scope in (CommunicationTokenScope.VOIP, CommunicationTokenScope.CHAT):
    issued = client.get_token(user, [scope])
    print(f"Issued an access token with '{scope.value}' scope", end=" ")
    print(f"that expires at {issued.expires_on}:\n{issued.token}\n")

client.revoke_tokens(user)
print(f"Successfully revoked all access tokens for identity with ID: {user_id}\n")

client.delete_user(user)
print(f"Deleted the identity with ID: {user_id}")
