package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.identity;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.ConditionType;
import dev.managedidentity.api.UserAssignedIdentitySpec;
import dev.managedidentity.azure.UserIdentity;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What the loop does for an identity of its own when all goes well. */
class UserIdentityTest {
  private static final Duration PERIOD = LoopHarness.PERIOD;

  private final LoopHarness loop = new LoopHarness(LoopHarness.WEB);

  static Consumer<UserAssignedIdentitySpec> tags(Map<String, String> tags) {
    return spec -> spec.tags = tags;
  }

  private void declare(Consumer<UserAssignedIdentitySpec> says) {
    loop.cluster.declareIdentity("app", says);
  }

  private UserIdentity live() {
    return loop.identities.get(identity("app"));
  }

  @Test
  void anIdentityIsMadeWhereItsResourceGroupIs() {
    // Given
    declare(tags(Map.of("team", "shop")));

    // When
    loop.lookAt("app");

    // Then
    assertThat(loop.identities.calls).containsExactly("read", "group", "create");
    assertThat(live().location()).isEqualTo("westeurope");
    assertThat(live().tags()).containsExactly(Map.entry("team", "shop"));
    assertThat(loop.cluster.identityReady("app")).isEqualTo("True Converged");
    assertThat(loop.cluster.identityStatus("app").clientId).isEqualTo(live().clientId());
    assertThat(loop.cluster.identityStatus("app").principalId).isEqualTo(live().principalId());
    assertThat(loop.cluster.identityStatus("app").tags).containsExactly("team");
    assertThat(loop.cluster.events).containsExactly("app Normal Updating", "app Normal Converged");
  }

  @Test
  void anIdentityIsMadeWhereItIsDeclaredToBe() {
    // Given
    declare(spec -> spec.location = "northeurope");

    // When
    loop.lookAt("app");

    // Then
    assertThat(loop.identities.calls).containsExactly("read", "create");
    assertThat(live().location()).isEqualTo("northeurope");
  }

  @Test
  void itsTagsAreOnRecordBeforeItIsMade() {
    // Given
    declare(tags(Map.of("team", "shop")));
    loop.identities.step =
        () ->
            // Then
            assertThat(loop.cluster.identityStatus("app").tags).containsExactly("team");

    // When
    loop.lookAt("app");

    // Then
    assertThat(loop.identities.count("create")).isEqualTo(1);
  }

  @Test
  void anIdentityThatIsThereIsAdoptedWithItsTags() {
    // Given
    loop.identities.put(identity("app"), "westeurope", Map.of("Team", "shop", "cost", "42"));
    declare(tags(Map.of("team", "shop")));

    // When
    loop.lookAtWhenDue("app", 3);

    // Then
    assertThat(loop.identities.writes()).isZero();
    assertThat(loop.cluster.identityReady("app")).isEqualTo("True Converged");
    assertThat(loop.cluster.identityStatus("app").tags).as("set by others").isEmpty();
  }

  @Test
  void onlyTagsThatTheOperatorSetAreTakenAway() {
    // Given
    loop.identities.put(identity("app"), "westeurope", Map.of("cost", "42", "env", "test"));
    declare(tags(Map.of("cost", "42", "env", "prod", "team", "shop")));
    loop.lookAt("app");
    assertThat(live().tags())
        .containsOnly(Map.entry("cost", "42"), Map.entry("env", "prod"), Map.entry("team", "shop"));

    // When
    loop.cluster.editIdentity("app", spec -> spec.tags = null);
    loop.lookAtWhenDue("app", 2);

    // Then
    assertThat(live().tags()).containsOnly(Map.entry("cost", "42"));
    assertThat(loop.identities.count("tag")).isEqualTo(2);
    assertThat(loop.cluster.identityStatus("app").tags).isEmpty();
  }

  @Test
  void aTagThatOthersChangeIsSetAgainAndTheirOwnStay() {
    // Given
    declare(tags(Map.of("team", "shop")));
    loop.lookAtWhenDue("app", 1);
    loop.cluster.events.clear();

    // When
    loop.identities.retag(identity("app"), Map.of("Team", "bakery", "cost", "42"));
    loop.lookAtWhenDue("app", 2);

    // Then
    assertThat(live().tags()).containsOnly(Map.entry("Team", "shop"), Map.entry("cost", "42"));
    assertThat(loop.identities.count("tag")).isEqualTo(1);
    assertThat(loop.cluster.events)
        .containsExactly("app Warning DriftFound", "app Normal Converged");
    assertThat(loop.cluster.identityStatus("app").lastDrift.changes).hasSize(1);
    assertThat(loop.cluster.identityStatus("app").lastDrift.repairedTime).isNotNull();
    assertThat(loop.metrics.text())
        .contains(
            "managedidentity_drift_found_total{kind=\"UserAssignedIdentity\",namespace=\"shop\"} 1.0",
            "managedidentity_drift_repaired_total{kind=\"UserAssignedIdentity\",namespace=\"shop\"} 1.0");
  }

  @Test
  void anIdentityThatSomebodyDeletesIsMadeAgain() {
    // Given
    declare(spec -> {});
    loop.lookAtWhenDue("app", 1);
    String former = live().clientId();
    loop.cluster.events.clear();

    // When
    loop.identities.remove(identity("app"));
    loop.lookAtWhenDue("app", 1);

    // Then
    assertThat(live().clientId()).isNotEqualTo(former);
    assertThat(loop.cluster.identityStatus("app").clientId).isEqualTo(live().clientId());
    assertThat(loop.cluster.events)
        .containsExactly("app Warning DriftFound", "app Normal Converged");
  }

  @Test
  void anIdentityThatIsElsewhereIsToldAndTheRestGoesOn() {
    // Given
    loop.identities.put(identity("app"), "westeurope", Map.of());
    declare(
        tags(Map.of("team", "shop"))
            .andThen(spec -> spec.location = "North Europe")
            .andThen(spec -> spec.roleAssignments.add(LoopHarness.role("Reader", "/scope"))));

    // When
    loop.lookAtWhenDue("app", 3);

    // Then
    assertThat(loop.cluster.identityReady("app")).isEqualTo("False InvalidSpec");
    assertThat(loop.cluster.identityMessage("app"))
        .contains("westeurope", "North Europe", "spec.location");
    assertThat(Reporter.ready(loop.cluster.identityStatus("app"))).isPresent();
    assertThat(loop.cluster.identityStatus("app").conditions)
        .anyMatch(condition -> condition.getType().equals(ConditionType.Stalled.name()));
    assertThat(live().tags()).containsKey("team");
    assertThat(loop.roles.there).hasSize(1);

    // When
    loop.cluster.editIdentity("app", spec -> spec.location = "West Europe");
    loop.lookAt("app");

    // Then
    assertThat(loop.cluster.identityReady("app")).isEqualTo("True Converged");
  }

  @Test
  void aSuspendedObjectChangesNothingAndAsksAzureNothing() {
    // Given
    declare(tags(Map.of("team", "shop")).andThen(spec -> spec.suspend = true));

    // When
    loop.lookAtWhenDue("app", 3);

    // Then
    assertThat(loop.identities.calls).isEmpty();
    assertThat(loop.cluster.identityReady("app")).isEqualTo("Unknown Suspended");
    assertThat(loop.cluster.statusWrites).isEqualTo(1);
  }

  @Test
  void inTenQuietPeriodsAllThatHappensIsOneReadEach() {
    // Given
    declare(
        tags(Map.of("team", "shop"))
            .andThen(spec -> spec.writeTo = PublicationTest.to("ids"))
            .andThen(spec -> spec.roleAssignments.add(LoopHarness.role("Reader", "/scope"))));
    loop.lookAtWhenDue("app", 1);
    loop.identities.calls.clear();
    loop.roles.calls.clear();
    loop.cluster.events.clear();
    int statusWrites = loop.cluster.statusWrites;

    // When
    loop.lookAtWhenDue("app", 9);

    // Then
    assertThat(loop.identities.calls).hasSize(9).containsOnly("read");
    assertThat(loop.roles.calls).isEmpty();
    assertThat(loop.cluster.statusWrites).isEqualTo(statusWrites);
    assertThat(loop.cluster.configMapWrites).isEqualTo(1);
    assertThat(loop.cluster.events).isEmpty();

    // When
    loop.lookAtWhenDue("app", 3);

    // Then
    assertThat(loop.cluster.statusWrites).as("the verification").isEqualTo(statusWrites + 1);
    assertThat(loop.roles.calls).containsExactly("assignments");
  }

  @Test
  void aLookBeforeItsTimeCostsNothing() {
    // Given
    declare(spec -> {});
    Duration next = loop.lookAt("app").orElseThrow();

    // When
    loop.clock.advance(next.dividedBy(2));
    Duration rest = loop.lookAt("app").orElseThrow();

    // Then
    assertThat(next).isEqualTo(PERIOD);
    assertThat(rest).isEqualTo(PERIOD.dividedBy(2));
    assertThat(loop.identities.count("read")).isEqualTo(1);
  }
}
