package dev.managedidentity.plan;

import dev.managedidentity.api.DeletionPolicy;
import dev.managedidentity.api.Ensure;
import dev.managedidentity.api.Mode;
import dev.managedidentity.api.SystemAssigned;
import dev.managedidentity.plan.LiveIdentity.Principal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Random targets, small enough that declarations and live state meet at every turn. */
final class Worlds {
  /** The identities there are, each in one casing of many. */
  static final List<ArmId> POOL =
      Stream.of("a", "b", "c", "d", "e", "f").map(Shorthand::id).toList();

  /** The same, and null for the system-assigned identity. */
  static final List<ArmId> SUBJECTS =
      Stream.concat(POOL.stream(), Stream.of((ArmId) null)).toList();

  private Worlds() {}

  /** One target, what is declared of it and what is on record. */
  record World(LiveIdentity live, List<Declaration> declarations, Circumstances circumstances) {
    Plan plan() {
      return Planner.plan(declarations, live, circumstances);
    }

    AzureModel azure() {
      return new AzureModel(live, circumstances.stale());
    }

    /** What is left once these changes were made and these records written. */
    World after(AzureModel azure, List<Declaration> recorded) {
      return new World(
          azure.live(),
          recorded,
          new Circumstances(
              circumstances.systemAssignedSupported(), circumstances.setAside(), azure.stale()));
    }
  }

  static Arbitrary<World> worlds() {
    return Arbitraries.frequency(Tuple.of(4, true), Tuple.of(1, false))
        .flatMap(
            supported ->
                Combinators.combine(live(supported), several(declarations()), few(), few())
                    .as(
                        (live, declared, aside, stale) ->
                            new World(live, declared, new Circumstances(supported, aside, stale))));
  }

  /** None more often than not. */
  static Arbitrary<Set<ArmId>> few() {
    return Arbitraries.frequencyOf(
        Tuple.of(2, Arbitraries.just(Set.of())),
        Tuple.of(1, ids().set().ofMaxSize(3).map(HashSet::new)));
  }

  /** What is there before anybody declares anything. */
  static Arbitrary<LiveIdentity> live(boolean systemSupported) {
    Arbitrary<Boolean> system =
        systemSupported ? Arbitraries.of(true, false) : Arbitraries.just(false);
    return Combinators.combine(system, someIds())
        .as(
            (on, ids) -> {
              Map<ArmId, Principal> users = new HashMap<>();
              ids.forEach(id -> users.put(id, new Principal("c", "p")));
              return new LiveIdentity(on, on ? "p" : null, on ? "t" : null, users);
            });
  }

  /** Up to four, with keys of their own, whatever each was called. */
  static Arbitrary<List<Declaration>> several(Arbitrary<Declaration> each) {
    return each.list()
        .ofMaxSize(4)
        .map(
            list -> {
              List<Declaration> named = new ArrayList<>();
              list.forEach(d -> named.add(new Told(d).key("shop/d" + named.size()).done()));
              return named;
            });
  }

  static Arbitrary<Declaration> declarations() {
    Arbitrary<Boolean> seldom = Arbitraries.frequency(Tuple.of(3, false), Tuple.of(1, true));
    return Combinators.combine(
            acting(), seldom, seldom, seldom, seldom, Arbitraries.of(true, false), someIds(), few())
        .as(
            (d, observe, suspended, leaving, retain, ownsSystem, owned, mending) ->
                new Told(d)
                    .mode(observe ? Mode.Observe : d.mode())
                    .suspended(suspended)
                    .leaving(leaving)
                    .policy(retain ? DeletionPolicy.Retain : DeletionPolicy.Remove)
                    .owns(ownsSystem, owned)
                    .mends(mending)
                    .done());
  }

  /** Declarations that act, take along what they assigned, and have nothing on record yet. */
  static Arbitrary<Declaration> acting() {
    Arbitrary<Mode> modes =
        Arbitraries.frequency(Tuple.of(2, Mode.Additive), Tuple.of(1, Mode.Authoritative));
    Arbitrary<SystemAssigned> system = Arbitraries.of(SystemAssigned.class).injectNull(0.4);
    Arbitrary<Map<ArmId, Ensure>> named =
        Arbitraries.maps(
                ids(),
                Arbitraries.frequency(Tuple.of(2, Ensure.Assigned), Tuple.of(1, Ensure.Absent)))
            .ofMaxSize(4);
    Arbitrary<List<IdPattern>> ignored =
        Arbitraries.of("*/a", "*/B", "*/c", "*/?", "*ies/e*")
            .map(IdPattern::new)
            .list()
            .ofMaxSize(1);
    return Combinators.combine(Arbitraries.integers().between(0, 2), modes, system, named, ignored)
        .as(
            (age, mode, on, users, ignore) ->
                new Declaration(
                    "unnamed",
                    Instant.EPOCH.plusSeconds(age),
                    mode,
                    on,
                    users,
                    ignore,
                    DeletionPolicy.Remove,
                    false,
                    false,
                    false,
                    Set.of()));
  }

  static Arbitrary<Set<ArmId>> someIds() {
    return ids().set().ofMaxSize(6).map(HashSet::new);
  }

  static Arbitrary<ArmId> ids() {
    return Combinators.combine(Arbitraries.of(POOL), Arbitraries.integers().between(0, 3))
        .as((id, casing) -> ArmId.parse(inCasing(id.text(), casing)));
  }

  private static String inCasing(String text, int casing) {
    return switch (casing) {
      case 0 -> text;
      case 1 -> text.replace("/resourceGroups/", "/resourcegroups/");
      case 2 -> text.toLowerCase(Locale.ROOT);
      default -> text.toUpperCase(Locale.ROOT);
    };
  }
}
