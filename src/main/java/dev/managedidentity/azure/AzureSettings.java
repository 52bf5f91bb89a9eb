package dev.managedidentity.azure;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * Where Azure is and who we are to it. Settings left out are null; the constructor fills in the
 * defaults of the public cloud.
 *
 * @param authorityHost where tokens come from; default https://login.microsoftonline.com
 * @param resourceManagerEndpoint default https://management.azure.com
 * @param resourceManagerAudience what a token is asked for; default the endpoint
 * @param tenantId needed with a secret or a federated token
 * @param clientId needed with a secret or a federated token; with neither it picks one of several
 *     managed identities
 * @param clientSecret where given, it is what signs in
 * @param federatedTokenFile else this, the token of a Kubernetes service account; where it is not
 *     given either, a managed identity of the machine signs in
 * @param caCertificateFile PEM certificates to trust beside the JDK's own
 * @param deadline for one whole call, getting a token included; default 60 s
 */
public record AzureSettings(
    URI authorityHost,
    URI resourceManagerEndpoint,
    URI resourceManagerAudience,
    String tenantId,
    String clientId,
    String clientSecret,
    Path federatedTokenFile,
    Path caCertificateFile,
    Duration deadline) {

  private static final URI PUBLIC_AUTHORITY = URI.create("https://login.microsoftonline.com");
  private static final URI PUBLIC_ENDPOINT = URI.create("https://management.azure.com");
  private static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(60);

  /** The authorities that vouch for themselves; only these can be asked for instance discovery. */
  private static final Set<String> PUBLIC_CLOUDS =
      Set.of(
          "login.microsoftonline.com",
          "login.microsoft.com",
          "login.windows.net",
          "login.microsoftonline.us",
          "login.chinacloudapi.cn",
          "login.partner.microsoftonline.cn");

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException naming the setting, what is wrong with it, and what would do
   */
  public AzureSettings {
    authorityHost = httpsOr(PUBLIC_AUTHORITY, authorityHost, "AZURE_AUTHORITY_HOST");
    resourceManagerEndpoint =
        httpsOr(PUBLIC_ENDPOINT, resourceManagerEndpoint, "AZURE_RESOURCE_MANAGER_ENDPOINT");
    resourceManagerAudience =
        resourceManagerAudience == null
            ? resourceManagerEndpoint
            : withoutLastSlash(resourceManagerAudience);
    tenantId = nullIfBlank(tenantId);
    clientId = nullIfBlank(clientId);
    clientSecret = nullIfBlank(clientSecret);
    deadline = deadline == null ? DEFAULT_DEADLINE : deadline;
    if (deadline.isNegative() || deadline.isZero()) {
      throw new IllegalArgumentException(
          "The deadline of a call to Azure is %s; give one above zero, such as 60s."
              .formatted(deadline));
    }
    if (clientSecret != null) {
      requireTenantAndClient(tenantId, clientId, "AZURE_CLIENT_SECRET");
    } else if (federatedTokenFile != null) {
      requireTenantAndClient(tenantId, clientId, "AZURE_FEDERATED_TOKEN_FILE");
    }
  }

  /**
   * The same Azure for another application.
   *
   * @throws IllegalArgumentException naming the setting, what is wrong with it, and what would do
   */
  AzureSettings as(Application application) {
    return new AzureSettings(
        authorityHost,
        resourceManagerEndpoint,
        resourceManagerAudience,
        application.tenantId(),
        application.clientId(),
        application.clientSecret(),
        null,
        caCertificateFile,
        deadline);
  }

  /** What signs in. */
  enum SignIn {
    CLIENT_SECRET,
    FEDERATED_TOKEN,
    MANAGED_IDENTITY
  }

  /** One way of signing in, told by what is given; no other is tried where it fails. */
  SignIn signIn() {
    if (clientSecret != null) {
      return SignIn.CLIENT_SECRET;
    }
    return federatedTokenFile == null ? SignIn.MANAGED_IDENTITY : SignIn.FEDERATED_TOKEN;
  }

  /** Whether the authority is one of a cloud of Microsoft's, open to all. */
  boolean isPublicCloud() {
    return PUBLIC_CLOUDS.contains(authorityHost.getHost().toLowerCase(Locale.ROOT));
  }

  /** The settings without the secret. */
  @Override
  public String toString() {
    return "AzureSettings[%s, %s, audience %s, tenant %s, client %s, %s, ca %s, deadline %s]"
        .formatted(
            authorityHost,
            resourceManagerEndpoint,
            resourceManagerAudience,
            tenantId,
            clientId,
            signIn(),
            caCertificateFile,
            deadline);
  }

  private static URI httpsOr(URI otherwise, URI given, String setting) {
    if (given == null) {
      return otherwise;
    }
    boolean isHost = given.getHost() != null && given.getUserInfo() == null;
    if (!isHost || !"https".equalsIgnoreCase(given.getScheme()) || given.getQuery() != null) {
      // Not even for tests: the library sends no token over http.
      throw new IllegalArgumentException(
          "%s is '%s', which is no https address; give one such as %s."
              .formatted(setting, given, otherwise));
    }
    return withoutLastSlash(given);
  }

  private static URI withoutLastSlash(URI given) {
    String text = given.toString();
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == '/') {
      end--;
    }
    try {
      return new URI(text.substring(0, end));
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("'" + given + "' is no address", e);
    }
  }

  private static String nullIfBlank(String text) {
    return text == null || text.isBlank() ? null : text.strip();
  }

  private static void requireTenantAndClient(String tenant, String client, String because) {
    require(tenant, "AZURE_TENANT_ID", "the tenant that the application lives in", because);
    require(client, "AZURE_CLIENT_ID", "the client id of the application", because);
    if (!tenant.matches("[A-Za-z0-9.-]+")) {
      throw new IllegalArgumentException(
          "AZURE_TENANT_ID is '%s'; give the tenant's GUID or domain (az account show prints it)."
              .formatted(tenant));
    }
  }

  private static void require(String value, String setting, String what, String because) {
    if (value == null) {
      throw new IllegalArgumentException(
          "%s is missing and %s is given; set it to %s.".formatted(setting, because, what));
    }
  }
}
