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
    assertThat(settings(null, "t", "c", "s", TOKEN).signIn()).isEqualTo(SignIn.CLIENT_SECRET);
    assertThat(settings(null, "t", "c", null, TOKEN).signIn()).isEqualTo(SignIn.FEDERATED_TOKEN);
    assertThat(settings(null, null, "c", null, null).signIn()).isEqualTo(SignIn.MANAGED_IDENTITY);
    assertThat(settings(null, null, "c", " ", null).signIn()).isEqualTo(SignIn.MANAGED_IDENTITY);
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
