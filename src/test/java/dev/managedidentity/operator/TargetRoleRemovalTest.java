package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.role;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.DeletionPolicy;
import dev.managedidentity.api.IdentitySpec;
import dev.managedidentity.api.SystemAssigned;
import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.LiveIdentity;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of the roles of a target's system-assigned identity when something goes. */
@ParameterizedClass
@MethodSource("dev.managedidentity.operator.LoopHarness#targets")
class TargetRoleRemovalTest {
  private static final Duration WHILE = Duration.ofMinutes(3);
  private static final Consumer<IdentitySpec> ENABLED =
      spec -> spec.systemAssigned = SystemAssigned.Enabled;

  private final LoopHarness loop;

  TargetRoleRemovalTest(ArmId target) {
    loop = new LoopHarness(target);
  }

  private static Consumer<IdentitySpec> reader(String scope) {
    return spec -> spec.roleAssignments.add(role("Reader", scope));
  }

  private List<String> rows(String name) {
    return FakeCluster.roles(loop.cluster.status(name));
  }

  private void settle() {
    loop.declare("web", ENABLED.andThen(reader("/scope")));
    loop.run(WHILE);
    loop.roles.calls.clear();
    loop.cluster.events.clear();
  }

  @Test
  void anEqualGrantOfOthersIsAcceptedAndNeverTakenAway() {
    // Given
    loop.azure.live = new LiveIdentity(true, "p", "t", Map.of());
    loop.roles.put("p", FakeRoles.READER, "/scope");
    loop.declare("web", reader("/scope"));
    loop.run(WHILE);
    assertThat(rows("web")).containsExactly("Reader Granted p");
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");

    // When
    loop.cluster.delete("web");
    loop.run(WHILE);

    // Then
    assertThat(loop.cluster.isThere("web")).isFalse();
    assertThat(loop.roles.writes()).isZero();
  }

  @Test
  void anotherPrincipalGetsTheRoleAndTheFormerOneLosesIt() {
    // Given
    settle();

    // When
    loop.azure.live = new LiveIdentity(true, "p2", "t", Map.of());
    loop.run(WHILE);

    // Then
    assertThat(loop.roles.granted()).containsExactly("p2 Reader /scope");
    assertThat(rows("web")).containsExactly("Reader Granted owned p2");
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
  }

  @Test
  void whatIsNotDeclaredAnyMoreIsTakenAway() {
    // Given
    settle();

    // When
    loop.cluster.edit("web", spec -> spec.roleAssignments.clear());
    loop.run(WHILE);

    // Then
    assertThat(loop.roles.there).isEmpty();
    assertThat(rows("web")).isEmpty();
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
  }

  @Test
  void deletionTakesTheRolesAway() {
    // Given
    loop.azure.live = new LiveIdentity(true, "p", "t", Map.of());
    settle();

    // When
    loop.cluster.delete("web");
    loop.run(WHILE);

    // Then
    assertThat(loop.cluster.isThere("web")).isFalse();
    assertThat(loop.roles.there).isEmpty();
    assertThat(loop.azure.live.systemAssigned()).as("there before").isTrue();
  }

  @Test
  void retainLeavesTheRoles() {
    // Given
    settle();

    // When
    loop.cluster.edit("web", spec -> spec.deletionPolicy = DeletionPolicy.Retain);
    loop.cluster.delete("web");
    loop.run(WHILE);

    // Then
    assertThat(loop.cluster.isThere("web")).isFalse();
    assertThat(loop.roles.there).hasSize(1);
  }

  @Test
  void ofATargetThatIsGoneTheOrphansAreTakenAwayAndTheFinalizerGoes() {
    // Given
    settle();
    for (int i = 0; i < 10; i++) {
      loop.azure.readProblems.add(FakeCompute.problem(Kind.NOT_FOUND));
    }
    loop.roles.revokeProblems.add(FakeCompute.problem(Kind.DENIED));

    // When
    loop.cluster.delete("web");
    loop.lookWhenDue(3);

    // Then
    assertThat(loop.cluster.isThere("web")).isTrue();
    assertThat(loop.cluster.ready("web")).isEqualTo("False PermissionDenied");
    assertThat(loop.cluster.message("web")).contains("Reader on /scope");

    // When
    loop.run(WHILE);

    // Then
    assertThat(loop.roles.there).isEmpty();
    assertThat(loop.cluster.isThere("web")).isFalse();
  }

  @Test
  void twoDeclarationsOfOneTargetAreUnitedAndCounted() {
    // Given
    loop.declare("web", ENABLED.andThen(reader("/scope")));
    loop.declare("more", reader("/SCOPE").andThen(reader("/other")));
    loop.run(WHILE);
    assertThat(loop.roles.count("grant")).isEqualTo(2);
    assertThat(rows("more")).containsExactly("Reader Granted owned p1", "Reader Granted owned p1");

    // When
    loop.cluster.edit("web", spec -> spec.roleAssignments.clear());
    loop.run(WHILE);

    // Then
    assertThat(loop.roles.there).as("still wanted by the other").hasSize(2);

    // When
    loop.cluster.delete("more");
    loop.run(WHILE);

    // Then
    assertThat(loop.roles.there).isEmpty();
    assertThat(loop.cluster.isThere("more")).isFalse();
  }
}
