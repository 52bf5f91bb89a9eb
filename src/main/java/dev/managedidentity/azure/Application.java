package dev.managedidentity.azure;

/**
 * An application that signs in with a secret.
 *
 * @param place where this is said, such as "Secret shop/team-azure", for messages
 */
public record Application(String tenantId, String clientId, String clientSecret, String place) {

  /** The application without its secret. */
  @Override
  public String toString() {
    return "Application[tenant %s, client %s, %s]".formatted(tenantId, clientId, place);
  }
}
