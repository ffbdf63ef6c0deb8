namespace AcsTokens;

/// <summary>A step failed, or did not do what it said. The message is one line.</summary>
internal sealed class QuickstartException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>The lifecycle of an identity, in the words of the ACS quickstart.</summary>
internal static class Walk
{
    public static async Task RunAsync(TokenApiClient client, string edition)
    {
        var isFirstEdition = edition == "2020-09";
        var userId = await TryAsync("create an identity", () => client.CreateIdentityAsync());
        Console.WriteLine("Azure Communication Services - Access Tokens Quickstart\n");
        if (!isFirstEdition)
        {
            Console.WriteLine($"Created an identity: {userId}\n");
        }

        foreach (var scope in new[] { "voip", "chat" })
        {
            var issued = await TryAsync($"issue a '{scope}' token", () => client.IssueTokenAsync(userId, [scope]));
            Console.WriteLine(isFirstEdition
                ? $"Issued a access token with '{scope}' scope for identity with ID: {userId}:"
                : $"Issued an access token with '{scope}' scope that expires at {issued.ExpiresOn:u}:");
            Console.WriteLine($"{issued.Token}\n");
        }

        await TryAsync("revoke the tokens", () => client.RevokeTokensAsync(userId));
        Console.Error.WriteLine("Not checked: that the old tokens are refused, which the API does not tell.");
        Console.WriteLine(isFirstEdition
            ? $"Successfully deleted the identity with ID: {userId}\n"
            : $"Successfully revoked all access tokens for identity with ID: {userId}\n");

        await TryAsync("delete the identity", () => client.DeleteIdentityAsync(userId));
        if (await TryAsync("see that the identity is gone", () => IssuesTokensAsync(client, userId)))
        {
            throw new QuickstartException($"The identity {userId} still gets tokens after it was deleted.");
        }

        Console.WriteLine($"Deleted the identity with ID: {userId}");
    }

    private static async Task<bool> IssuesTokensAsync(TokenApiClient client, string userId)
    {
        try
        {
            await client.IssueTokenAsync(userId, ["chat"]);
            return true;
        }
        catch (TokenApiException failure) when (failure.Code == "IdentityNotFound")
        {
            return false;
        }
    }

    private static async Task<T> TryAsync<T>(string what, Func<Task<T>> step)
    {
        try
        {
            return await step();
        }
        catch (TokenApiException failure)
        {
            var status = $"{(int)failure.Status} {failure.Code}".TrimEnd();
            throw new QuickstartException($"Could not {what}: {status}: {failure.Message}", failure);
        }
    }

    private static async Task TryAsync(string what, Func<Task> step) =>
        await TryAsync(what, async () =>
        {
            await step();
            return true;
        });
}
