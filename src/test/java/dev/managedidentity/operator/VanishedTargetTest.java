package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.assigned;
import static dev.managedidentity.operator.LoopHarness.identity;
import static dev.managedidentity.operator.LoopHarness.live;
import static dev.managedidentity.operator.LoopHarness.role;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.IdentityState;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.SystemAssigned;
import dev.managedidentity.api.UserAssignedIdentityStatus;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.LiveIdentity;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What a status says of something that does not exist any more, or exists again. */
@ParameterizedClass
@MethodSource("dev.managedidentity.operator.LoopHarness#targets")
class VanishedTargetTest {
  @Parameter private ArmId target;
  private LoopHarness loop;

  @BeforeEach
  void declare() {
    loop = new LoopHarness(target);
    loop.azure.live = live("foreign");
    loop.declare(
        "web",
        assigned("app")
            .andThen(spec -> spec.systemAssigned = SystemAssigned.Enabled)
            .andThen(spec -> spec.roleAssignments.add(role("Reader", "/subscriptions/s"))));
    loop.run(Duration.ofMinutes(5));
  }

  private IdentityStatus status() {
    return loop.cluster.status("web");
  }

  private void assertNothingKnownOfTheTarget() {
    assertThat(status().type).isNull();
    assertThat(status().systemAssigned).isNull();
    assertThat(status().identities).isEmpty();
    assertThat(status().legacyExtension).isNull();
    assertThat(status().plan).isEmpty();
    assertThat(status().operation).isNull();
  }

  @Test
  void nothingIsSaidOfATargetThatIsGone() {
    // Given
    assertThat(status().type).isEqualTo("SystemAssigned, UserAssigned");
    assertThat(status().identities).hasSize(2);

    // When
    loop.azure.isGone = true;
    loop.run(Duration.ofMinutes(3));

    // Then
    assertNothingKnownOfTheTarget();
    assertThat(Reporter.ready(status()).orElseThrow().getReason()).isEqualTo(loop.waiting());
  }

  @Test
  void twoWrong404sInARowEndNoRecord() {
    for (int times = 0; times < 3; times++) {
      // When
      loop.azure.readProblems.add(FakeCompute.problem(Problem.Kind.NOT_FOUND));
      loop.azure.readProblems.add(FakeCompute.problem(Problem.Kind.NOT_FOUND));
      loop.run(Duration.ofMinutes(3));

      // Then
      assertThat(status().systemAssigned.owned).isTrue();
      assertThat(status().identities)
          .filteredOn(row -> row.owned)
          .singleElement()
          .satisfies(row -> assertThat(row.id).isEqualTo(identity("app").text()));
      assertThat(status().roleAssignments).allSatisfy(row -> assertThat(row.owned).isTrue());
      assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    }
  }

  @Test
  void twoWrong404sWhileItIsDeletedLeavesNothingBehind() {
    // Given
    loop.azure.readProblems.add(FakeCompute.problem(Problem.Kind.NOT_FOUND));
    loop.azure.readProblems.add(FakeCompute.problem(Problem.Kind.NOT_FOUND));

    // When
    loop.cluster.delete("web");
    loop.run(Duration.ofMinutes(5));

    // Then
    assertThat(loop.cluster.isThere("web")).isFalse();
    assertThat(loop.azure.live).isEqualTo(live("foreign"));
  }

  @Test
  void aDeclarationOfATargetThatIsGoneEndsAfterTheThirdRead() {
    // Given
    loop.azure.isGone = true;
    int reads = loop.azure.reads;

    // When
    loop.cluster.delete("web");
    loop.run(Duration.ofMinutes(1));

    // Then
    assertThat(loop.cluster.isThere("web")).isFalse();
    assertThat(loop.azure.reads - reads).isEqualTo(3);
  }

  @Test
  void theOneThatIsMadeAgainWithTheIdentityIsNotOwned() {
    // Given
    loop.azure.isGone = true;
    loop.run(Duration.ofMinutes(3));

    // When
    loop.azure.isGone = false;
    loop.azure.live = live("app");
    loop.run(Duration.ofMinutes(5));

    // Then
    assertThat(status().identities)
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.state).isEqualTo(IdentityState.PreExisting);
              assertThat(row.owned).isFalse();
            });
  }

  @Test
  void theOneThatIsMadeAgainWithoutGetsWhatIsDeclaredAndOwnsIt() {
    // Given
    loop.azure.isGone = true;
    loop.run(Duration.ofMinutes(3));

    // When
    loop.azure.isGone = false;
    loop.azure.live = LiveIdentity.NONE;
    loop.run(Duration.ofMinutes(5));

    // Then
    assertThat(status().type).isEqualTo("SystemAssigned, UserAssigned");
    assertThat(status().systemAssigned.owned).isTrue();
    assertThat(status().identities)
        .singleElement()
        .satisfies(row -> assertThat(row.owned).isTrue());
  }

  @Test
  void anIdentityThatIsGoneHasNoIds() {
    // Given
    loop.identities.put(identity("own"), "westeurope", Map.of());
    loop.cluster.declareIdentity("own", unused -> {});
    loop.lookAtWhenDue("own", 2);
    assertThat(ids()).doesNotContainNull();

    // When
    loop.identities.remove(identity("own"));
    loop.identities.groupIsThere = false;
    loop.lookAtWhenDue("own", 2);

    // Then
    assertThat(ids()).containsOnlyNulls();
  }

  private List<String> ids() {
    UserAssignedIdentityStatus status = loop.cluster.identityStatus("own");
    return Arrays.asList(
        status.id, status.clientId, status.principalId, status.tenantId, status.location);
  }
}
