package acstokens;

import acstokens.TokenApiClient.TokenApiException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Walks the lifecycle of an identity, and prints what the ACS quickstart prints. */
public final class Quickstart {
  private static final String HELP =
      """
      Walks the lifecycle of an identity, and prints what the ACS quickstart prints.

        --url URL           where the API is; http://localhost:7071 by default
        --key KEY           a function key that it accepts
        --edition EDITION   the edition of the ACS quickstart whose lines are printed:
                            2020-11 (default) or 2020-09
        --help              this text""";

  /** A step failed, or did not do what it said. The message is one line. */
  private static final class QuickstartException extends RuntimeException {
    private static final long serialVersionUID = 1;

    QuickstartException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The command line cannot be understood. */
  private static final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UsageException(String fault) {
      super(fault + ". See --help.");
    }
  }

  @FunctionalInterface
  private interface Step<T> {
    T run() throws IOException, InterruptedException;
  }

  @FunctionalInterface
  private interface Action {
    void run() throws IOException, InterruptedException;
  }

  private final TokenApiClient client;
  private final boolean isFirstEdition;

  private Quickstart(TokenApiClient client, String edition) {
    this.client = client;
    this.isFirstEdition = edition.equals("2020-09");
  }

  public static void main(String[] args) throws InterruptedException {
    System.exit(exitCodeOf(args));
  }

  private static int exitCodeOf(String[] args) throws InterruptedException {
    if (List.of(args).equals(List.of("--help"))) {
      System.out.println(HELP);
      return 0;
    }
    try {
      var options = parse(args);
      walkAt(options.get("--url"), options.get("--key"), options.get("--edition"));
      return 0;
    } catch (UsageException fault) {
      System.err.println(fault.getMessage());
      return 2;
    } catch (QuickstartException failure) {
      System.err.println(failure.getMessage());
      return 1;
    }
  }

  private static void walkAt(String url, String key, String edition) throws InterruptedException {
    try {
      new Quickstart(new TokenApiClient(url, key), edition).walk();
    } catch (IOException | IllegalArgumentException noApi) {
      var message =
          "No token API answers at %s."
              + " Start one with npm start, or name it by --url http://HOST:PORT.";
      throw new QuickstartException(message.formatted(url), noApi);
    }
  }

  private static Map<String, String> parse(String[] args) {
    var options = new HashMap<String, String>();
    options.put("--url", "http://localhost:7071");
    options.put("--key", null);
    options.put("--edition", "2020-11");
    for (var i = 0; i < args.length; i += 2) {
      if (!options.containsKey(args[i]) || i + 1 == args.length) {
        throw new UsageException(args[i] + " is no option, or has no value");
      }
      options.put(args[i], args[i + 1]);
    }
    if (!Set.of("2020-11", "2020-09").contains(options.get("--edition"))) {
      throw new UsageException("--edition must be 2020-11 or 2020-09");
    }
    return options;
  }

  private void walk() throws IOException, InterruptedException {
    var userId = attempt("create an identity", client::createIdentity);
    System.out.println("Azure Communication Services - Access Tokens Quickstart\n");
    if (!isFirstEdition) {
      System.out.printf("Created an identity: %s%n%n", userId);
    }

    for (var scope : List.of("voip", "chat")) {
      var issued =
          attempt(
              "issue a '%s' token".formatted(scope),
              () -> client.issueToken(userId, List.of(scope)));
      if (isFirstEdition) {
        System.out.printf(
            "Issued a access token with '%s' scope for identity with ID: %s:%n", scope, userId);
      } else {
        System.out.printf(
            "Issued an access token with '%s' scope that expires at %s:%n",
            scope, issued.expiresOn());
      }
      System.out.printf("%s%n%n", issued.token());
    }

    attempt("revoke the tokens", done(() -> client.revokeTokens(userId)));
    System.err.println("Not checked: that the old tokens are refused, which the API does not tell.");
    System.out.printf(
        isFirstEdition
            ? "Successfully deleted the identity with ID: %s%n%n"
            : "Successfully revoked all access tokens for identity with ID: %s%n%n",
        userId);

    attempt("delete the identity", done(() -> client.deleteIdentity(userId)));
    if (attempt("see that the identity is gone", () -> issuesTokens(userId))) {
      throw new QuickstartException(
          "The identity %s still gets tokens after it was deleted.".formatted(userId), null);
    }
    System.out.println("Deleted the identity with ID: " + userId);
  }

  private boolean issuesTokens(String userId) throws IOException, InterruptedException {
    try {
      client.issueToken(userId, List.of("chat"));
      return true;
    } catch (TokenApiException failure) {
      if (failure.code().filter("IdentityNotFound"::equals).isPresent()) {
        return false;
      }
      throw failure;
    }
  }

  private static Step<Boolean> done(Action action) {
    return () -> {
      action.run();
      return true;
    };
  }

  private static <T> T attempt(String what, Step<T> step) throws IOException, InterruptedException {
    try {
      return step.run();
    } catch (TokenApiException failure) {
      var status = "%d %s".formatted(failure.status(), failure.code().orElse("")).strip();
      throw new QuickstartException(
          "Could not %s: %s: %s".formatted(what, status, failure.getMessage()), failure);
    }
  }
}
