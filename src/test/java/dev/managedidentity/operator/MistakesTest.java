package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.absent;
import static dev.managedidentity.operator.LoopHarness.assigned;
import static dev.managedidentity.operator.LoopHarness.identity;
import static dev.managedidentity.operator.LoopHarness.live;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.ConditionType;
import dev.managedidentity.api.IdentitySpec;
import dev.managedidentity.api.Mode;
import dev.managedidentity.api.UserAssigned;
import dev.managedidentity.plan.ArmId;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Declarations that an API server with the CRD refuses: one that came in otherwise does no harm.
 */
@ParameterizedClass
@MethodSource("dev.managedidentity.operator.LoopHarness#targets")
class MistakesTest {
  private final LoopHarness loop;

  MistakesTest(ArmId target) {
    loop = new LoopHarness(target);
  }

  private static Consumer<IdentitySpec> names(String id) {
    return spec -> {
      UserAssigned entry = new UserAssigned();
      entry.id = id;
      spec.userAssigned.add(entry);
    };
  }

  @Test
  void aMistakeIsToldWithItsFieldAndNothingIsChanged() {
    // Given
    loop.declare("web", assigned("app").andThen(names("pull")));

    // When
    loop.lookWhenDue(3);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("False InvalidSpec");
    assertThat(loop.cluster.condition("web", ConditionType.Stalled)).isPresent();
    assertThat(loop.cluster.message("web")).contains("spec.userAssigned[1].id", "'pull'");
    assertThat(loop.azure.patches).isZero();
  }

  @Test
  void anIdOfAnotherTypeAndOneNamedTwiceInContradictionAreMistakes() {
    // Given
    loop.declare(
        "web", names(LoopHarness.WEB.text()).andThen(assigned("app")).andThen(absent("APP")));

    // When
    loop.look();

    // Then
    assertThat(loop.cluster.message("web"))
        .contains("spec.userAssigned[0].id is not the id of a Microsoft.ManagedIdentity")
        .contains("spec.userAssigned[2].id names " + identity("APP") + " a second time");
  }

  @Test
  void whatCanBeReadOfAMistakenDeclarationStillCountsAsDeclared() {
    // Given
    loop.azure.live = live("app", "stray");
    loop.declare("mistaken", assigned("app").andThen(names("pull")));
    loop.declare("all", assigned("metrics").andThen(spec -> spec.mode = Mode.Authoritative));

    // When
    loop.lookWhenDue(2);

    // Then
    assertThat(loop.azure.live.userAssigned())
        .containsOnlyKeys(identity("app"), identity("metrics"));
  }
}
