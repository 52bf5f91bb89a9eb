package dev.managedidentity.emulator.login;

import java.util.Objects;

/**
 * Whose tokens an application takes in the place of a secret.
 *
 * @param audience that the token is for; Azure's usual one where left out
 */
public record FederatedCredential(String issuer, String subject, String audience) {
  static final String USUAL_AUDIENCE = "api://AzureADTokenExchange";

  public FederatedCredential {
    Objects.requireNonNull(issuer, "a federated credential needs an issuer");
    Objects.requireNonNull(subject, "a federated credential needs a subject");
    audience = Objects.requireNonNullElse(audience, USUAL_AUDIENCE);
  }
}
