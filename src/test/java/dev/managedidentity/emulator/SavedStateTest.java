package dev.managedidentity.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.arm.Caller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedStateTest {
  private static final String READER =
      "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7";

  @TempDir private Path directory;

  private Emulator start(Path seed) throws IOException {
    EmulatorOptions options = EmulatorOptions.in(directory).withSaved(true);
    return EmulatorFixture.startIn(directory, seed == null ? options : options.withSeed(seed));
  }

  private static String users(String id) {
    return "{\"tags\":{\"a\":\"b\"},\"identity\":"
        + EmulatorFixture.users(EmulatorFixture.add(id))
        + "}";
  }

  private static void makeReader(Emulator emulator, String scope, String client) {
    String assignment =
        "{\"properties\":{\"roleDefinitionId\":\"%s\",\"principalId\":\"%s\",\"principalType\":\"ServicePrincipal\"}}"
            .formatted(scope + READER, Caller.of(client).objectId());
    String name = "/providers/Microsoft.Authorization/roleAssignments/";
    int status =
        ArmTestClient.of(emulator)
            .as("owner")
            .put(scope + name + "70000000-0000-4000-8000-000000000001", assignment)
            .status();
    assertThat(status).isEqualTo(201);
  }

  private static String subscription(String id) {
    return id.substring("/subscriptions/".length(), id.indexOf("/resourceGroups/"));
  }

  @Test
  void carriesOnWhereTheLastRunEnded() throws Exception {
    // Given
    Path seed =
        Files.writeString(directory.resolve("seed.yaml"), "clients: [{id: team, roles: []}]");
    String web;
    String app;
    ObjectNode before;
    ObjectNode identity;
    try (Emulator first = start(seed)) {
      ArmTestClient owner = ArmTestClient.of(first).as("owner");
      app = first.azure().putIdentity("shop", "app");
      web = first.azure().putScaleSet("shop", "web", null);
      owner.patch(web, users(app));
      before = first.azure().getResource(web);
      identity = first.azure().getResource(app);
    }

    // When
    try (Emulator second = start(null)) {
      ObjectNode after = second.azure().getResource(web);

      // Then
      assertThat(before.at("/properties/provisioningState").asText()).isEqualTo("Updating");
      assertThat(after.at("/properties/provisioningState").asText()).isEqualTo("Succeeded");
      assertThat(after.path("tags")).isEqualTo(before.path("tags"));
      assertThat(after.at("/identity/userAssignedIdentities").path(app).path("clientId"))
          .isEqualTo(identity.at("/properties/clientId"));
      assertThat(second.azure().getResource(app)).isEqualTo(identity);
      ArmTestClient owner = ArmTestClient.of(second).as("owner");
      assertThat(owner.get(web).header("ETag")).isEqualTo("\"3\"");
      assertThat(owner.get("/subscriptions/" + subscription(web) + "/resourceGroups/shop").status())
          .isEqualTo(200);
      assertThat(ArmTestClient.of(second).as("team").get(web).status()).isEqualTo(403);
      assertThat(second.changes()).isEmpty();
    }
  }

  @Test
  void keepsRoleAssignmentsAndTheMemoryOfDeletedIdentities() throws Exception {
    // Given
    Path seed =
        Files.writeString(directory.resolve("seed.yaml"), "clients: [{id: team, roles: []}]");
    String web;
    String app;
    try (Emulator first = start(seed)) {
      app = first.azure().putIdentity("shop", "app");
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      body.putObject("identity")
          .put("type", "UserAssigned")
          .putObject("userAssignedIdentities")
          .putObject(app);
      web = first.azure().putScaleSet("shop", "web", body);
      first.azure().deleteIdentity(app);
      makeReader(first, "/subscriptions/" + subscription(web), "team");
    }

    // When
    try (Emulator second = start(null)) {
      second.azure().putIdentity("shop", "app");

      // Then
      assertThat(ArmTestClient.of(second).as("team").get(web).status()).isEqualTo(200);
      assertThat(second.azure().getResource(web).at("/identity/userAssignedIdentities").path(app))
          .isEmpty();
    }
  }

  @Test
  void savesWhenTheProcessIsAskedToEnd() throws Exception {
    // Given
    Path seed =
        Files.writeString(
            directory.resolve("seed.yaml"), "scaleSets: [{resourceGroup: shop, name: web}]");

    // When
    EmulatorProcess.start(directory, List.of(), "--seed", seed.toString(), "--save").close();

    // Then
    assertThat(directory.resolve("state.json")).content().contains("virtualMachineScaleSets/web");
    assertThat(directory.resolve("state.json.new")).doesNotExist();
  }

  @Test
  void keepsNothingWhereItIsNotTold() throws Exception {
    // Given an emulator without the setting

    // When
    EmulatorFixture.startIn(directory, EmulatorOptions.in(directory)).close();

    // Then
    assertThat(directory.resolve("state.json")).doesNotExist();
  }
}
