package dev.managedidentity.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.managedidentity.api.IdentitySpec;
import dev.managedidentity.api.IdentityState;
import dev.managedidentity.api.LegacyExtension;
import dev.managedidentity.api.LegacyExtension.OperatingSystem;
import dev.managedidentity.api.LegacyExtension.Presence;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.WithApiServer;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The managed identity extension is added and removed as declared, each with one request. */
@WithApiServer
@Execution(ExecutionMode.CONCURRENT)
class LegacyExtensionIT {
  @TempDir Path directory;
  private final ApiServer server;
  private Stage stage;

  LegacyExtensionIT(ApiServer server) {
    this.server = server;
  }

  @BeforeEach
  void set() {
    stage = Stage.set(server, directory, 0.02);
  }

  @AfterEach
  void clear() {
    stage.close();
  }

  private static Consumer<IdentitySpec> extension(Presence state, OperatingSystem os) {
    return spec -> {
      spec.legacyExtension = new LegacyExtension();
      spec.legacyExtension.state = state;
      spec.legacyExtension.os = os;
    };
  }

  private static String extensionOf(String target, OperatingSystem os) {
    return target + "/extensions/ManagedIdentityExtensionFor" + os;
  }

  @ParameterizedTest
  @CsvSource({
    ArmId.SCALE_SET + ", Linux",
    ArmId.SCALE_SET + ", Windows",
    ArmId.VIRTUAL_MACHINE + ", Linux",
    ArmId.VIRTUAL_MACHINE + ", Windows"
  })
  void isAddedAndGoesWithItsDeclaration(String type, OperatingSystem os) {
    // Given
    String web = stage.target(type, "web");

    // When
    stage.declare("web", web, extension(Presence.Present, os));
    stage.awaitReady("web");

    // Then
    JsonNode properties =
        stage.emulator.azure().getResource(extensionOf(web, os)).path("properties");
    assertThat(properties.path("publisher").asText()).isEqualTo("Microsoft.ManagedIdentity");
    assertThat(properties.path("type").asText()).isEqualTo("ManagedIdentityExtensionFor" + os);
    assertThat(properties.path("typeHandlerVersion").asText()).isEqualTo("1.0");
    assertThat(properties.at("/settings/port").asInt()).isEqualTo(50342);
    assertThat(stage.get("web").getStatus().legacyExtension.owned).isTrue();
    assertThat(stage.get("web").getStatus().legacyExtension.state)
        .isEqualTo(IdentityState.Assigned);
    assertThat(stage.writes()).extracting("method").containsExactly("PUT");

    // When
    stage.delete("web");
    stage.awaitGone("web");

    // Then
    assertThat(stage.emulator.azure().exists(extensionOf(web, os))).isFalse();
    assertThat(stage.writes()).extracting("method").containsExactly("PUT", "DELETE");
  }

  @ParameterizedTest
  @CsvSource({ArmId.SCALE_SET + ", Linux", ArmId.VIRTUAL_MACHINE + ", Windows"})
  void isRemovedWhereItMustNotBe(String type, OperatingSystem os) throws Exception {
    // Given
    String web = stage.target(type, "web");
    addByHand(web, os);

    // When
    stage.declare("web", web, extension(Presence.Absent, null));
    stage.awaitReady("web");

    // Then
    assertThat(stage.emulator.azure().exists(extensionOf(web, os))).isFalse();
    assertThat(stage.writes()).extracting("method").containsExactly("DELETE");
  }

  @ParameterizedTest
  @CsvSource({ArmId.SCALE_SET + ", Linux", ArmId.VIRTUAL_MACHINE + ", Windows"})
  void oneThatWasThereBeforeStays(String type, OperatingSystem os) throws Exception {
    // Given
    String web = stage.target(type, "web");
    addByHand(web, os);
    stage.declare("web", web, extension(Presence.Present, os));
    stage.awaitReady("web");
    assertThat(stage.get("web").getStatus().legacyExtension.state)
        .isEqualTo(IdentityState.PreExisting);

    // When
    stage.delete("web");
    stage.awaitGone("web");

    // Then
    assertThat(stage.emulator.azure().exists(extensionOf(web, os))).isTrue();
    assertThat(stage.writes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({ArmId.SCALE_SET + ", Linux", ArmId.VIRTUAL_MACHINE + ", Windows"})
  void comesTogetherWithAnIdentityOneChangeAfterTheOther(String type, OperatingSystem os) {
    // Given
    String web = stage.target(type, "web");
    String app = stage.identity("app");

    // When
    stage.declare("web", web, Stage.assigned(app).andThen(extension(Presence.Present, os)));
    stage.awaitReady("web");

    // Then
    assertThat(stage.users(web)).containsExactly(app);
    assertThat(stage.emulator.azure().exists(extensionOf(web, os))).isTrue();
    assertThat(stage.writes()).extracting("method").containsExactly("PATCH", "PUT");
  }

  @ParameterizedTest
  @CsvSource({ArmId.SCALE_SET + ", Linux", ArmId.VIRTUAL_MACHINE + ", Windows"})
  void oneThatIsRemovedByHandComesBack(String type, OperatingSystem os) throws Exception {
    // Given
    String web = stage.target(type, "web");
    stage.declare("web", web, extension(Presence.Present, os));
    stage.awaitReady("web");

    // When
    new AzureByHand(stage.emulator.environment()).delete(extensionOf(web, os));
    Stage.awaitUntil(() -> stage.sent("PUT", "/extensions/[^/]+").size() == 2);
    stage.awaitReady("web");

    // Then
    assertThat(stage.emulator.azure().exists(extensionOf(web, os))).isTrue();
    assertThat(stage.get("web").getStatus().legacyExtension.owned).isTrue();
    assertThat(stage.events("web")).extracting("reason").contains("DriftFound");
  }

  @Test
  void oneThatAzureCouldNotSetUpIsToldAndNotSentOverAndOver() throws Exception {
    // Given
    String web = stage.target(ArmId.VIRTUAL_MACHINE, "web");
    stage.emulator.faults(
        "[{match: {method: PUT, path: '/extensions/'}, operation: Failed, times: 1}]");

    // When
    stage.declare("web", web, extension(Presence.Present, OperatingSystem.Windows));
    stage.awaitReason("web", "PartiallyApplied");
    int reads = stage.reads().size();
    Stage.awaitUntil(() -> stage.reads().size() >= reads + 3);

    // Then
    assertThat(stage.writes()).hasSize(1);
    assertThat(stage.ready("web").orElseThrow().getMessage())
        .contains("ManagedIdentityExtensionForWindows")
        .contains("removing it by hand has it added anew");

    // When
    new AzureByHand(stage.emulator.environment()).delete(extensionOf(web, OperatingSystem.Windows));

    // Then
    stage.awaitReady("web");
    assertThat(stage.sent("PUT", "/extensions/[^/]+")).hasSize(2);
  }

  /** Added by a colleague, and there to the end. */
  private void addByHand(String target, OperatingSystem os) throws Exception {
    String body =
        """
        {"location": "westeurope", "properties": {"publisher": "Microsoft.ManagedIdentity",
          "type": "ManagedIdentityExtensionFor%s", "typeHandlerVersion": "1.0",
          "settings": {"port": 50342}}}
        """
            .formatted(os);
    new AzureByHand(stage.emulator.environment()).put(extensionOf(target, os), body);
    Stage.awaitUntil(
        () ->
            stage
                .emulator
                .azure()
                .getResource(extensionOf(target, os))
                .at("/properties/provisioningState")
                .equals(JsonNodeFactory.instance.textNode("Succeeded")));
  }
}
