package dev.managedidentity.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.managedidentity.azure.AzureSettings.SignIn;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AzureSettingsTest {
  private static final Path TOKEN = Path.of("token");

  @Test
  void whatIsLeftOutIsThePublicCloud() {
    // When
    AzureSettings settings = settings(null, null, null, null, null);

    // Then
    assertThat(settings.authorityHost()).hasToString("https://login.microsoftonline.com");
    assertThat(settings.resourceManagerEndpoint()).hasToString("https://management.azure.com");
    assertThat(settings.resourceManagerAudience()).hasToString("https://management.azure.com");
    assertThat(settings.deadline()).isEqualTo(Duration.ofSeconds(60));
    assertThat(settings.isPublicCloud()).isTrue();
  }

  @Test
  void theAudienceIsTheEndpointUnlessGiven() {
    // Given
    URI endpoint = URI.create("https://arm.test:8443/");

    // Then
    assertThat(settings(endpoint, null, null, null, null).resourceManagerAudience())
        .hasToString("https://arm.test:8443");
  }

  @Test
  void whatSignsInIsToldByWhatIsGiven() {
    assertThat(settings(null, "t", "c", "s", null).signIn()).isEqualTo(SignIn.CLIENT_SECRET);
    assertThat(certificate("t", "c", null, null).signIn()).isEqualTo(SignIn.CLIENT_CERTIFICATE);
    assertThat(settings(null, "t", "c", null, TOKEN).signIn()).isEqualTo(SignIn.FEDERATED_TOKEN);
    assertThat(settings(null, null, "c", null, null).signIn()).isEqualTo(SignIn.MANAGED_IDENTITY);
    assertThat(settings(null, null, "c", " ", null).signIn()).isEqualTo(SignIn.MANAGED_IDENTITY);
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource({
    "s, true, , AZURE_CLIENT_SECRET and AZURE_CLIENT_CERTIFICATE_PATH",
    "s, false, token, AZURE_CLIENT_SECRET and AZURE_FEDERATED_TOKEN_FILE",
    ", true, token, AZURE_CLIENT_CERTIFICATE_PATH and AZURE_FEDERATED_TOKEN_FILE",
    "s, true, token, AZURE_CLIENT_SECRET and AZURE_CLIENT_CERTIFICATE_PATH and AZURE_FEDERATED_TOKEN_FILE"
  })
  void whatSignsInTwiceIsRefused(String secret, boolean certificate, Path token, String both) {
    assertThatThrownBy(
            () -> {
              if (certificate) {
                certificate("t", "c", secret, token);
              } else {
                settings(null, "t", "c", secret, token);
              }
            })
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(both + " are set")
        .hasMessageContaining("unset the others");
  }

  @Test
  void aCertificateNeedsTenantAndClientToo() {
    assertThatThrownBy(() -> certificate(null, "c", null, null))
        .hasMessageContaining(
            "AZURE_TENANT_ID is missing and AZURE_CLIENT_CERTIFICATE_PATH is given");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"imds.test", "ftp://imds.test", "http:///x", "http://a@b", "http://a?b"})
  void theTokenEndpointIsAnAddress(String address) {
    assertThatThrownBy(() -> tokenEndpoint(address))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("AZURE_POD_IDENTITY_AUTHORITY_HOST is '" + address + "'")
        .hasMessageContaining("http://169.254.169.254");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"http://10.0.0.1:8080/", "https://imds.test"})
  void theTokenEndpointMayBeOfEitherKind(String address) {
    assertThat(tokenEndpoint(address).tokenEndpoint().toString() + "/").startsWith(address);
  }

  private static AzureSettings tokenEndpoint(String address) {
    return new AzureSettings(
        null, null, null, null, null, null, null, null, URI.create(address), null, null);
  }

  private static AzureSettings certificate(
      String tenant, String client, String secret, Path token) {
    return new AzureSettings(
        null,
        null,
        null,
        tenant,
        client,
        secret,
        token,
        new ClientCertificate(Path.of("app.pem"), "hush"),
        null,
        null,
        null);
  }

  @Test
  void thePasswordOfACertificateIsNeverShown() {
    assertThat(certificate("t", "c", null, null).toString()).doesNotContain("hush");
    assertThat(new ClientCertificate(Path.of("app.pem"), "hush").toString())
        .contains("app.pem")
        .doesNotContain("hush");
  }

  @Test
  void theSecretIsNeverShown() {
    assertThat(settings(null, "t", "c", "hush", null).toString()).doesNotContain("hush");
  }

  @ParameterizedTest(name = "{2}")
  @CsvSource({
    ", c, AZURE_TENANT_ID is missing and AZURE_CLIENT_SECRET is given",
    "t, , AZURE_CLIENT_ID is missing and AZURE_CLIENT_SECRET is given",
    "a/b, c, AZURE_TENANT_ID is 'a/b'"
  })
  void aSecretNeedsItsTenantAndClient(String tenant, String client, String message) {
    assertThatThrownBy(() -> settings(null, tenant, client, "s", null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aFederatedTokenNeedsThemToo() {
    assertThatThrownBy(() -> settings(null, null, "c", null, TOKEN))
        .hasMessageContaining("AZURE_TENANT_ID is missing and AZURE_FEDERATED_TOKEN_FILE is given");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "http://arm.test",
        "arm.test",
        "https:///x",
        "https://a@arm.test",
        "https://a?b=c"
      })
  void anAddressIsHttps(String address) {
    assertThatThrownBy(() -> settings(URI.create(address), null, null, null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("AZURE_RESOURCE_MANAGER_ENDPOINT is '" + address + "'")
        .hasMessageContaining("https://management.azure.com");
  }

  @Test
  void aDeadlineOfNothingIsRefused() {
    assertThatThrownBy(
            () ->
                new AzureSettings(
                    null, null, null, null, null, null, null, null, Duration.ofSeconds(0)))
        .hasMessageContaining("deadline");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"", "no certificate", "-----BEGIN CERTIFICATE-----\nx\n"})
  void aFileWithoutCertificatesIsToldAtOnce(String content, @TempDir Path directory)
      throws Exception {
    // Given
    Path file = Files.writeString(directory.resolve("ca.pem"), content);

    // Then
    assertRefused(file);
  }

  @Test
  void aMissingFileOfCertificatesIsToldAtOnce(@TempDir Path directory) {
    assertRefused(directory.resolve("ca.pem"));
  }

  private static void assertRefused(Path file) {
    AzureSettings settings = new AzureSettings(null, null, null, "t", "c", "s", null, file, null);
    assertThatThrownBy(() -> Azure.connect(settings, Clock.systemUTC()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("SSL_CERT_FILE is '" + file + "'")
        .hasMessageContaining("give a file of PEM certificates");
  }

  private static AzureSettings settings(
      URI endpoint, String tenant, String client, String secret, Path token) {
    return new AzureSettings(null, endpoint, null, tenant, client, secret, token, null, null);
  }
}
