package dev.managedidentity.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.DeletionPolicy;
import dev.managedidentity.api.Ensure;
import dev.managedidentity.api.Mode;
import dev.managedidentity.plan.LiveIdentity.Principal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Azure keeps the casing it was sent first and matches in any, and Microsoft.ManagedIdentity itself
 * answers with {@code /resourcegroups/}: who compares ids as strings loops for ever.
 */
class PlannerCasingTest {
  private static final ArmId DECLARED =
      ArmId.parse(
          "/subscriptions/5E1F/resourceGroups/Shop/providers/Microsoft.ManagedIdentity"
              + "/userAssignedIdentities/App");
  private static final ArmId LIVE =
      ArmId.parse(
          "/subscriptions/5e1f/resourcegroups/shop/providers/Microsoft.ManagedIdentity"
              + "/userAssignedIdentities/app");

  @Test
  void doesNotAssignWhatIsThereInAnotherCasing() {
    assertThat(plan(Map.of(DECLARED, Ensure.Assigned), Set.of(), LIVE).patch()).isEmpty();
  }

  @Test
  void removesInTheCasingAzureShows() {
    // Given
    ArmId other = Shorthand.id("other");

    // When
    Plan named = plan(Map.of(DECLARED, Ensure.Absent), Set.of(), LIVE, other);
    Plan ours = plan(Map.of(), Set.of(DECLARED), LIVE, other);

    // Then
    for (Plan plan : List.of(named, ours)) {
      assertThat(plan.patch().orElseThrow().userAssigned().keySet())
          .extracting(ArmId::text)
          .containsExactly(LIVE.text());
      assertThat(plan.changes()).extracting(Change::words).containsExactly("remove " + LIVE.text());
    }
  }

  @Test
  void assignsInTheCasingItWasDeclaredIn() {
    // When
    Plan plan = plan(Map.of(DECLARED, Ensure.Assigned), Set.of(LIVE));

    // Then
    assertThat(plan.patch().orElseThrow().userAssigned().keySet())
        .extracting(ArmId::text)
        .containsExactly(DECLARED.text());
  }

  @Test
  void ownsAndShowsInTheCasingAzureShows() {
    // When
    Share share = plan(Map.of(DECLARED, Ensure.Assigned), Set.of(DECLARED), LIVE).shares().get("w");

    // Then
    assertThat(share.rows()).hasSize(1);
    assertThat(share.rows().get(0).id().text()).isEqualTo(LIVE.text());
    assertThat(share.rows().get(0).owned()).isTrue();
  }

  private static Plan plan(Map<ArmId, Ensure> named, Set<ArmId> owned, ArmId... live) {
    Map<ArmId, Principal> there = new HashMap<>();
    for (ArmId id : live) {
      there.put(id, Principal.UNKNOWN);
    }
    Declaration declaration =
        new Declaration(
            "w",
            Instant.EPOCH,
            Mode.Additive,
            null,
            named,
            List.of(),
            DeletionPolicy.Remove,
            false,
            false,
            false,
            owned);
    return Planner.plan(
        List.of(declaration),
        new LiveIdentity(false, null, null, there),
        Circumstances.usual(true));
  }
}
