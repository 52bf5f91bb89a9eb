package dev.managedidentity.azure;

import dev.managedidentity.azure.AzureSettings.SignIn;
import dev.managedidentity.azure.Problem.Kind;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells from an exception why a call to Azure came to nothing. */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
  private static final Pattern SIGN_IN_CODE = Pattern.compile("AADSTS[0-9]+");

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
    // Where there is no managed identity, nothing answers at its address.
    if (signingIn && (noAnswer.isEmpty() || settings.signIn() == SignIn.MANAGED_IDENTITY)) {
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
                settings.authorityHost().getAuthority(),
                inWords()));
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
          "DeadlineExceeded", "%s gave no whole answer within %s.".formatted(host, inWords()));
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

  private static Problem unwell(UnwellTokenEndpoint unwell) {
    return new Problem(
        unwell.status() == 429 ? Kind.THROTTLED : Kind.UNAVAILABLE,
        "TokenHttp" + unwell.status(),
        "%s gives no token just now: it answered %d with nothing about the credential."
            .formatted(unwell.host(), unwell.status()),
        unwell.retryAfter(),
        Set.of());
  }

  private Problem signIn(Throwable failure) {
    String said = hidden(innermost(failure));
    Matcher matcher = SIGN_IN_CODE.matcher(said);
    String code = matcher.find() ? matcher.group() : "NoToken";
    return new Problem(
        Kind.UNAUTHENTICATED,
        code,
        Words.shown(
            "No token for client %s of tenant %s%s from %s. %s Azure's words: %s"
                .formatted(
                    settings.clientId() == null ? "(default)" : settings.clientId(),
                    settings.tenantId() == null ? "(default)" : settings.tenantId(),
                    place,
                    settings.signIn() == SignIn.MANAGED_IDENTITY
                        ? "the machine's managed identity"
                        : settings.authorityHost().getAuthority(),
                    remedy(code),
                    said)),
        Optional.empty(),
        Set.of());
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
      case "AADSTS700024" -> "The federated token has expired: check AZURE_FEDERATED_TOKEN_FILE.";
      default -> remedy(settings.signIn());
    };
  }

  private String remedy(SignIn signIn) {
    return switch (signIn) {
      case CLIENT_SECRET -> "Check AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET.";
      case FEDERATED_TOKEN ->
          "Check AZURE_TENANT_ID, AZURE_CLIENT_ID and the file %s that AZURE_FEDERATED_TOKEN_FILE"
                  .formatted(settings.federatedTokenFile())
              + " names.";
      case MANAGED_IDENTITY ->
          "No secret and no federated token is set, so a managed identity of this machine was asked"
              + " for: assign one, or set AZURE_CLIENT_SECRET or AZURE_FEDERATED_TOKEN_FILE.";
    };
  }

  private static Problem unavailable(String code, String message) {
    return new Problem(Kind.UNAVAILABLE, code, Words.shown(message), Optional.empty(), Set.of());
  }

  /** Without the secret, should a library ever quote it. */
  private String hidden(String text) {
    String shown = Words.shown(text);
    return settings.clientSecret() == null
        ? shown
        : shown.replace(settings.clientSecret(), "(secret)");
  }

  private String inWords() {
    long millis = settings.deadline().toMillis();
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
