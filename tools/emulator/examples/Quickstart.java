// Not compiled and not run by the tests of this project.
import com.azure.communication.identity.CommunicationIdentityClientBuilder;
import com.azure.communication.identity.models.CommunicationTokenScope;
import java.util.List;

public class Quickstart {
  public static void main(String[] args) {
    System.out.println("Azure Communication Services - Access Tokens Quickstart\n");
    var client =
        new CommunicationIdentityClientBuilder()
            .connectionString(System.getenv("ACS_CONNECTION_STRING"))
            .buildClient();

    var user = client.createUser();
    System.out.printf("Created an identity: %s%n%n", user.getId());

    for (var scope : List.of(CommunicationTokenScope.VOIP, CommunicationTokenScope.CHAT)) {
      var issued = client.getToken(user, List.of(scope));
      System.out.printf(
          "Issued an access token with '%s' scope that expires at %s:%n%s%n%n",
          scope, issued.getExpiresAt(), issued.getToken());
    }

    client.revokeTokens(user);
    System.out.printf(
        "Successfully revoked all access tokens for identity with ID: %s%n%n", user.getId());

    client.deleteUser(user);
    System.out.println("Deleted the identity with ID: " + user.getId());
  }
}
