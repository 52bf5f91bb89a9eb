package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.add;
import static dev.managedidentity.operator.LoopHarness.identity;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.managedidentity.api.Ensure;
import dev.managedidentity.api.SystemAssigned;
import dev.managedidentity.plan.IdentityPatch;
import dev.managedidentity.plan.IdentityPatch.Entry;
import dev.managedidentity.plan.IdentityType;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A system-assigned identity belongs to the client that enabled it last. */
class SystemAssignedOwnershipTest {
  private static final Duration A_WHILE = Duration.ofMinutes(20);

  private final LoopHarness loop = new LoopHarness(LoopHarness.WEB);

  SystemAssignedOwnershipTest() {
    loop.declare("web", spec -> spec.systemAssigned = SystemAssigned.Enabled);
    loop.run(A_WHILE);
    assertThat(loop.cluster.status("web").systemAssigned.owned).isTrue();
  }

  private void others(IdentityType type) {
    loop.azure.othersPatch(new IdentityPatch(type, Map.of()));
  }

  private void enableAgain() {
    others(IdentityType.NONE);
    others(IdentityType.SYSTEM_ASSIGNED);
  }

  private static void killIf(boolean isKilled) {
    if (isKilled) {
      throw new IllegalStateException("killed");
    }
  }

  /** Between the effect of the next PATCH and its answer. */
  private void onceItTookEffect(Runnable happens) {
    int patches = loop.azure.patches;
    AtomicInteger steps = new AtomicInteger();
    loop.azure.step =
        () -> {
          // The first step of a PATCH is before it takes effect.
          if (loop.azure.patches == patches + 1 && steps.incrementAndGet() == 2) {
            happens.run();
          }
        };
  }

  private void run(boolean isKilled) {
    if (isKilled) {
      loop.runThroughAKill(A_WHILE);
    } else {
      loop.run(A_WHILE);
    }
  }

  @Test
  void oneThatOthersEnabledAgainIsTheirs() {
    // Given
    others(IdentityType.NONE);
    others(IdentityType.SYSTEM_ASSIGNED);

    // When
    loop.run(A_WHILE);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.cluster.status("web").systemAssigned.owned).isFalse();

    // When
    loop.cluster.delete("web");
    loop.run(A_WHILE);

    // Then
    assertThat(loop.cluster.isThere("web")).isFalse();
    assertThat(loop.azure.live.systemAssigned()).isTrue();
  }

  @Test
  void oneThatTheOperatorEnabledAgainIsStillTheOperators() {
    // Given
    others(IdentityType.NONE);

    // When
    loop.run(A_WHILE);

    // Then
    assertThat(loop.cluster.status("web").systemAssigned.owned).isTrue();
    assertThat(loop.cluster.status("web").systemAssigned.principalId)
        .isEqualTo(loop.azure.live.principalId());

    // When
    loop.cluster.delete("web");
    loop.run(A_WHILE);

    // Then
    assertThat(loop.azure.live.systemAssigned()).isFalse();
  }

  @Test
  void oneThatOthersEnableBeforeTheOperatorReadsAgainIsTheirs() {
    // Given
    others(IdentityType.NONE);
    int patches = loop.azure.patches;
    onceItTookEffect(this::enableAgain);

    // When
    loop.run(A_WHILE);

    // Then
    assertThat(loop.azure.patches).isEqualTo(patches + 1);
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.cluster.status("web").systemAssigned.owned).isFalse();

    // When
    loop.cluster.delete("web");
    loop.run(A_WHILE);

    // Then
    assertThat(loop.azure.live.systemAssigned()).isTrue();
  }

  /** What the PATCH was to assign besides is not there, so the PATCH was not the one. */
  @Test
  void oneThatOthersEnableAfterAPatchWasLostIsTheirs() {
    // Given
    others(IdentityType.NONE);
    loop.cluster.edit("web", spec -> add(spec, "app", Ensure.Assigned));
    loop.azure.beforePatch = () -> killIf(true);
    assertThatThrownBy(() -> loop.run(A_WHILE)).hasMessage("killed");
    assertThat(loop.cluster.status("web").systemAssigned.owned).isTrue();

    // When
    others(IdentityType.SYSTEM_ASSIGNED);
    loop.azure.beforePatch = () -> {};
    loop.restart();
    loop.run(A_WHILE);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.cluster.status("web").systemAssigned.owned).isFalse();

    // When
    loop.cluster.delete("web");
    loop.run(A_WHILE);

    // Then
    assertThat(loop.azure.live.systemAssigned()).isTrue();
    assertThat(loop.azure.live.userAssigned()).isEmpty();
  }

  /** Disabled and enabled again between the PATCH, whose answer is lost, and the next read. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void oneThatOthersEnableAgainBeforeTheAnswerIsRecordedIsTheirs(boolean isKilled) {
    // Given
    others(IdentityType.NONE);
    int patches = loop.azure.patches;
    loop.azure.losesAnswers = true;
    onceItTookEffect(
        () -> {
          enableAgain();
          killIf(isKilled);
        });

    // When
    run(isKilled);

    // Then
    assertThat(loop.azure.patches).isEqualTo(patches + 1);
    assertThat(loop.cluster.status("web").systemAssigned.owned).isFalse();
    assertThat(loop.cluster.events)
        .filteredOn(event -> event.contains("OwnerUnknown"))
        .singleElement()
        .asString()
        .isEqualTo("web Warning OwnerUnknown");
    assertThat(loop.cluster.status("web").systemAssigned.message)
        .contains("set spec.systemAssigned to Disabled");

    // When
    loop.cluster.delete("web");
    loop.run(A_WHILE);

    // Then
    assertThat(loop.azure.live.systemAssigned()).isTrue();
  }

  /** What the PATCH assigned besides shows that it took effect. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void oneWhoseAnswerWasLostIsTheOperators(boolean isKilled) {
    // Given
    others(IdentityType.NONE);
    loop.cluster.edit("web", spec -> add(spec, "app", Ensure.Assigned));
    int patches = loop.azure.patches;
    loop.azure.losesAnswers = true;
    onceItTookEffect(() -> killIf(isKilled));

    // When
    run(isKilled);

    // Then
    assertThat(loop.azure.patches).isEqualTo(patches + 1);
    assertThat(loop.cluster.status("web").systemAssigned.owned).isTrue();
    assertThat(loop.cluster.status("web").systemAssigned.etag).isNull();
    assertThat(loop.cluster.status("web").systemAssigned.message).isNull();
    assertThat(loop.cluster.events).noneMatch(event -> event.contains("OwnerUnknown"));
  }

  /** Nothing shows whether the PATCH took effect, or never arrived and others enabled it. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void oneThatWasEnabledAloneAndWhoseAnswerWasLostIsKept(boolean isKilled) {
    // Given
    others(IdentityType.NONE);
    loop.azure.losesAnswers = true;
    onceItTookEffect(() -> killIf(isKilled));

    // When
    run(isKilled);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.cluster.status("web").systemAssigned.owned).isFalse();
    assertThat(loop.cluster.status("web").systemAssigned.message)
        .contains("set spec.systemAssigned to Disabled");
    assertThat(loop.cluster.events).contains("web Warning OwnerUnknown");

    // When
    loop.cluster.delete("web");
    loop.run(A_WHILE);

    // Then
    assertThat(loop.cluster.isThere("web")).isFalse();
    assertThat(loop.azure.live.systemAssigned()).isTrue();
  }

  /** The PATCH that assigned what another declaration wants was a later one. */
  @Test
  void whatAnotherDeclarationHasOnRecordIsNoEvidence() {
    // Given
    others(IdentityType.NONE);
    loop.declare("other", LoopHarness.assigned("app"));
    loop.azure.beforePatch = () -> killIf(true);
    assertThatThrownBy(() -> loop.run(A_WHILE)).hasMessage("killed");
    assertThat(loop.cluster.status("web").systemAssigned.owned).isTrue();
    assertThat(loop.cluster.rows("other")).containsExactly("app Pending owned");

    // When
    loop.azure.othersPatch(
        new IdentityPatch(
            IdentityType.SYSTEM_AND_USER_ASSIGNED, Map.of(identity("app"), Entry.ASSIGN)));
    loop.azure.beforePatch = () -> {};
    loop.restart();
    loop.run(A_WHILE);

    // Then
    assertThat(loop.cluster.status("web").systemAssigned.owned).isFalse();
  }

  @Test
  void oneThatOthersEnableAfterAPatchOfItAloneWasLostIsTheirs() {
    // Given
    others(IdentityType.NONE);
    loop.azure.beforePatch = () -> killIf(true);
    assertThatThrownBy(() -> loop.run(A_WHILE)).hasMessage("killed");

    // When
    others(IdentityType.SYSTEM_ASSIGNED);
    loop.azure.beforePatch = () -> {};
    loop.restart();
    loop.run(A_WHILE);
    loop.cluster.delete("web");
    loop.run(A_WHILE);

    // Then
    assertThat(loop.azure.live.systemAssigned()).isTrue();
  }

  @Test
  void oneWhosePatchTookEffectBeforeAKillIsTheOperators() {
    // Given
    others(IdentityType.NONE);
    loop.cluster.edit("web", spec -> add(spec, "app", Ensure.Assigned));
    int patches = loop.azure.patches;
    onceItTookEffect(() -> killIf(true));

    // When
    loop.runThroughAKill(A_WHILE);

    // Then
    assertThat(loop.azure.patches).isEqualTo(patches + 1);
    assertThat(loop.cluster.status("web").systemAssigned.owned).isTrue();
  }

  @Test
  void enablingItAgainIsRecordedBeforeItIsSent() {
    // Given
    loop.cluster.edit("web", spec -> add(spec, "app", Ensure.Assigned));
    loop.run(A_WHILE);
    others(IdentityType.NONE);
    for (int step = 0; step < 6; step++) {
      // When
      loop.killAt(step);
      loop.runThroughAKill(A_WHILE);

      // Then
      assertThat(loop.cluster.status("web").systemAssigned.owned).as("killed at %d", step).isTrue();
      others(IdentityType.NONE);
    }
  }
}
