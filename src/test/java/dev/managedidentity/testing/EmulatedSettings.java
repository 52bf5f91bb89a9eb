package dev.managedidentity.testing;

import dev.managedidentity.azure.AzureSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** How the operator reaches the emulator. */
public final class EmulatedSettings {
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private EmulatedSettings() {}

  /**
   * Signed in as the emulator's own application.
   *
   * @param environment as the emulator tells it
   */
  public static AzureSettings of(Map<String, String> environment) {
    return new AzureSettings(
        URI.create(environment.get("AZURE_AUTHORITY_HOST")),
        URI.create(environment.get("AZURE_RESOURCE_MANAGER_ENDPOINT")),
        null,
        environment.get("AZURE_TENANT_ID"),
        environment.get("AZURE_CLIENT_ID"),
        environment.get("AZURE_CLIENT_SECRET"),
        null,
        Path.of(environment.get("SSL_CERT_FILE")),
        DEADLINE);
  }
}
