import acstokens.TokenApiClient;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** Asks each address for an identity with a token, and prints what the client makes of the answer. */
public class Check {
  public static void main(String[] args) throws Exception {
    for (var url : Arrays.asList(args).subList(1, args.length)) {
      try {
        var client = new TokenApiClient(url, args[0]);
        var issued = client.createIdentityAndToken(List.of("chat", "voip"), 60);
        System.out.printf(
            "token %s %s %d %d %s%n",
            issued.userId(),
            issued.token(),
            issued.expiresOn().toEpochMilli(),
            issued.refreshOn().toEpochMilli(),
            issued.toString().contains(issued.token()) ? "told" : "kept");
      } catch (TokenApiClient.TokenApiException error) {
        System.out.printf(
            "error %d %s %s %s %s%n",
            error.status(),
            error.code().orElse("-"),
            error.requestId().orElse("-"),
            error.retryAfter().map(time -> String.valueOf(time.toSeconds())).orElse("-"),
            error.getMessage());
      } catch (IOException error) {
        System.out.println("unanswered");
      }
    }
  }
}
