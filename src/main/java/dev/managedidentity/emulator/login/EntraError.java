package dev.managedidentity.emulator.login;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.wire.Answer;
import dev.managedidentity.emulator.wire.Json;
import java.util.UUID;

/** A refusal of the token endpoint, with the number that Microsoft Entra documents. */
record EntraError(int status, String error, int number, String message) {

  static EntraError clientMissing() {
    return new EntraError(
        400,
        "invalid_request",
        900144,
        "The request body must contain the following parameter: 'client_id'.");
  }

  static EntraError wrongSecret(String client) {
    return new EntraError(
        401,
        "invalid_client",
        7000215,
        "Invalid client secret provided. Ensure the secret being sent in the request is the"
            + " client secret value, not the client secret ID, for a secret added to app '"
            + client
            + "'.");
  }

  static EntraError unknownCertificate(String client, String thumbprint) {
    return certificate(
        "The certificate with identifier used to sign the client assertion is not registered on"
            + " application. [Reason - The key was not found., Thumbprint of key used by client:"
            + " '%s', Please visit the Azure Portal, Graph Explorer or directly use MS Graph to see"
            + " configured keys for app Id '%s'.]",
        thumbprint, client);
  }

  static EntraError wrongSignature(String client, String thumbprint) {
    return certificate(
        "Client assertion failed signature validation. [Reason - The key was found but the"
            + " signature is invalid., Thumbprint of key used by client: '%s', app Id '%s'.]",
        thumbprint, client);
  }

  static EntraError expiredCertificate(String client, String thumbprint) {
    return certificate(
        "The certificate with identifier used to sign the client assertion is expired on"
            + " application. [Reason - The key used is expired., Thumbprint of key used by client:"
            + " '%s', app Id '%s'.]",
        thumbprint, client);
  }

  private static EntraError certificate(String message, String thumbprint, String client) {
    return new EntraError(401, "invalid_client", 700027, message.formatted(thumbprint, client));
  }

  static EntraError wrongAudience(String audience) {
    return new EntraError(
        401,
        "invalid_client",
        700023,
        "Client assertion audience claim does not match Realm issuer. The assertion has '"
            + audience
            + "'.");
  }

  static EntraError notNow() {
    return new EntraError(
        401,
        "invalid_client",
        700024,
        "Client assertion is not within its valid time range. Current time and the assertion's nbf"
            + " and exp do not agree.");
  }

  static EntraError noMatch() {
    return new EntraError(
        401,
        "invalid_client",
        70021,
        "No matching federated identity record found for presented assertion. The assertion is not"
            + " a signed JSON web token with an issuer and a subject.");
  }

  static EntraError noIssuer(Assertion assertion) {
    return federated(700211, "issuer '" + assertion.issuer() + "'");
  }

  static EntraError noAudience(Assertion assertion) {
    return federated(700212, "audience '" + String.join(", ", assertion.audiences()) + "'");
  }

  static EntraError noSubject(Assertion assertion) {
    return federated(700213, "subject '" + assertion.subject() + "'");
  }

  private static EntraError federated(int number, String what) {
    return new EntraError(
        401,
        "invalid_client",
        number,
        "No matching federated identity record found for presented assertion %s. Check your federated identity credential Subject, Audience and Issuer against the presented assertion."
            .formatted(what));
  }

  Answer answer() {
    ObjectNode body =
        Json.object()
            .put("error", error)
            .put("error_description", "AADSTS" + number + ": " + message)
            .put("trace_id", UUID.randomUUID().toString())
            .put("correlation_id", UUID.randomUUID().toString());
    body.putArray("error_codes").add(number);
    return Answer.json(status, body);
  }
}
