package dev.managedidentity.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.Ensure;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds of changes that are more than Azure takes in one request. */
class PlannerChunksPropertyTest {

  @Property(tries = 60)
  void chunksReachWhatIsDeclaredAndOwnWhatTheyAssign(
      @ForAll("bounds") int from, @ForAll("bounds") int to, @ForAll("bounds") int cut) {
    // Given: those from..to are there, those below the cut must not be, the others must
    Map<ArmId, LiveIdentity.Principal> there = new TreeMap<>();
    Map<ArmId, Ensure> named = new TreeMap<>();
    for (int i = 0; i < 400; i++) {
      named.put(Shorthand.id("id" + i), i < cut ? Ensure.Absent : Ensure.Assigned);
      if (i >= from && i < to) {
        there.put(Shorthand.id("id" + i), LiveIdentity.Principal.UNKNOWN);
      }
    }
    AzureModel azure = new AzureModel(new LiveIdentity(false, null, null, there));
    Declaration web = withNamed(named);

    // When: chunk after chunk
    int patches = 0;
    for (Plan plan = plan(web, azure); plan.patch().isPresent(); plan = plan(web, azure)) {
      web = new Told(web).recorded(plan.share(web)).done();
      azure.patch(plan.patch().get());
      patches++;
      assertOwnsAllButWhatWasThere(web, azure, there);
    }

    // Then
    int changes = Math.max(0, Math.min(cut, to) - from) + (400 - cut) - overlap(from, to, cut);
    assertThat(patches).isLessThanOrEqualTo((changes + 149) / 150);
    named.forEach((id, e) -> assertThat(azure.has(id)).isEqualTo(e == Ensure.Assigned));
  }

  @Property(tries = 60)
  void chunksRepairWhatIsStaleAndLeaveItWhoseItWas(
      @ForAll("bounds") int from, @ForAll("bounds") int to, @ForAll("bounds") int ours) {
    // Given: all are wanted and there, those from..to stale, those below ours on record
    Map<ArmId, LiveIdentity.Principal> there = new TreeMap<>();
    Map<ArmId, Ensure> named = new TreeMap<>();
    for (ArmId id : ids(0, 400)) {
      named.put(id, Ensure.Assigned);
      there.put(id, LiveIdentity.Principal.UNKNOWN);
    }
    AzureModel azure = new AzureModel(new LiveIdentity(false, null, null, there), ids(from, to));
    Declaration web = new Told(withNamed(named)).owns(false, ids(0, ours)).done();

    // When: chunk after chunk
    for (Plan plan = plan(web, azure); plan.patch().isPresent(); plan = plan(web, azure)) {
      web = new Told(web).recorded(plan.share(web)).done();
      azure.patch(plan.patch().get());
    }

    // Then
    assertThat(azure.stale()).isEmpty();
    named.keySet().forEach(id -> assertThat(azure.has(id)).isTrue());
    assertThat(web.owned()).isEqualTo(ids(0, ours));
  }

  private static Set<ArmId> ids(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> Shorthand.id("id" + i))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Provide
  Arbitrary<Integer> bounds() {
    // Full chunks are where things go wrong.
    return Arbitraries.oneOf(
        Arbitraries.of(0, 50, 100, 150, 200, 250, 300, 350, 399),
        Arbitraries.integers().between(0, 400));
  }

  private static int overlap(int from, int to, int cut) {
    return Math.max(0, to - Math.max(from, cut));
  }

  private static void assertOwnsAllButWhatWasThere(
      Declaration web, AzureModel azure, Map<ArmId, LiveIdentity.Principal> before) {
    assertThat(web.owned())
        .isEqualTo(
            new TreeSet<>(
                azure.live().userAssigned().keySet().stream()
                    .filter(id -> !before.containsKey(id))
                    .toList()));
  }

  private static Declaration withNamed(Map<ArmId, Ensure> named) {
    Declaration any = Shorthand.declarations("web:").get(0);
    return new Declaration(
        any.key(),
        any.created(),
        any.mode(),
        null,
        named,
        any.ignore(),
        any.deletionPolicy(),
        false,
        false,
        false,
        any.owned());
  }

  private static Plan plan(Declaration declaration, AzureModel azure) {
    return Planner.plan(
        List.of(declaration), azure.live(), new Circumstances(true, Set.of(), azure.stale()));
  }
}
