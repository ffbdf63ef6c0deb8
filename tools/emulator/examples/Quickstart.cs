// Not compiled and not run by the tests of this project.
using Azure.Communication.Identity;

Console.WriteLine("Azure Communication Services - Access Tokens Quickstart\n");
var client = new CommunicationIdentityClient(Environment.GetEnvironmentVariable("ACS_CONNECTION_STRING"));

var user = (await client.CreateUserAsync()).Value;
Console.WriteLine($"Created an identity: {user.Id}\n");

foreach (var scope in new[] { CommunicationTokenScope.VoIP, CommunicationTokenScope.Chat })
{
    var issued = (await client.GetTokenAsync(user, [scope])).Value;
    Console.WriteLine($"Issued an access token with '{scope}' scope that expires at {issued.ExpiresOn}:");
    Console.WriteLine($"{issued.Token}\n");
}

await client.RevokeTokensAsync(user);
Console.WriteLine($"Successfully revoked all access tokens for identity with ID: {user.Id}\n");

await client.DeleteUserAsync(user);
Console.WriteLine($"Deleted the identity with ID: {user.Id}");
