package dev.managedidentity.azure;

import dev.managedidentity.azure.AzureSettings.SignIn;
import dev.managedidentity.azure.Problem.Kind;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells from an exception why a call to Azure came to nothing. */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
  private static final Pattern SIGN_IN_CODE = Pattern.compile("AADSTS[0-9]+");

  /** Codes of ours, for two answers of the metadata service. */
  private static final String AMBIGUOUS = "AmbiguousIdentity";

  private static final String NOT_ASSIGNED = "IdentityNotAssigned";

  private static final String OTHER_SIGN_INS =
      Stream.of(SignIn.values())
          .map(one -> one.setting)
          .filter(Objects::nonNull)
          .collect(Collectors.joining(", "));

  private final AzureSettings settings;
  private final String place;

  /**
   * @param place where the credential is said, in parentheses; empty for the program's settings
   */
  Failures(AzureSettings settings, String place) {
    this.settings = settings;
    this.place = place;
  }

  /** The problem that made a call fail. */
  Problem of(Throwable failure) {
    Optional<NoCredential> nothing = find(NoCredential.class, failure);
    if (nothing.isPresent()) {
      return nothing.get().problem();
    }
    Optional<NoAnswer> noAnswer = find(NoAnswer.class, failure);
    Optional<UnwellTokenEndpoint> unwell = find(UnwellTokenEndpoint.class, failure);
    boolean signingIn = find(NoToken.class, failure).isPresent();
    if (unwell.isPresent()) {
      return unwell(unwell.get());
    }
    Optional<UnusableCertificate> certificate = find(UnusableCertificate.class, failure);
    if (certificate.isPresent()) {
      return unauthenticated("CertificateUnusable", certificate.get().getMessage());
    }
    if (signingIn && noAnswer.isPresent() && settings.signIn() == SignIn.MANAGED_IDENTITY) {
      return noTokenEndpoint(noAnswer.get());
    }
    if (signingIn && noAnswer.isEmpty()) {
      return signIn(failure);
    }
    if (noAnswer.isPresent()) {
      return noAnswer(noAnswer.get());
    }
    // Not known to happen, so the stack is worth having.
    LOG.warn("A call to Azure failed in an unforeseen way", failure);
    return unavailable("Failed", hidden(failure.toString()));
  }

  /** The call with its token took longer than it may. */
  Problem overdue() {
    return unavailable(
        "DeadlineExceeded",
        "%s (or %s for a token) gave no whole answer within %s."
            .formatted(
                settings.resourceManagerEndpoint().getAuthority(),
                tokenEndpoint(),
                inWords(settings.deadline())));
  }

  /** The thread was asked to stop. */
  Problem interrupted() {
    return unavailable("Interrupted", "The call was given up because the program is stopping.");
  }

  private Problem noAnswer(NoAnswer noAnswer) {
    String host = noAnswer.host();
    String setting =
        host.equals(settings.resourceManagerEndpoint().getAuthority())
            ? "AZURE_RESOURCE_MANAGER_ENDPOINT"
            : "AZURE_AUTHORITY_HOST";
    Throwable cause = noAnswer.getCause();
    if (isAny(cause, UnresolvedAddressException.class, UnknownHostException.class)) {
      return unavailable(
          "UnknownHost",
          "The name %s cannot be resolved; check %s and the DNS.".formatted(host, setting));
    }
    if (isAny(cause, TimeoutException.class, HttpTimeoutException.class)) {
      return unavailable(
          "DeadlineExceeded",
          "%s gave no whole answer within %s.".formatted(host, inWords(settings.deadline())));
    }
    if (isAny(cause, SSLException.class)) {
      return untrusted(host, cause);
    }
    if (isAny(cause, ConnectException.class)) {
      return unavailable(
          "ConnectionRefused",
          "%s takes no connection (%s); check %s, the network policy and the proxy."
              .formatted(host, innermost(cause), setting));
    }
    return unavailable(
        "ConnectionBroken", "%s broke the answer off (%s).".formatted(host, innermost(cause)));
  }

  private Problem untrusted(String host, Throwable cause) {
    return unavailable(
        "Untrusted",
        ("%s cannot be trusted (%s); if its certificate is of an authority of your own, name a PEM"
                + " file with that authority in SSL_CERT_FILE.")
            .formatted(host, innermost(cause)));
  }

  private Problem unwell(UnwellTokenEndpoint unwell) {
    String setting =
        settings.signIn() == SignIn.MANAGED_IDENTITY
            ? " It was asked as the token endpoint of this machine; if that is elsewhere, set"
                + " AZURE_POD_IDENTITY_AUTHORITY_HOST."
            : "";
    return new Problem(
        unwell.status() == 429 ? Kind.THROTTLED : Kind.UNAVAILABLE,
        "TokenHttp" + unwell.status(),
        "%s gives no token just now: it answered %d with nothing about the credential.%s"
            .formatted(unwell.host(), unwell.status(), setting),
        unwell.retryAfter(),
        Set.of());
  }

  /** Nothing answers where tokens of managed identities come from, so there is none here. */
  private Problem noTokenEndpoint(NoAnswer noAnswer) {
    Throwable cause = noAnswer.getCause();
    String why =
        isAny(cause, TimeoutException.class, HttpTimeoutException.class)
            ? "no answer within " + inWords(MetadataService.limit(settings))
            : innermost(cause);
    return unauthenticated(
        "NoTokenEndpoint",
        ("No token from the machine's token endpoint %s (%s). It was asked for the managed identity"
                + " %s because none of %s is set. Set the one to sign in with; or run on an Azure"
                + " machine that has this identity and lets pods reach 169.254.169.254 (not so on an"
                + " AKS node pool with podLinkLocalAccess None); if the endpoint is elsewhere, set"
                + " AZURE_POD_IDENTITY_AUTHORITY_HOST.")
            .formatted(noAnswer.host(), why, clientInWords(), OTHER_SIGN_INS));
  }

  private Problem signIn(Throwable failure) {
    String said = hidden(innermost(failure));
    String code = code(said);
    return unauthenticated(
        code,
        "No token for client %s of tenant %s%s from %s. %s Azure's words: %s"
            .formatted(
                clientInWords(),
                settings.tenantId() == null ? "(default)" : settings.tenantId(),
                place,
                tokenEndpoint(),
                remedy(code),
                said));
  }

  private static String code(String said) {
    Matcher matcher = SIGN_IN_CODE.matcher(said);
    if (matcher.find()) {
      return matcher.group();
    }
    // The metadata service has no codes, and the same error for both.
    if (said.contains("Multiple user assigned identities exist")) {
      return AMBIGUOUS;
    }
    return said.contains("Identity not found") ? NOT_ASSIGNED : "NoToken";
  }

  private String clientInWords() {
    return settings.clientId() == null ? "(default)" : settings.clientId();
  }

  private String tokenEndpoint() {
    return settings.signIn() == SignIn.MANAGED_IDENTITY
        ? "the machine's token endpoint"
        : settings.authorityHost().getAuthority();
  }

  /** Microsoft Entra's codes are documented one by one; these are those that settings cause. */
  private String remedy(String code) {
    return switch (code) {
      case "AADSTS7000215" ->
          "The secret is wrong: set AZURE_CLIENT_SECRET to its value, not its id.";
      case "AADSTS7000222" -> "The secret has expired: make a new one, set AZURE_CLIENT_SECRET.";
      case "AADSTS700016" -> "The tenant has no such application: check AZURE_CLIENT_ID.";
      case "AADSTS90002" -> "There is no such tenant: check AZURE_TENANT_ID.";
      case "AADSTS500011" ->
          "The tenant does not know what the token is for: check AZURE_RESOURCE_MANAGER_AUDIENCE.";
      case "AADSTS70021", "AADSTS700211", "AADSTS700212", "AADSTS700213" ->
          "No federated credential of the application matches: check its issuer, subject and"
              + " audience.";
      case "AADSTS700024" ->
          settings.signIn() == SignIn.FEDERATED_TOKEN
              ? "The federated token has expired: check AZURE_FEDERATED_TOKEN_FILE."
              : "The clock of this machine is wrong, or the certificate has expired.";
      case "AADSTS700027" ->
          "The application does not know this certificate, or it has expired: add it (az ad app"
              + " credential reset --id %s --append --cert @FILE), or check"
                  .formatted(clientInWords())
              + " AZURE_CLIENT_CERTIFICATE_PATH.";
      case AMBIGUOUS ->
          "The machine has several user-assigned identities and no system-assigned one: set"
              + " AZURE_CLIENT_ID to the client id of the one to use.";
      case NOT_ASSIGNED ->
          "The machine does not have this identity: assign it (az vmss identity assign, az vm identity"
              + " assign), or check AZURE_CLIENT_ID.";
      default -> remedy(settings.signIn());
    };
  }

  private String remedy(SignIn signIn) {
    return switch (signIn) {
      case CLIENT_SECRET -> "Check AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET.";
      case CLIENT_CERTIFICATE ->
          "Check AZURE_TENANT_ID, AZURE_CLIENT_ID and the file %s that AZURE_CLIENT_CERTIFICATE_PATH"
                  .formatted(settings.clientCertificate().file())
              + " names.";
      case FEDERATED_TOKEN ->
          "Check AZURE_TENANT_ID, AZURE_CLIENT_ID and the file %s that AZURE_FEDERATED_TOKEN_FILE"
                  .formatted(settings.federatedTokenFile())
              + " names.";
      case MANAGED_IDENTITY ->
          "None of %s is set, so a managed identity of this machine was asked for: assign one, or set"
                  .formatted(OTHER_SIGN_INS)
              + " one of these.";
    };
  }

  private static Problem unauthenticated(String code, String message) {
    return new Problem(
        Kind.UNAUTHENTICATED, code, Words.shown(message), Optional.empty(), Set.of());
  }

  private static Problem unavailable(String code, String message) {
    return new Problem(Kind.UNAVAILABLE, code, Words.shown(message), Optional.empty(), Set.of());
  }

  /** Without the secret or the password, should a library ever quote it. */
  private String hidden(String text) {
    ClientCertificate certificate = settings.clientCertificate();
    String shown = without(settings.clientSecret(), Words.shown(text));
    return certificate == null ? shown : without(certificate.password(), shown);
  }

  private static String without(String secret, String text) {
    return secret == null ? text : text.replace(secret, "(secret)");
  }

  private static String inWords(Duration duration) {
    long millis = duration.toMillis();
    return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
  }

  /** The words of the cause that lies deepest and has any. */
  private static String innermost(Throwable failure) {
    String words = failure.toString();
    for (Throwable one : chain(failure)) {
      if (one.getMessage() != null && !one.getMessage().isBlank()) {
        words = one.getMessage();
      }
    }
    return words;
  }

  @SafeVarargs
  private static boolean isAny(Throwable failure, Class<? extends Throwable>... types) {
    for (Class<? extends Throwable> type : types) {
      if (find(type, failure).isPresent()) {
        return true;
      }
    }
    return false;
  }

  private static <T extends Throwable> Optional<T> find(Class<T> type, Throwable failure) {
    return chain(failure).stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  /** The failure and its causes, outermost first. */
  private static List<Throwable> chain(Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Throwable one = failure; one != null && seen.add(one); one = one.getCause()) {
      chain.add(one);
    }
    return chain;
  }
}
