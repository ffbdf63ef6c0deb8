using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AcsTokens;

/// <summary>A token for the identity <paramref name="UserId"/>.</summary>
/// <param name="RefreshOn">When it is time to issue the next one.</param>
public sealed record AccessToken(string UserId, string Token, DateTimeOffset ExpiresOn, DateTimeOffset RefreshOn)
{
    // Leaves out the token, which belongs in no log.
    private bool PrintMembers(StringBuilder text)
    {
        text.Append($"UserId = {UserId}, ExpiresOn = {ExpiresOn:O}, RefreshOn = {RefreshOn:O}");
        return true;
    }
}

/// <summary>An answer that is not what was asked for.</summary>
public sealed class TokenApiException(HttpStatusCode status, string message) : Exception(message)
{
    public HttpStatusCode Status { get; } = status;

    /// <summary>
    /// Why, as in the table of errors of the API's README. Where it is null, it was not the API that answered, but the
    /// Functions host (401: the function key) or something else at that address.
    /// </summary>
    public string? Code { get; init; }

    /// <summary>The log of the API has it, too.</summary>
    public string? RequestId { get; init; }

    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>
/// The ACS Token API, for backends. What it refuses is thrown as a <see cref="TokenApiException"/>; if nobody answers, it
/// is what <see cref="HttpClient"/> throws. If the API is too busy and says for how long, the client waits once.
/// </summary>
public sealed class TokenApiClient : IDisposable
{
    // Who would have to wait for longer gets the error at once.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private readonly HttpClient _http;
    private readonly string _url;

    /// <param name="url">Where the API is, with or without <c>/api</c>.</param>
    /// <param name="functionKey">The host on a developer's machine asks for none.</param>
    public TokenApiClient(Uri url, string? functionKey = null)
    {
        var root = url.AbsoluteUri.TrimEnd('/');
        _url = root.EndsWith("/api", StringComparison.Ordinal) ? root : $"{root}/api";
        // The function key is for this API alone, not for whom it may redirect to.
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            // The API itself answers within 8 seconds.
            Timeout = TimeSpan.FromSeconds(15),
        };
        if (functionKey is not null)
        {
            _http.DefaultRequestHeaders.Add("x-functions-key", functionKey);
        }
    }

    /// <returns>The id of the new identity.</returns>
    public async Task<string> CreateIdentityAsync(CancellationToken cancellation = default)
    {
        var reply = await PostAsync<IdentityReply>("identities", HttpStatusCode.Created, null, cancellation);
        return reply.User.CommunicationUserId;
    }

    /// <param name="scopes">Of chat, chat.join, chat.join.limited, voip and voip.join.</param>
    /// <param name="expiresInMinutes">From 60 to 1440, the default.</param>
    public async Task<AccessToken> CreateIdentityAndTokenAsync(
        IEnumerable<string> scopes, int? expiresInMinutes = null, CancellationToken cancellation = default)
    {
        var wanted = new TokenRequest(scopes, expiresInMinutes);
        var reply = await PostAsync<TokenReply>("identities", HttpStatusCode.Created, wanted, cancellation);
        return reply.ToAccessToken();
    }

    /// <inheritdoc cref="CreateIdentityAndTokenAsync"/>
    public async Task<AccessToken> IssueTokenAsync(
        string userId,
        IEnumerable<string> scopes,
        int? expiresInMinutes = null,
        CancellationToken cancellation = default)
    {
        var wanted = new TokenRequest(scopes, expiresInMinutes);
        var reply = await PostAsync<TokenReply>($"{PathOf(userId)}/tokens", HttpStatusCode.OK, wanted, cancellation);
        return reply.ToAccessToken();
    }

    public async Task RevokeTokensAsync(string userId, CancellationToken cancellation = default) =>
        await DeleteAsync($"{PathOf(userId)}/tokens", cancellation);

    public async Task DeleteIdentityAsync(string userId, CancellationToken cancellation = default) =>
        await DeleteAsync(PathOf(userId), cancellation);

    public void Dispose() => _http.Dispose();

    private static string PathOf(string userId) => $"identities/{Uri.EscapeDataString(userId)}";

    private async Task<TReply> PostAsync<TReply>(
        string path, HttpStatusCode expected, TokenRequest? body, CancellationToken cancellation)
        where TReply : class
    {
        using var reply = await SendAsync(HttpMethod.Post, path, body, cancellation);
        var text = await TextOf(reply, cancellation);
        return reply.StatusCode == expected && Read<TReply>(text) is { } answer ? answer : throw ErrorIn(reply, text);
    }

    private async Task DeleteAsync(string path, CancellationToken cancellation)
    {
        using var reply = await SendAsync(HttpMethod.Delete, path, null, cancellation);
        if (reply.StatusCode != HttpStatusCode.NoContent)
        {
            throw ErrorIn(reply, await TextOf(reply, cancellation));
        }
    }

    // The API's own are in UTF-8; the page of a proxy may name an encoding that .NET does not have.
    private static async Task<string> TextOf(HttpResponseMessage reply, CancellationToken cancellation) =>
        Encoding.UTF8.GetString(await reply.Content.ReadAsByteArrayAsync(cancellation));

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, TokenRequest? body, CancellationToken cancellation)
    {
        var reply = await SendOnceAsync(method, path, body, cancellation);
        if (RetryAfterIn(reply) is not { } wait || wait > LongestWait)
        {
            return reply;
        }

        reply.Dispose();
        await Task.Delay(wait, cancellation);
        return await SendOnceAsync(method, path, body, cancellation);
    }

    private async Task<HttpResponseMessage> SendOnceAsync(
        HttpMethod method, string path, TokenRequest? body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, $"{_url}/{path}");
        if (body is not null)
        {
            // In one piece: the Functions host drops a body that is sent in chunks.
            request.Content = new StringContent(JsonSerializer.Serialize(body, Json), Encoding.UTF8, "application/json");
        }

        return await _http.SendAsync(request, cancellation);
    }

    private static TimeSpan? RetryAfterIn(HttpResponseMessage reply) =>
        reply.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable
            ? reply.Headers.RetryAfter?.Delta
            : null;

    private static TokenApiException ErrorIn(HttpResponseMessage reply, string text)
    {
        var error = Read<ErrorReply>(text)?.Error;
        var foreign = reply.StatusCode == HttpStatusCode.Unauthorized
            ? "The function key is missing or refused."
            : "This is no answer of the token API.";
        return new TokenApiException(reply.StatusCode, error?.Message ?? foreign)
        {
            Code = error?.Code,
            RequestId = error?.RequestId,
            RetryAfter = RetryAfterIn(reply),
        };
    }

    /// <returns>Null if the text does not have this form.</returns>
    private static T? Read<T>(string text)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record TokenRequest(IEnumerable<string> Scopes, int? ExpiresInMinutes);

    private sealed record User(string CommunicationUserId);

    private sealed record IdentityReply(User User);

    private sealed record TokenReply(User User, string Token, DateTimeOffset ExpiresOn, DateTimeOffset RefreshOn)
    {
        public AccessToken ToAccessToken() => new(User.CommunicationUserId, Token, ExpiresOn, RefreshOn);
    }

    private sealed record Error(string Code, string Message, string? RequestId = null);

    private sealed record ErrorReply(Error Error);
}
