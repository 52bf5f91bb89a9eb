package dev.managedidentity.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.DeletionPolicy;
import dev.managedidentity.api.Ensure;
import dev.managedidentity.api.Mode;
import dev.managedidentity.api.SystemAssigned;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What holds over time: edits, deletions, other people's changes, and kills at any step. */
class PlannerHistoryTest {

  /** Something happens. */
  private record Step(
      Kind kind, int which, Declaration said, ArmId id, int killedBefore, Set<ArmId> aside) {
    @Override
    public String toString() {
      return switch (kind) {
        case DECLARE -> kind + " d" + which + " " + said;
        case DELETE -> kind + " d" + which;
        case ATTACH, DETACH, RECREATE -> kind + " " + id;
        case RECONCILE -> kind + " killed before " + killedBefore + " without " + aside;
      };
    }
  }

  private enum Kind {
    DECLARE,
    DELETE,
    ATTACH,
    DETACH,
    RECREATE,
    RECONCILE
  }

  @Property
  void killsEditsAndRivalsLoseNothingAndTakeNothing(
      @ForAll("live") LiveIdentity live, @ForAll("histories") List<Step> history) {
    // Given
    Cluster cluster = new Cluster(live);

    // When: the cluster holds every record and every PATCH against the truth
    history.forEach(step -> happen(cluster, step));

    // Then
    assertBecomesQuiet(cluster);
    deleteAll(cluster);
    assertBecomesQuiet(cluster);
    assertThat(cluster.declarations).isEmpty();
    assertThat(cluster.isAnythingOursLeft()).isFalse();
  }

  private static void happen(Cluster cluster, Step step) {
    String key = "shop/d" + step.which();
    switch (step.kind()) {
      case DECLARE ->
          cluster.declarations.merge(
              key,
              new Told(step.said()).key(key).done(),
              (old, said) -> new Told(old).says(said).done());
      case DELETE ->
          cluster.declarations.computeIfPresent(key, (k, d) -> new Told(d).leaving(true).done());
      case ATTACH -> cluster.attachByOthers(step.id());
      case DETACH -> cluster.detachByOthers(step.id());
      case RECREATE -> {
        if (step.id() != null) {
          cluster.azure.recreate(step.id());
        }
      }
      case RECONCILE -> cluster.reconcile(step.killedBefore(), step.which() % 2 == 0, step.aside());
    }
  }

  /**
   * A change, the second half of a repair, then the end of what leaves, then the givers after their
   * heirs; then nothing.
   */
  private static void assertBecomesQuiet(Cluster cluster) {
    for (int i = 0; i < 5; i++) {
      cluster.reconcile();
    }
    Map<String, Declaration> before = Map.copyOf(cluster.declarations);
    assertThat(cluster.plan(Set.of()).patch()).isEmpty();
    cluster.reconcile();
    assertThat(cluster.declarations).isEqualTo(before);
  }

  private static void deleteAll(Cluster cluster) {
    cluster.declarations.replaceAll(
        (key, d) ->
            new Told(d)
                .mode(Mode.Additive)
                .suspended(false)
                .leaving(true)
                .policy(DeletionPolicy.Remove)
                .done());
  }

  @Property
  void deletingAllInAnyOrderGivesBackWhatWasThere(
      @ForAll("live") LiveIdentity live,
      @ForAll("actingDeclarations") List<Declaration> declarations,
      @ForAll Random random) {
    // Given
    Cluster cluster = new Cluster(live);
    declarations.forEach(d -> cluster.declarations.put(d.key(), d));
    Map<ArmId, Boolean> before = new HashMap<>();
    Worlds.SUBJECTS.forEach(subject -> before.put(subject, cluster.azure.has(subject)));
    cluster.reconcile();

    // When
    List<String> keys = new ArrayList<>(cluster.declarations.keySet());
    Collections.shuffle(keys, random);
    for (String key : keys) {
      cluster.declarations.computeIfPresent(key, (k, d) -> new Told(d).leaving(true).done());
      cluster.reconcile();
      cluster.reconcile();
      assertThat(cluster.declarations).doesNotContainKey(key);
    }

    // Then
    Declared all = new Declared(declarations);
    for (ArmId subject : Worlds.SUBJECTS) {
      if (before.get(subject)) {
        boolean named = declarations.stream().anyMatch(d -> refuses(d, subject));
        boolean takenOnPurpose = named || (subject != null && all.isSwept());
        assertThat(cluster.azure.has(subject) || takenOnPurpose).as("kept %s", subject).isTrue();
      } else {
        assertThat(!cluster.azure.has(subject) || all.isIgnored(subject))
            .as("took %s along", subject)
            .isTrue();
      }
    }
  }

  private static boolean refuses(Declaration declaration, ArmId subject) {
    return subject == null
        ? declaration.systemAssigned() == SystemAssigned.Disabled
        : declaration.userAssigned().get(subject) == Ensure.Absent;
  }

  @Provide
  Arbitrary<LiveIdentity> live() {
    return Worlds.live(true);
  }

  @Provide
  Arbitrary<List<Declaration>> actingDeclarations() {
    return Worlds.several(Worlds.acting());
  }

  @Provide
  Arbitrary<List<Step>> histories() {
    Arbitrary<Kind> kinds =
        Arbitraries.frequency(
            Tuple.of(4, Kind.DECLARE),
            Tuple.of(2, Kind.DELETE),
            Tuple.of(1, Kind.ATTACH),
            Tuple.of(1, Kind.DETACH),
            Tuple.of(2, Kind.RECREATE),
            Tuple.of(6, Kind.RECONCILE));
    Arbitrary<Integer> kills =
        Arbitraries.frequencyOf(
            Tuple.of(1, Arbitraries.just(Cluster.NEVER)),
            Tuple.of(1, Arbitraries.integers().between(0, 6)));
    return Combinators.combine(
            kinds,
            Arbitraries.integers().between(0, 3),
            newcomers(),
            Arbitraries.of(Worlds.SUBJECTS),
            kills,
            Worlds.few())
        .as(Step::new)
        .list()
        .ofMaxSize(25);
  }

  /** One that has nothing on record and is not leaving yet. */
  private static Arbitrary<Declaration> newcomers() {
    return Worlds.declarations()
        .map(d -> new Told(d).leaving(false).owns(false, Set.of()).mends(Set.of()).done());
  }
}
