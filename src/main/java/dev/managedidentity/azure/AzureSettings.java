package dev.managedidentity.azure;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where Azure is and who we are to it. Settings left out are null; the constructor fills in the
 * defaults of the public cloud.
 *
 * @param authorityHost where tokens come from; default https://login.microsoftonline.com
 * @param resourceManagerEndpoint default https://management.azure.com
 * @param resourceManagerAudience what a token is asked for; default the endpoint
 * @param tenantId needed with a secret, a certificate or a federated token
 * @param clientId needed with them; without any it chooses the managed identity
 * @param clientSecret signs in where it is given
 * @param federatedTokenFile of a Kubernetes service account; signs in where it is given
 * @param clientCertificate signs in where it is given; of the three at most one may be, and without
 *     any a managed identity of the machine signs in
 * @param tokenEndpoint of managed identities; null is the client library's choice, which is {@code
 *     AZURE_POD_IDENTITY_AUTHORITY_HOST} of the environment, else the machine's metadata service
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
    ClientCertificate clientCertificate,
    URI tokenEndpoint,
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
    tokenEndpoint = tokenEndpoint == null ? null : withoutLastSlash(tokenEndpoint);
    deadline = deadline == null ? DEFAULT_DEADLINE : deadline;
    if (deadline.isNegative() || deadline.isZero()) {
      throw new IllegalArgumentException(
          "The deadline of a call to Azure is %s; give one above zero, such as 60s."
              .formatted(deadline));
    }
    requireEndpoint(tokenEndpoint);
    List<String> given = given(clientSecret, clientCertificate, federatedTokenFile);
    if (given.size() > 1) {
      throw new IllegalArgumentException(
          "%s are set, and each of them signs in by itself; keep the one to sign in with and unset the others."
              .formatted(String.join(" and ", given)));
    }
    for (String setting : given) {
      requireTenantAndClient(tenantId, clientId, setting);
    }
  }

  /** Signed in with a secret, a federated token, or a managed identity of the machine. */
  public AzureSettings(
      URI authorityHost,
      URI resourceManagerEndpoint,
      URI resourceManagerAudience,
      String tenantId,
      String clientId,
      String clientSecret,
      Path federatedTokenFile,
      Path caCertificateFile,
      Duration deadline) {
    this(
        authorityHost,
        resourceManagerEndpoint,
        resourceManagerAudience,
        tenantId,
        clientId,
        clientSecret,
        federatedTokenFile,
        null,
        null,
        caCertificateFile,
        deadline);
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
        null,
        tokenEndpoint,
        caCertificateFile,
        deadline);
  }

  /** What signs in. */
  enum SignIn {
    CLIENT_SECRET("AZURE_CLIENT_SECRET"),
    CLIENT_CERTIFICATE("AZURE_CLIENT_CERTIFICATE_PATH"),
    FEDERATED_TOKEN("AZURE_FEDERATED_TOKEN_FILE"),
    MANAGED_IDENTITY(null);

    /** Selects it; null where it takes the absence of all the others. */
    final String setting;

    SignIn(String setting) {
      this.setting = setting;
    }
  }

  /** One way of signing in, told by what is given; no other is tried where it fails. */
  SignIn signIn() {
    List<String> given = given(clientSecret, clientCertificate, federatedTokenFile);
    return Stream.of(SignIn.values())
        .filter(one -> given.contains(one.setting))
        .findFirst()
        .orElse(SignIn.MANAGED_IDENTITY);
  }

  private static List<String> given(
      String secret, ClientCertificate certificate, Path federatedToken) {
    return Stream.of(
            secret == null ? null : SignIn.CLIENT_SECRET.setting,
            certificate == null ? null : SignIn.CLIENT_CERTIFICATE.setting,
            federatedToken == null ? null : SignIn.FEDERATED_TOKEN.setting)
        .filter(Objects::nonNull)
        .toList();
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

  private static void requireEndpoint(URI given) {
    if (given == null) {
      return;
    }
    String scheme = String.valueOf(given.getScheme()).toLowerCase(Locale.ROOT);
    boolean isAddress = given.getHost() != null && given.getUserInfo() == null;
    // Plain http, unlike all others: the metadata service of a machine speaks nothing else.
    if (!isAddress || !Set.of("http", "https").contains(scheme) || given.getQuery() != null) {
      throw new IllegalArgumentException(
          "AZURE_POD_IDENTITY_AUTHORITY_HOST is '%s', which is no http address; give one such as http://169.254.169.254, or unset it to use the one of the machine."
              .formatted(given));
    }
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
