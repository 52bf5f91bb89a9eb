package dev.managedidentity.emulator.login;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What each client has to prove itself with. One of which nothing is known has to prove nothing.
 */
final class Clients {
  private final Map<String, String> secrets = new ConcurrentHashMap<>();
  private final Map<String, List<X509Certificate>> certificates = new ConcurrentHashMap<>();
  private final Map<String, List<FederatedCredential>> federated = new ConcurrentHashMap<>();

  void secret(String client, String secret) {
    secrets.put(client, secret);
  }

  void certificate(String client, String pem) {
    try {
      ByteArrayInputStream in = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
      X509Certificate certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      certificates.computeIfAbsent(client, one -> new CopyOnWriteArrayList<>()).add(certificate);
    } catch (CertificateException e) {
      throw new IllegalArgumentException(
          "the certificate of client '%s' is no PEM (BEGIN CERTIFICATE)".formatted(client), e);
    }
  }

  void federated(String client, FederatedCredential credential) {
    federated.computeIfAbsent(client, one -> new CopyOnWriteArrayList<>()).add(credential);
  }

  /** Why this secret does not do; empty if it does. */
  Optional<EntraError> refuse(String client, String secret) {
    String needed = secrets.get(client);
    boolean wrong =
        needed == null
            ? certificates.containsKey(client) || federated.containsKey(client)
            : !needed.equals(secret);
    return wrong ? Optional.of(EntraError.wrongSecret(client)) : Optional.empty();
  }

  /**
   * Why this assertion does not do; empty if it does.
   *
   * @param endpoints what an assertion signed with a certificate may be for
   */
  Optional<EntraError> refuseAssertion(
      String client, String text, Set<String> endpoints, Instant now) {
    Optional<Assertion> assertion = Assertion.parse(text);
    if (assertion.filter(one -> !one.issuer().isEmpty() && !one.subject().isEmpty()).isEmpty()) {
      return Optional.of(EntraError.noMatch());
    }
    return assertion.get().issuer().equals(client)
        ? ofCertificate(client, assertion.get(), endpoints, now)
        : ofFederation(client, assertion.get(), now);
  }

  private Optional<EntraError> ofCertificate(
      String client, Assertion assertion, Set<String> endpoints, Instant now) {
    String thumbprint = assertion.thumbprint();
    if (isUnknown(client)) {
      return Optional.empty();
    }
    Optional<X509Certificate> named =
        certificates.getOrDefault(client, List.of()).stream().filter(assertion::names).findFirst();
    if (named.isEmpty()) {
      return Optional.of(EntraError.unknownCertificate(client, thumbprint));
    }
    if (!assertion.isSignedBy(named.get())) {
      return Optional.of(EntraError.wrongSignature(client, thumbprint));
    }
    if (named.get().getNotAfter().toInstant().isBefore(now)) {
      return Optional.of(EntraError.expiredCertificate(client, thumbprint));
    }
    if (assertion.audiences().stream().noneMatch(endpoints::contains)) {
      return Optional.of(EntraError.wrongAudience(String.join(", ", assertion.audiences())));
    }
    return assertion.isValidAt(now) ? Optional.empty() : Optional.of(EntraError.notNow());
  }

  /** The signature is not checked: the keys of the issuer would have to be fetched from it. */
  private Optional<EntraError> ofFederation(String client, Assertion assertion, Instant now) {
    List<FederatedCredential> known =
        isUnknown(client)
            ? List.of(new FederatedCredential(assertion.issuer(), assertion.subject(), null))
            : federated.getOrDefault(client, List.of());
    List<FederatedCredential> issuers =
        known.stream().filter(one -> one.issuer().equals(assertion.issuer())).toList();
    List<FederatedCredential> subjects =
        issuers.stream().filter(one -> one.subject().equals(assertion.subject())).toList();
    if (issuers.isEmpty()) {
      return Optional.of(EntraError.noIssuer(assertion));
    }
    if (subjects.isEmpty()) {
      return Optional.of(EntraError.noSubject(assertion));
    }
    if (subjects.stream().noneMatch(one -> assertion.audiences().contains(one.audience()))) {
      return Optional.of(EntraError.noAudience(assertion));
    }
    return assertion.isValidAt(now) ? Optional.empty() : Optional.of(EntraError.notNow());
  }

  private boolean isUnknown(String client) {
    return !secrets.containsKey(client)
        && !certificates.containsKey(client)
        && !federated.containsKey(client);
  }
}
