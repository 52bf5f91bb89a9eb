package dev.managedidentity.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.emulator.ArmTestClient.Reply;
import dev.managedidentity.testing.MutableClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmulatorTest {
  @TempDir private Path directory;
  private final MutableClock clock = new MutableClock();
  private Emulator emulator;
  private ArmTestClient client;

  @BeforeEach
  void start() throws Exception {
    emulator = Emulator.start(EmulatorOptions.in(directory).withClock(clock));
    client = ArmTestClient.of(emulator);
  }

  @AfterEach
  void close() {
    emulator.close();
  }

  @Test
  void assignsAnIdentityToALiveScaleSet() {
    // Given
    String identity = emulator.azure().putIdentity("shop", "app");
    String scaleSet = emulator.azure().putScaleSet("shop", "web", null);

    // When
    Reply patched =
        client.patch(
            scaleSet,
            "{\"identity\":{\"type\":\"UserAssigned\",\"userAssignedIdentities\":{\"%s\":{}}}}"
                .formatted(identity));

    // Then
    assertThat(patched.status()).isEqualTo(200);
    assertThat(patched.body().at("/properties/provisioningState").asText()).isEqualTo("Updating");
    assertThat(patched.body().at("/identity/userAssignedIdentities").path(identity)).isEmpty();
    String operation = patched.header("Azure-AsyncOperation");
    assertThat(operation).hasSizeBetween(4400, 4700);
    assertThat(client.get(operation).body().path("status").asText()).isEqualTo("InProgress");

    // When
    clock.advance(Duration.ofSeconds(60));

    // Then
    assertThat(client.get(operation).body().path("status").asText()).isEqualTo("Succeeded");
    Reply read = client.get(scaleSet);
    assertThat(read.body().at("/properties/provisioningState").asText()).isEqualTo("Succeeded");
    assertThat(read.body().at("/identity/userAssignedIdentities").path(identity).fieldNames())
        .toIterable()
        .containsExactly("principalId", "clientId");
    assertThat(read.header("ETag")).isEqualTo("\"3\"");
  }

  @Test
  void writesWhatAShellNeedsToKnow() throws Exception {
    // Given a running emulator

    // When
    String env = Files.readString(directory.resolve("env"));

    // Then
    assertThat(env)
        .contains("export AZURE_RESOURCE_MANAGER_ENDPOINT=" + emulator.uri() + "/\n")
        .contains("export SSL_CERT_FILE=" + directory.resolve("ca.pem") + "\n");
    assertThat(directory.resolve("ca.pem")).content().startsWith("-----BEGIN CERTIFICATE-----\n");
  }
}
