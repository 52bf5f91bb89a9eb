package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.assigned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.IdentitySpec;
import dev.managedidentity.api.LegacyExtension;
import dev.managedidentity.api.LegacyExtension.OperatingSystem;
import dev.managedidentity.api.LegacyExtension.Presence;
import dev.managedidentity.api.LegacyExtensionStatus;
import dev.managedidentity.api.Reason;
import dev.managedidentity.azure.OperationState.Phase;
import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.LiveExtension;
import dev.managedidentity.plan.LiveExtension.Setup;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the loop does about the managed identity extension when Azure does not do what it is asked.
 */
@ParameterizedClass
@MethodSource("dev.managedidentity.operator.LoopHarness#targets")
class ExtensionHindranceTest {
  private static final Duration WHILE = Duration.ofMinutes(3);
  private static final String NAME = "ManagedIdentityExtensionForLinux";

  private final LoopHarness loop;

  ExtensionHindranceTest(ArmId target) {
    loop = new LoopHarness(target);
  }

  private static Consumer<IdentitySpec> extension(Presence state, int port) {
    return spec -> {
      spec.legacyExtension = new LegacyExtension();
      spec.legacyExtension.state = state;
      spec.legacyExtension.os = OperatingSystem.Linux;
      spec.legacyExtension.port = port;
    };
  }

  private static Consumer<IdentitySpec> present() {
    return extension(Presence.Present, 50342);
  }

  private LegacyExtensionStatus status(String name) {
    return loop.cluster.status(name).legacyExtension;
  }

  private String row(String name) {
    LegacyExtensionStatus row = status(name);
    return row.name + " " + row.state + (row.owned ? " owned" : "");
  }

  @ParameterizedTest
  @CsvSource({
    "UNAUTHENTICATED,CredentialUnusable",
    "DENIED,PermissionDenied",
    "LOCKED,Locked",
    "CONFLICT,Updating",
    "THROTTLED,Throttled",
    "REFUSED,InvalidSpec",
    "UNAVAILABLE,AzureUnavailable"
  })
  void eachRefusalHasItsReasonAndIsTriedEverMoreSlowly(Kind kind, String reason) {
    // Given
    for (int i = 0; i < 1000; i++) {
      loop.azure.extensionProblems.add(FakeCompute.problem(kind));
    }
    loop.declare("web", assigned("app").andThen(present()));

    // When
    loop.run(Duration.ofHours(1));

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("False " + reason);
    assertThat(status("web").reason).hasToString(reason);
    assertThat(status("web").owned).isEqualTo(kind == Kind.UNAVAILABLE);
    assertThat(loop.azure.extensionCalls).hasSizeBetween(2, 75);
    assertThat(loop.cluster.rows("web")).containsExactly("app Assigned owned");
    assertThat(loop.cluster.events).hasSizeLessThanOrEqualTo(4);

    // When
    loop.azure.extensionProblems.clear();
    loop.run(Duration.ofMinutes(20));

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(row("web")).isEqualTo(NAME + " Assigned owned");
  }

  @Test
  void ofALostAnswerTheOwnershipStays() {
    // Given
    loop.azure.losesAnswers = true;
    loop.declare("web", present());
    loop.look();

    // When
    loop.cluster.edit("web", spec -> spec.ignore.add("*/unrelated"));
    loop.look();

    // Then
    assertThat(status("web").owned).isTrue();

    // When
    loop.azure.losesAnswers = false;
    loop.run(WHILE);

    // Then
    assertThat(loop.azure.extensionCalls).as("it had landed").hasSize(1);
    assertThat(row("web")).isEqualTo(NAME + " Assigned owned");
  }

  @Test
  void throttlingClosesTheGateEvenForAChangedDeclaration() {
    // Given
    loop.azure.extensionProblems.add(FakeCompute.problem(Kind.THROTTLED, Duration.ofMinutes(10)));
    loop.declare("web", present());
    loop.look();
    loop.clock.advance(Duration.ofSeconds(599));

    // When
    loop.cluster.edit("web", spec -> spec.legacyExtension.port = 8080);
    Duration rest = loop.look().orElseThrow();

    // Then
    assertThat(rest).isEqualTo(Duration.ofSeconds(1));
    assertThat(loop.azure.extensionCalls).hasSize(1);
    assertThat(loop.azure.reads).isEqualTo(1);
    assertThat(loop.cluster.ready("web")).isEqualTo("False Throttled");
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"THROTTLED", "UNAVAILABLE", "CHANGED", "CONFLICT"})
  void whereTheChangeOfTheIdentityMayBeUnderWayItIsNotAdded(Kind kind) {
    // Given
    loop.azure.patchProblems.add(FakeCompute.problem(kind));
    loop.declare("web", assigned("app").andThen(present()));

    // When
    loop.look();

    // Then
    assertThat(loop.azure.extensionCalls).isEmpty();
    assertThat(status("web").owned).isFalse();
  }

  @Test
  void aRefusedIdentityDoesNotHoldItUp() {
    // Given
    for (int i = 0; i < 100; i++) {
      loop.azure.patchProblems.add(FakeCompute.problem(Kind.DENIED));
    }
    loop.declare("web", assigned("app").andThen(present()));

    // When
    loop.run(WHILE);

    // Then
    assertThat(row("web")).isEqualTo(NAME + " Assigned owned");
    assertThat(loop.cluster.ready("web")).isEqualTo("False PermissionDenied");
  }

  @ParameterizedTest
  @EnumSource(
      value = Phase.class,
      names = {"SUCCEEDED", "FAILED"})
  void anAzureThatDoesNotDoWhatItTookIsAskedEverMoreSlowly(Phase phase) {
    // Given
    loop.azure.lies = true;
    for (int i = 0; i < 1000; i++) {
      loop.azure.operationStates.add(FakeCompute.state(phase));
    }
    loop.declare("web", present());

    // When
    loop.run(Duration.ofHours(1));

    // Then
    assertThat(loop.azure.extensionCalls).hasSizeBetween(2, 25);
    assertThat(loop.cluster.ready("web")).isEqualTo("False Updating");
    assertThat(loop.cluster.message("web")).contains("sent before");
  }

  @Test
  void oneThatAzureCouldNotSetUpIsTold() {
    // Given
    loop.azure.extensions.add(new LiveExtension(NAME, OperatingSystem.Linux, 50342, Setup.FAILED));
    loop.declare("web", present());

    // When
    loop.run(WHILE);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("False PartiallyApplied");
    assertThat(loop.cluster.message("web")).contains(NAME, "removing it by hand");
    assertThat(status("web").reason).isEqualTo(Reason.PartiallyApplied);
    assertThat(loop.azure.extensionCalls).isEmpty();
    assertThat(loop.cluster.statusWrites).isEqualTo(1);
  }

  @Test
  void oneThatSomebodyIsJustRemovingIsNotTakenForThere() {
    // Given
    loop.azure.extensions.add(
        new LiveExtension(NAME, OperatingSystem.Linux, 50342, Setup.UNDERWAY));
    loop.declare("web", present());

    // When
    loop.run(WHILE);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("False Updating");
    assertThat(loop.cluster.message("web")).contains("at work on the extension " + NAME);

    // When
    loop.azure.extensions.clear();
    loop.run(WHILE);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.azure.extensionCalls).hasSize(1);
  }

  @Test
  void aTargetThatStaysInUpdatingIsNotWaitedForForEver() {
    // Given
    loop.azure.provisioningState = "Updating";
    loop.declare("web", present());
    loop.run(Duration.ofMinutes(10));
    assertThat(loop.azure.extensionCalls).isEmpty();
    assertThat(loop.cluster.message("web")).contains("Waiting for the change under way");

    // When
    loop.run(Look.PATIENCE);

    // Then
    assertThat(loop.azure.extensionCalls).hasSize(1);
  }
}
