package dev.managedidentity.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.DeletionPolicy;
import dev.managedidentity.api.Mode;
import dev.managedidentity.plan.RoleCluster.Sight;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** What holds of roles over time: edits, new principals, other people's grants, and kills. */
class RoleHistoryTest {

  /** Something happens. */
  private record Step(
      Kind kind, int which, Declaration said, RoleWish wish, int killedBefore, Sight sight) {}

  private enum Kind {
    DECLARE,
    DELETE,
    GRANT,
    REVOKE,
    PRINCIPAL,
    RECONCILE
  }

  @Property(tries = 4000)
  void killsEditsRivalsAndNewPrincipalsLoseNothingAndTakeNothing(
      @ForAll("histories") List<Step> history) {
    // Given
    RoleCluster cluster = new RoleCluster();

    // When: the cluster holds every record and every change against the truth
    history.forEach(step -> happen(cluster, step));

    // Then
    assertBecomesQuiet(cluster);
    cluster.assertWhatIsWantedIsThere();
    cluster.assertNothingIsLeftOver();
    deleteAll(cluster);
    assertBecomesQuiet(cluster);
    assertThat(cluster.declarations).isEmpty();
    assertThat(cluster.isAnythingOursLeft()).isFalse();
  }

  private static void happen(RoleCluster cluster, Step step) {
    String key = "shop/d" + step.which();
    switch (step.kind()) {
      case DECLARE ->
          cluster.declarations.merge(
              key,
              new Told(step.said()).key(key).done(),
              (old, said) -> new Told(old).says(said).done());
      case DELETE ->
          cluster.declarations.computeIfPresent(key, (k, d) -> new Told(d).leaving(true).done());
      case GRANT -> cluster.grantByOthers(step.wish(), step.which() == 0);
      case REVOKE -> cluster.revokeByOthers(step.which());
      case PRINCIPAL ->
          cluster.principal = step.which() == 0 ? null : step.which() == 1 ? "p1" : "p2";
      case RECONCILE -> cluster.reconcile(step.killedBefore(), step.which() % 2 == 0, step.sight());
    }
  }

  /** The changes, then the end of what leaves, then the givers after their heirs; then nothing. */
  private static void assertBecomesQuiet(RoleCluster cluster) {
    for (int i = 0; i < 4; i++) {
      cluster.reconcile(Cluster.NEVER, false, Sight.CLEAR);
    }
    Map<String, Declaration> before = Map.copyOf(cluster.declarations);
    RolePlan last = cluster.plan(Sight.CLEAR);
    assertThat(last.grants()).isEmpty();
    assertThat(last.revocations()).isEmpty();
    cluster.reconcile(Cluster.NEVER, false, Sight.CLEAR);
    assertThat(cluster.declarations).isEqualTo(before);
  }

  private static void deleteAll(RoleCluster cluster) {
    cluster.declarations.replaceAll(
        (key, d) ->
            new Told(d)
                .mode(Mode.Additive)
                .suspended(false)
                .leaving(true)
                .policy(DeletionPolicy.Remove)
                .done());
  }

  @Provide
  Arbitrary<List<Step>> histories() {
    Arbitrary<Kind> kinds =
        Arbitraries.frequency(
            Tuple.of(4, Kind.DECLARE),
            Tuple.of(2, Kind.DELETE),
            Tuple.of(1, Kind.GRANT),
            Tuple.of(1, Kind.REVOKE),
            Tuple.of(1, Kind.PRINCIPAL),
            Tuple.of(6, Kind.RECONCILE));
    Arbitrary<Integer> kills =
        Arbitraries.frequencyOf(
            Tuple.of(1, Arbitraries.just(Cluster.NEVER)),
            Tuple.of(1, Arbitraries.integers().between(0, 9)));
    return Combinators.combine(
            kinds, Arbitraries.integers().between(0, 3), newcomers(), wishes(), kills, sights())
        .as(Step::new)
        .list()
        .ofMaxSize(25);
  }

  /** One that says something of roles and has nothing on record yet. */
  private static Arbitrary<Declaration> newcomers() {
    Arbitrary<Boolean> seldom = Arbitraries.frequency(Tuple.of(4, false), Tuple.of(1, true));
    return Combinators.combine(
            Arbitraries.integers().between(0, 2),
            seldom,
            seldom,
            seldom,
            wishes().list().ofMaxSize(3))
        .as(
            (age, observe, suspended, retain, wanted) ->
                new Told(Shorthand.declarations("w:" + "; w:".repeat(age)).get(age))
                    .mode(observe ? Mode.Observe : Mode.Additive)
                    .suspended(suspended)
                    .policy(retain ? DeletionPolicy.Retain : DeletionPolicy.Remove)
                    .roles(new RoleClaims(wanted, List.of()))
                    .done());
  }

  private static Arbitrary<RoleWish> wishes() {
    return Arbitraries.of("Reader@s", "#Reader@s", "Reader@S", "Writer@s", "Reader@t", "Writer@t")
        .map(RoleShorthand::wish);
  }

  /** Clear, more often than not. */
  private static Arbitrary<Sight> sights() {
    Arbitrary<Boolean> mostly = Arbitraries.frequency(Tuple.of(4, true), Tuple.of(1, false));
    Set<String> unread = Set.of(AzureRoles.lower(RoleShorthand.wish("Reader@s").scope()));
    return Combinators.combine(
            mostly,
            mostly,
            Arbitraries.frequency(Tuple.of(4, Set.<String>of()), Tuple.of(1, unread)))
        .as(Sight::new);
  }
}
