using AcsTokens;

// Asks each address for an identity with a token, and prints what the client makes of the answer.
foreach (var url in args.Skip(1))
{
    using var client = new TokenApiClient(new Uri(url), args[0]);
    try
    {
        var issued = await client.CreateIdentityAndTokenAsync(["chat", "voip"], 60);
        var times = $"{issued.ExpiresOn.ToUnixTimeMilliseconds()} {issued.RefreshOn.ToUnixTimeMilliseconds()}";
        var told = issued.ToString().Contains(issued.Token, StringComparison.Ordinal) ? "told" : "kept";
        Console.WriteLine($"token {issued.UserId} {issued.Token} {times} {told}");
    }
    catch (TokenApiException error)
    {
        var wait = error.RetryAfter?.TotalSeconds.ToString() ?? "-";
        Console.WriteLine($"error {(int)error.Status} {error.Code ?? "-"} {error.RequestId ?? "-"} {wait} {error.Message}");
    }
    catch (HttpRequestException)
    {
        Console.WriteLine("unanswered");
    }
}
