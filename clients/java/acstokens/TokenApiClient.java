package acstokens;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The ACS Token API, for backends. What it refuses is thrown as a {@link TokenApiException}; if
 * nobody answers, it is an {@link IOException}. If the API is too busy and says for how long, the
 * client waits once. Needs nothing but Java 17 or later.
 */
public final class TokenApiClient {
  /** The API itself answers within 8 seconds. */
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  /** Who would have to wait for longer gets the error at once. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  /** What is read in an answer that has nothing to say. */
  private static final Function<Object, Optional<Boolean>> NOTHING = json -> Optional.of(true);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final String url;
  private final String functionKey;

  /** A token for the identity {@code userId}. At {@code refreshOn} it is time for the next one. */
  public record AccessToken(String userId, String token, Instant expiresOn, Instant refreshOn) {
    /** Leaves out the token, which belongs in no log. */
    @Override
    public String toString() {
      return "AccessToken[userId=%s, expiresOn=%s, refreshOn=%s]"
          .formatted(userId, expiresOn, refreshOn);
    }
  }

  /** An answer that is not what was asked for. */
  public static final class TokenApiException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;
    private final String requestId;
    private final Duration retryAfter;

    private TokenApiException(
        int status, String code, String message, String requestId, Duration retryAfter) {
      super(message);
      this.status = status;
      this.code = code;
      this.requestId = requestId;
      this.retryAfter = retryAfter;
    }

    public int status() {
      return status;
    }

    /**
     * Why, as in the table of errors of the API's README. Without a code it was not the API that
     * answered, but the Functions host (401: the function key) or something else at that address.
     */
    public Optional<String> code() {
      return Optional.ofNullable(code);
    }

    /** The log of the API has it, too. */
    public Optional<String> requestId() {
      return Optional.ofNullable(requestId);
    }

    public Optional<Duration> retryAfter() {
      return Optional.ofNullable(retryAfter);
    }
  }

  /** For an API on a developer's machine, where the host asks for no function key. */
  public TokenApiClient(String url) {
    this(url, null);
  }

  /**
   * @param url where the API is, with or without {@code /api}
   */
  public TokenApiClient(String url, String functionKey) {
    this.url = url.replaceFirst("/+$", "").replaceFirst("/api$", "");
    this.functionKey = functionKey;
  }

  /** Returns the id of the new identity. */
  public String createIdentity() throws IOException, InterruptedException {
    return call("POST", "/identities", BodyPublishers.noBody(), 201, TokenApiClient::userIdIn);
  }

  /**
   * @param scopes of chat, chat.join, chat.join.limited, voip and voip.join
   */
  public AccessToken createIdentityAndToken(List<String> scopes)
      throws IOException, InterruptedException {
    return postForToken("/identities", 201, tokenRequest(scopes, ""));
  }

  /**
   * @param expiresInMinutes from 60 to 1440; the other method leaves it to the API
   */
  public AccessToken createIdentityAndToken(List<String> scopes, int expiresInMinutes)
      throws IOException, InterruptedException {
    return postForToken("/identities", 201, tokenRequest(scopes, lifetime(expiresInMinutes)));
  }

  /**
   * @param scopes of chat, chat.join, chat.join.limited, voip and voip.join
   */
  public AccessToken issueToken(String userId, List<String> scopes)
      throws IOException, InterruptedException {
    return postForToken(pathOf(userId) + "/tokens", 200, tokenRequest(scopes, ""));
  }

  /**
   * @param expiresInMinutes from 60 to 1440; the other method leaves it to the API
   */
  public AccessToken issueToken(String userId, List<String> scopes, int expiresInMinutes)
      throws IOException, InterruptedException {
    var body = tokenRequest(scopes, lifetime(expiresInMinutes));
    return postForToken(pathOf(userId) + "/tokens", 200, body);
  }

  public void revokeTokens(String userId) throws IOException, InterruptedException {
    call("DELETE", pathOf(userId) + "/tokens", BodyPublishers.noBody(), 204, NOTHING);
  }

  public void deleteIdentity(String userId) throws IOException, InterruptedException {
    call("DELETE", pathOf(userId), BodyPublishers.noBody(), 204, NOTHING);
  }

  private AccessToken postForToken(String path, int expectedStatus, String body)
      throws IOException, InterruptedException {
    var json = BodyPublishers.ofString(body);
    return call("POST", path, json, expectedStatus, TokenApiClient::accessTokenIn);
  }

  /** {@code read} gives nothing if the answer does not have the expected form. */
  private <T> T call(
      String method,
      String path,
      BodyPublisher body,
      int expectedStatus,
      Function<Object, Optional<T>> read)
      throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(url + "/api" + path)).timeout(TIMEOUT);
    request.method(method, body);
    if (functionKey != null) {
      request.header("x-functions-key", functionKey);
    }
    if (body.contentLength() > 0) {
      request.header("Content-Type", "application/json");
    }
    // Follows no redirect, unless told to: the function key is for this API alone.
    var reply = http.send(request.build(), BodyHandlers.ofString());
    var wait = retryAfterIn(reply).filter(told -> told.compareTo(LONGEST_WAIT) <= 0);
    if (wait.isPresent()) {
      Thread.sleep(wait.get().toMillis());
      reply = http.send(request.build(), BodyHandlers.ofString());
    }
    var json = parse(reply.body());
    var result = reply.statusCode() == expectedStatus ? read.apply(json) : Optional.<T>empty();
    if (result.isEmpty()) {
      throw errorIn(reply, json);
    }
    return result.get();
  }

  private static Optional<Duration> retryAfterIn(HttpResponse<?> reply) {
    if (reply.statusCode() != 429 && reply.statusCode() != 503) {
      return Optional.empty();
    }
    return reply
        .headers()
        .firstValue("Retry-After")
        .filter(seconds -> seconds.matches("[0-9]{1,9}"))
        .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)));
  }

  private static TokenApiException errorIn(HttpResponse<?> reply, Object json) {
    var foreign =
        reply.statusCode() == 401
            ? "The function key is missing or refused."
            : "This is no answer of the token API.";
    return new TokenApiException(
        reply.statusCode(),
        textAt(json, "error", "code").orElse(null),
        textAt(json, "error", "message").orElse(foreign),
        textAt(json, "error", "requestId").orElse(null),
        retryAfterIn(reply).orElse(null));
  }

  private static String pathOf(String userId) {
    return "/identities/" + URLEncoder.encode(userId, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String tokenRequest(List<String> scopes, String lifetime) {
    var names = scopes.stream().map(Json::quote).collect(Collectors.joining(","));
    return "{\"scopes\":[%s]%s}".formatted(names, lifetime);
  }

  private static String lifetime(int expiresInMinutes) {
    return ",\"expiresInMinutes\":%d".formatted(expiresInMinutes);
  }

  private static Optional<String> userIdIn(Object json) {
    return textAt(json, "user", "communicationUserId");
  }

  private static Optional<AccessToken> accessTokenIn(Object json) {
    try {
      return Optional.of(
          new AccessToken(
              userIdIn(json).orElseThrow(),
              textAt(json, "token").orElseThrow(),
              Instant.parse(textAt(json, "expiresOn").orElseThrow()),
              Instant.parse(textAt(json, "refreshOn").orElseThrow())));
    } catch (NoSuchElementException | DateTimeException otherForm) {
      return Optional.empty();
    }
  }

  /** Returns nothing that can be read if the text is no JSON. */
  private static Object parse(String text) {
    try {
      return Json.read(text);
    } catch (IllegalArgumentException noJson) {
      return "";
    }
  }

  /** The text at a path of names. */
  private static Optional<String> textAt(Object json, String... names) {
    var value = json;
    for (var name : names) {
      value = value instanceof Map<?, ?> members ? members.get(name) : null;
    }
    return value instanceof String text ? Optional.of(text) : Optional.empty();
  }
}
