package dev.managedidentity.operator;

import dev.managedidentity.api.Ensure;
import dev.managedidentity.api.Mode;
import dev.managedidentity.azure.ComputeResource;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.Circumstances;
import dev.managedidentity.plan.Declaration;
import dev.managedidentity.plan.Plan;
import dev.managedidentity.plan.Planner;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is to be changed of a target as it was seen, with all that is known besides. */
final class Planning {
  private final ArmId id;
  private final Target target;
  private final Look.Tools tools;
  private final Instant now;
  private final List<Declared> declared;

  Planning(ArmId id, Target target, Look.Tools tools, Instant now, List<Declared> declared) {
    this.id = id;
    this.target = target;
    this.tools = tools;
    this.now = now;
    this.declared = declared;
  }

  /** Who the declared identities on it are. */
  Identification identify(ComputeResource live) {
    return Identification.of(live, declared, tools.known(), tools.settings().syncPeriod());
  }

  /** Whether anything is ever to be changed of it. */
  boolean mayChange() {
    return declared.stream()
        .map(Declared::declaration)
        .anyMatch(one -> one.mode() != Mode.Observe && !one.suspended());
  }

  Set<ArmId> wantedAndNotThere(ComputeResource live) {
    Set<ArmId> wanted = new TreeSet<>();
    for (Declared one : declared) {
      one.declaration()
          .userAssigned()
          .forEach(
              (identity, ensure) -> {
                if (ensure == Ensure.Assigned) {
                  wanted.add(identity);
                }
              });
    }
    wanted.removeAll(live.identity().userAssigned().keySet());
    return wanted;
  }

  /** Which identities it must be planned without just now. */
  Map<ArmId, Aside> setAside(Identification who) {
    Map<ArmId, Aside> setAside = new TreeMap<>();
    who.gone().forEach(gone -> setAside.put(gone, Aside.gone(gone, id)));
    target
        .isolation()
        .at(now)
        .forEach(
            (identity, problem) -> setAside.put(identity, Aside.refused(identity, problem, id)));
    declared.forEach(
        one ->
            one.names()
                .waiting()
                .forEach(
                    (identity, why) -> {
                      // Another declaration may know that it is there.
                      if (declared.stream().noneMatch(other -> other.vouchesFor(identity))) {
                        setAside.put(identity, Aside.waiting(why));
                      }
                    }));
    return setAside;
  }

  /** The plan for a target as it is. */
  Plan of(ComputeResource live, Identification who, Set<ArmId> setAside) {
    List<Declaration> declarations = declared.stream().map(one -> one.declarationOf(live)).toList();
    Set<ArmId> stale = target.repairs().worthwhile(who.stale(live, declared), live.identity());
    Circumstances circumstances =
        new Circumstances(!live.flexible(), setAside, stale, live.managedGroup());
    return Planner.plan(declarations, live.identity(), circumstances);
  }

  /** Whether there is anything to change, as far as this shows. */
  boolean isToBeChanged(ComputeResource live) {
    Identification who = identify(live);
    return of(live, who, setAside(who).keySet()).patch().isPresent();
  }
}
