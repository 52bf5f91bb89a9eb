package dev.managedidentity.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.Mode;
import dev.managedidentity.plan.Change.Action;
import dev.managedidentity.plan.Declared.End;
import dev.managedidentity.plan.Worlds.World;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for any live state, any declarations and any record. */
class PlannerPropertiesTest {

  @Provide
  Arbitrary<World> worlds() {
    return Worlds.worlds();
  }

  @Property
  void onePatchReachesWhatIsDeclared(@ForAll("worlds") World world) {
    // Given
    AzureModel azure = world.azure();
    Declared declared = new Declared(world.declarations());

    // When
    world.plan().patch().ifPresent(azure::patch);

    // Then
    for (ArmId subject : Worlds.SUBJECTS) {
      boolean was = world.azure().has(subject);
      assertThat(azure.has(subject))
          .as("%s of %s", subject, world)
          .isEqualTo(ends(declared.end(subject), subject, was, world.circumstances()));
    }
  }

  private static boolean ends(End end, ArmId subject, boolean was, Circumstances circumstances) {
    if (end != End.THERE) {
      return end == End.AS_IT_WAS && was;
    }
    if (subject == null) {
      return circumstances.systemAssignedSupported();
    }
    // One PATCH takes a stale one off, and only the next one assigns it anew.
    return circumstances.setAside().contains(subject)
        ? was
        : !was || !circumstances.stale().contains(subject);
  }

  @Property
  void thereIsAPatchIfAndOnlyIfSomethingChanges(@ForAll("worlds") World world) {
    Plan plan = world.plan();

    assertThat(plan.patch().isPresent()).isEqualTo(!plan.changes().isEmpty());
  }

  @Property
  void aSecondPlanIsEmptyAndSoonSaysNothingNew(@ForAll("worlds") World world) {
    // Given
    boolean repairs =
        world.plan().changes().stream().anyMatch(change -> change.action() == Action.REPAIR);

    // When: what was repaired is assigned by a PATCH of its own
    World last = repairs ? after(after(world)) : after(world);
    World next = after(last);

    // Then: the next knows of each heir what the last recorded, and nothing is left to write
    assertThat(last.plan().changes()).as("%s", last).isEmpty();
    assertThat(last.plan().patch()).isEmpty();
    assertThat(after(next).plan()).isEqualTo(next.plan());
  }

  @Property
  void noWantedIdentityStaysStaleUnlessItIsSetAside(@ForAll("worlds") World world) {
    // Given
    Declared declared = new Declared(world.declarations());

    // When
    World end = after(after(world));

    // Then: and what nobody wants is not touched for being stale
    for (ArmId id : Worlds.POOL) {
      boolean isWanted = declared.end(id) == End.THERE;
      boolean isStale = end.circumstances().stale().contains(id);
      boolean wasStale = world.azure().stale().contains(id);
      boolean stays =
          isWanted
              ? world.circumstances().setAside().contains(id)
              : declared.end(id) == End.AS_IT_WAS;
      assertThat(isStale).as("%s of %s", id, world).isEqualTo(wasStale && stays);
    }
  }

  @Property
  void nothingSetAsideIsAssignedAndAllElseGoesOn(@ForAll("worlds") World world) {
    // Given
    Circumstances usual =
        new Circumstances(
            world.circumstances().systemAssignedSupported(),
            Set.of(),
            world.circumstances().stale());
    Plan whole = Planner.plan(world.declarations(), world.live(), usual);

    // When
    List<Change> changes = world.plan().changes();

    // Then
    assertThat(changes)
        .containsExactlyElementsOf(
            whole.changes().stream()
                .filter(
                    change ->
                        change.action() == Action.REMOVE
                            || change.isSystemAssigned()
                            || !world.circumstances().setAside().contains(change.identity()))
                .toList());
  }

  private static World after(World world) {
    AzureModel azure = world.azure();
    Plan plan = world.plan();
    plan.patch().ifPresent(azure::patch);
    return world.after(azure, recorded(world, plan));
  }

  private static List<Declaration> recorded(World world, Plan plan) {
    return world.declarations().stream()
        .map(d -> new Told(d).recorded(plan.share(d)).done())
        .toList();
  }

  @Property
  void additiveRemovesOnlyWhatItNamesOrOwns(@ForAll("worlds") World world) {
    for (Change change : removals(world.plan())) {
      for (Declaration cause : causes(world, change)) {
        assertThat(cause.suspended()).isFalse();
        assertThat(cause.mode()).isNotEqualTo(Mode.Observe);
        if (cause.mode() == Mode.Additive) {
          assertThat(refuses(cause, change.identity()) || owns(cause, change.identity()))
              .as("%s of %s", change, world)
              .isTrue();
        }
      }
    }
  }

  @Property
  void nobodyRemovesWhatAnotherWantsOrAnIgnoreProtectsUnlessRefused(@ForAll("worlds") World world) {
    Declared declared = new Declared(world.declarations());

    for (Change change : removals(world.plan())) {
      boolean spared =
          declared.isWanted(change.identity()) || declared.isIgnored(change.identity());
      assertThat(!spared || declared.isRefusedByAnActingOne(change.identity()))
          .as("%s of %s", change, world)
          .isTrue();
    }
  }

  @Property
  void observersAndSuspendedOnesLeaveAzureAlone(@ForAll("worlds") World world) {
    // Given
    for (boolean suspended : List.of(true, false)) {
      List<Declaration> idle =
          world.declarations().stream()
              .map(d -> suspended ? new Told(d).suspended(true) : new Told(d).mode(Mode.Observe))
              .map(Told::done)
              .toList();

      // When
      Plan plan = Planner.plan(idle, world.live(), world.circumstances());

      // Then
      assertThat(plan.patch()).isEmpty();
      assertThat(plan.changes()).isEmpty();
    }
  }

  @Property
  void anObserverSeesWhatWouldChangeWereItAdditive(@ForAll("worlds") World world) {
    for (Declaration observer : world.declarations()) {
      if (observer.mode() != Mode.Observe || observer.leaving()) {
        continue;
      }
      // Given
      List<Declaration> bold = new ArrayList<>(world.declarations());
      Declaration acting = new Told(observer).mode(Mode.Additive).suspended(false).done();
      bold.set(bold.indexOf(observer), acting);

      // When
      Plan meant = Planner.plan(bold, world.live(), world.circumstances());

      // Then
      assertThat(world.plan().share(observer).changes()).isEqualTo(meant.share(acting).changes());
    }
  }

  @Property
  void theOrderOfTellingDoesNotMatter(@ForAll("worlds") World world, @ForAll Random random) {
    // Given
    List<Declaration> shuffled = new ArrayList<>(world.declarations());
    Collections.shuffle(shuffled, random);

    // When
    Plan plan = Planner.plan(shuffled, world.live(), world.circumstances());

    // Then: in the very same casing, which equal ids need not have
    assertThat(plan).isEqualTo(world.plan()).hasToString(world.plan().toString());
  }

  @Property
  void whatIsOwnedIsThereOrComing(@ForAll("worlds") World world) {
    // Given
    Plan plan = world.plan();
    AzureModel azure = world.azure();
    plan.patch().ifPresent(azure::patch);

    // Then
    for (Declaration declaration : recorded(world, plan)) {
      for (ArmId subject : Worlds.SUBJECTS) {
        if (owns(declaration, subject)) {
          assertThat(azure.has(subject) || world.azure().has(subject)).isTrue();
        }
      }
    }
  }

  private static List<Change> removals(Plan plan) {
    return plan.changes().stream().filter(c -> c.action() == Action.REMOVE).toList();
  }

  private static List<Declaration> causes(World world, Change change) {
    return world.declarations().stream().filter(d -> change.causes().contains(d.key())).toList();
  }

  private static boolean refuses(Declaration declaration, ArmId subject) {
    return new Declared(List.of(declaration)).isRefusedByAnActingOne(subject);
  }

  private static boolean owns(Declaration declaration, ArmId subject) {
    return subject == null
        ? declaration.ownsSystemAssigned()
        : declaration.owned().contains(subject);
  }
}
