package dev.managedidentity.azure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.LegacyExtension.OperatingSystem;
import dev.managedidentity.azure.OperationState.Phase;
import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.ExtensionPlan.Change;
import dev.managedidentity.plan.LiveExtension;
import dev.managedidentity.plan.LiveExtension.Setup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AzureExtensionTest {
  @TempDir private static Path directory;
  private EmulatedAzure azure;
  private Compute compute;

  @BeforeEach
  void start() throws Exception {
    azure = new EmulatedAzure(directory);
    compute = azure.connect().compute();
  }

  @AfterEach
  void close() {
    azure.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {ArmId.SCALE_SET, ArmId.VIRTUAL_MACHINE})
  void addsAnExtensionGivesItAnotherPortAndTakesItAway(String type) {
    // Given
    ArmId web = azure.target(type, "web");
    assertThat(read(web).location()).isEqualTo("westeurope");

    // When
    ends(compute.putExtension(read(web), change(OperatingSystem.Windows, 50342)));

    // Then
    assertThat(read(web).extensions())
        .containsExactly(new LiveExtension("msi", OperatingSystem.Windows, 50342, Setup.DONE));

    // When
    ends(compute.putExtension(read(web), change(OperatingSystem.Windows, 50343)));

    // Then
    assertThat(read(web).extensions())
        .containsExactly(new LiveExtension("msi", OperatingSystem.Windows, 50343, Setup.DONE));

    // When
    ends(compute.removeExtension(read(web), change(OperatingSystem.Windows, 50343)));

    // Then
    assertThat(read(web).extensions()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {ArmId.SCALE_SET, ArmId.VIRTUAL_MACHINE})
  void takingAwayWhatIsNotThereIsDoneAtOnce(String type) {
    // Given
    ComputeResource web = read(azure.target(type, "web"));

    // When
    Answer<Accepted> answer = compute.removeExtension(web, change(OperatingSystem.Linux, 1));

    // Then
    assertThat(answer.value()).contains(new Accepted(Optional.empty(), Duration.ZERO));
  }

  @ParameterizedTest
  @ValueSource(strings = {ArmId.SCALE_SET, ArmId.VIRTUAL_MACHINE})
  void aTargetThatIsGoneIsNotFound(String type) {
    // Given
    ComputeResource web = read(azure.target(type, "web"));
    azure.emulator().azure().deleteResource(web.id().text());

    // When
    Answer<Accepted> put = compute.putExtension(web, change(OperatingSystem.Linux, 1));
    Answer<Accepted> removed = compute.removeExtension(web, change(OperatingSystem.Linux, 1));

    // Then
    assertThat(put.problem().orElseThrow().kind()).isEqualTo(Kind.NOT_FOUND);
    assertThat(removed.problem().orElseThrow().kind()).isEqualTo(Kind.NOT_FOUND);
  }

  @Test
  void anExtensionThatCannotBeSetUpFailsItsOperation() {
    // Given
    ComputeResource web = read(azure.scaleSet("web"));
    azure
        .emulator()
        .faults("[{match: {method: PUT}, operation: Failed, code: VMExtensionError, message: m}]");

    // When
    Operation operation =
        compute
            .putExtension(web, change(OperatingSystem.Linux, 50342))
            .value()
            .flatMap(Accepted::operation)
            .orElseThrow();
    OperationState state = compute.poll(operation).value().orElseThrow();

    // Then
    assertThat(state.phase()).isEqualTo(Phase.FAILED);
    assertThat(state.code()).isEqualTo("VMExtensionError");
  }

  private ComputeResource read(ArmId target) {
    return compute.read(target).value().orElseThrow();
  }

  private void ends(Answer<Accepted> answer) {
    assertThat(answer.problem()).isEmpty();
    Operation operation = answer.value().flatMap(Accepted::operation).orElseThrow();
    assertThat(compute.poll(operation).value().orElseThrow().phase()).isEqualTo(Phase.SUCCEEDED);
  }

  private static Change change(OperatingSystem os, int port) {
    return new Change(true, "msi", os, port, List.of("shop/web"));
  }
}
