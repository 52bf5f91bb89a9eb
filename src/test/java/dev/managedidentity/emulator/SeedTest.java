package dev.managedidentity.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeedTest {
  @TempDir private Path directory;

  @Test
  void plantsWhatTheFileSays() throws Exception {
    // Given
    Path file =
        Files.writeString(
            directory.resolve("seed.yaml"),
            """
            tenant: 7e000000-0000-4000-8000-00000000000a
            subscription: 5b000000-0000-4000-8000-00000000000b
            identities:
              - {resourceGroup: shop, name: app, location: northeurope}
            scaleSets:
              - resourceGroup: shop
                name: web
                body:
                  identity: {type: SystemAssigned}
            virtualMachines:
              - {resourceGroup: shop, name: till}
            clients:
              - {id: team, secret: s e'cret}
            """);
    String base =
        "/subscriptions/5b000000-0000-4000-8000-00000000000b/resourceGroups/shop/providers/";

    // When
    try (Emulator emulator =
        EmulatorFixture.startIn(directory, EmulatorOptions.in(directory).withSeed(file))) {
      LocalAzure azure = emulator.azure();
      ObjectNode web = azure.getResource(base + "Microsoft.Compute/virtualMachineScaleSets/web");

      // Then
      assertThat(web.at("/identity/tenantId").asText()).endsWith("0a");
      assertThat(web.at("/properties/provisioningState").asText()).isEqualTo("Succeeded");
      assertThat(azure.exists(base + "Microsoft.Compute/virtualMachines/till")).isTrue();
      assertThat(azure.exists(base + "Microsoft.ManagedIdentity/userAssignedIdentities/app"))
          .isTrue();
      assertThat(emulator.environment()).containsEntry("AZURE_CLIENT_ID", "team");
      assertThat(directory.resolve("env"))
          .content()
          .contains("export AZURE_CLIENT_SECRET='s e'\\''cret'\n");
    }
  }

  @Test
  void plantsTheSameInEverySubscriptionThatIsNamed() throws Exception {
    // Given
    String first = "5b000000-0000-4000-8000-00000000000c";
    String second = "5b000000-0000-4000-8000-00000000000d";
    Path file =
        Files.writeString(directory.resolve("seed.json"), BenchmarkSeed.json(3, 1, first, second));

    // When
    try (Emulator emulator =
        EmulatorFixture.startIn(directory, EmulatorOptions.in(directory).withSeed(file))) {
      LocalAzure azure = emulator.azure();

      // Then
      assertThat(emulator.environment()).containsEntry("AZURE_SUBSCRIPTION_ID", first);
      for (String one : List.of(first, second)) {
        assertThat(azure.exists(BenchmarkSeed.scaleSet(one, 2))).isTrue();
        assertThat(azure.exists(BenchmarkSeed.identity(one, 0))).isTrue();
      }
    }
  }
}
