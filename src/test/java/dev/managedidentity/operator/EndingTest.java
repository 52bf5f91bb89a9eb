package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.WEB;
import static dev.managedidentity.operator.LoopHarness.assigned;
import static dev.managedidentity.operator.LoopHarness.live;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.DeletionPolicy;
import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.IdentityDeletionPolicy;
import dev.managedidentity.api.UserAssignedIdentity;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Objects that leave while it cannot be told what they are about. */
class EndingTest {
  private final LoopHarness loop = new LoopHarness(WEB);

  private IdentityDeclaration<?> declaration() {
    List<Declared> declared = loop.cluster.declarations(WEB);
    return declared.get(0).resource();
  }

  private UserAssignedIdentity identity() {
    return loop.cluster.identities(LoopHarness.identity("app")).get(0).resource();
  }

  @ParameterizedTest
  @CsvSource({"Remove, true", "Retain, false"})
  void whatOwnsSomethingIsNotLetGo(DeletionPolicy policy, boolean leavesSomething) {
    // Given
    loop.declare("web", assigned("app").andThen(spec -> spec.deletionPolicy = policy));
    loop.lookWhenDue(3);

    // Then
    assertThat(Ending.leavesSomething(declaration())).isEqualTo(leavesSomething);
  }

  @Test
  void whatOwnsNothingMayGo() {
    // Given
    loop.azure.live = live("app");
    loop.declare("web", assigned("app"));
    assertThat(Ending.leavesSomething(declaration())).as("never looked at").isFalse();

    // When
    loop.lookWhenDue(3);

    // Then
    assertThat(Ending.leavesSomething(declaration())).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"Delete, true", "Retain, false"})
  void anIdentityThatIsToBeDeletedIsNotLeftBehind(
      IdentityDeletionPolicy policy, boolean leavesSomething) {
    // Given
    loop.cluster.declareIdentity("app", spec -> spec.deletionPolicy = policy);
    assertThat(Ending.leavesSomething(identity())).as("not made").isFalse();

    // When
    loop.declare("web", LoopHarness.named("app"));
    loop.run(Duration.ofMinutes(2));

    // Then
    assertThat(Ending.leavesSomething(identity())).isEqualTo(leavesSomething);
  }
}
