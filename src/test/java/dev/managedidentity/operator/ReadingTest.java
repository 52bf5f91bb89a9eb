package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.DeletionPolicy;
import dev.managedidentity.api.Mode;
import dev.managedidentity.azure.Answer;
import dev.managedidentity.azure.ComputeResource;
import dev.managedidentity.azure.Priority;
import dev.managedidentity.plan.Access;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.Declaration;
import dev.managedidentity.plan.ExtensionClaim;
import dev.managedidentity.plan.ExtensionWish;
import dev.managedidentity.plan.RoleClaims;
import dev.managedidentity.plan.RoleRecord;
import dev.managedidentity.plan.RoleWish;
import dev.managedidentity.testing.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a list that showed the end of our change is good for, and what is read at its source. */
class ReadingTest {
  private final MutableClock clock = new MutableClock();
  private final FakeCompute compute = new FakeCompute();

  /** What is declared beside identities. */
  enum About {
    NOTHING,
    ROLES,
    GRANTED_ROLES,
    EXTENSION,
    LEAVING
  }

  private static Declared declared(About about) {
    RoleClaims roles =
        switch (about) {
          case ROLES ->
              new RoleClaims(List.of(new RoleWish("Reader", "/subscriptions/s", null)), List.of());
          case GRANTED_ROLES ->
              new RoleClaims(
                  List.of(),
                  List.of(new RoleRecord("Reader", "/subscriptions/s", "principal", "d", "/id")));
          default -> RoleClaims.NONE;
        };
    return new Declared(
        null,
        new Declaration(
            "shop/web",
            Instant.EPOCH,
            Mode.Additive,
            null,
            Map.of(),
            List.of(),
            DeletionPolicy.Retain,
            false,
            about == About.LEAVING,
            false,
            Set.of(),
            Set.of(),
            roles,
            about == About.EXTENSION
                ? new ExtensionClaim(new ExtensionWish(false, null, 0), null)
                : ExtensionClaim.NONE,
            Access.UNRESTRICTED),
        List.of(),
        null);
  }

  private Look.Tools tools() {
    Listings listings =
        new Listings(
            compute,
            unused -> true,
            new Listings.Habits(Duration.ofSeconds(60), Duration.ofSeconds(5), ResourceGraph.AUTO),
            clock,
            unused -> {});
    return new Look.Tools(
        compute, listings, null, null, null, null, null, null, null, null, clock, () -> 0);
  }

  @ParameterizedTest
  @CsvSource({
    "virtualMachineScaleSets, SOURCE, NOTHING,       false",
    "virtualMachineScaleSets, SOURCE, ROLES,         false",
    "virtualMachineScaleSets, SOURCE, GRANTED_ROLES, false",
    "virtualMachineScaleSets, SOURCE, EXTENSION,     false",
    "virtualMachineScaleSets, SOURCE, LEAVING,       false",
    "virtualMachineScaleSets, GRAPH,  NOTHING,       false",
    // A change may have brought a new principal: a role is not granted to one by hearsay.
    "virtualMachineScaleSets, GRAPH,  ROLES,         true",
    "virtualMachineScaleSets, GRAPH,  GRANTED_ROLES, true",
    "virtualMachineScaleSets, GRAPH,  EXTENSION,     true",
    "virtualMachineScaleSets, GRAPH,  LEAVING,       true",
    "virtualMachines,         SOURCE, NOTHING,       false",
    // Extensions of machines are resources of their own, which a list does not show.
    "virtualMachines,         SOURCE, EXTENSION,     true",
    "virtualMachines,         GRAPH,  NOTHING,       false",
    "virtualMachines,         GRAPH,  EXTENSION,     true",
  })
  void whatTheResourceGraphShowsIsTakenOnlyWhereNothingIsToBeDoneOnItsWord(
      String type, String from, About about, boolean isRead) {
    // Given
    ArmId id = ArmId.of("s", "shop", "Microsoft.Compute/" + type, "web");
    ComputeResource shown = compute.read(id, Priority.BACKGROUND).value().orElseThrow();
    compute.reads = 0;
    Sighting seen =
        new Sighting(
            shown,
            clock.instant().minusSeconds(3),
            from.equals("GRAPH") ? Sighting.Source.GRAPH : Sighting.Source.LIST);
    Target target = new Target(id, (unused, times) -> Duration.ZERO);

    // When
    Answer<Sighting> answer =
        new Reading(id, target, tools(), clock.instant())
            .of(List.of(declared(about)), Optional.of(seen));

    // Then
    assertThat(compute.reads).isEqualTo(isRead ? 1 : 0);
    assertThat(answer.value().orElseThrow().ofGraph()).isEqualTo(!isRead && seen.ofGraph());
  }
}
