package dev.managedidentity.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One target, its declarations and an operator that can be killed after any single step: it records
 * one share, lets one released declaration go, sends one PATCH.
 *
 * <p>Beside them it keeps the truth the operator cannot see, which identities the operator put
 * there, and holds every record and every PATCH against it.
 */
final class Cluster {
  static final int NEVER = Integer.MAX_VALUE;

  final AzureModel azure;
  final Map<String, Declaration> declarations = new TreeMap<>();

  /** What the operator assigned and nobody has been given since. */
  private final Set<ArmId> ours = new HashSet<>();

  /** What was not ours and the operator took off only to assign it anew. */
  private final Set<ArmId> mended = new HashSet<>();

  Cluster(LiveIdentity start) {
    azure = new AzureModel(start);
  }

  Plan plan(Set<ArmId> setAside) {
    return Planner.plan(
        List.copyOf(declarations.values()),
        azure.live(),
        new Circumstances(true, setAside, azure.stale()));
  }

  /** Works through one plan, and is killed before the step of this number. */
  void reconcile(int killedBefore, boolean backwards, Set<ArmId> setAside) {
    Plan plan = plan(setAside);
    Declared declared = new Declared(List.copyOf(declarations.values()));
    List<Runnable> steps = new ArrayList<>();
    List<String> keys = new ArrayList<>(declarations.keySet());
    if (backwards) {
      Collections.reverse(keys);
    }
    keys.forEach(key -> steps.add(() -> record(key, plan)));
    keys.stream()
        .filter(key -> plan.shares().get(key).released())
        .forEach(key -> steps.add(() -> declarations.remove(key)));
    plan.patch().ifPresent(patch -> steps.add(() -> send(patch, declared)));
    for (int i = 0; i < steps.size() && i < killedBefore; i++) {
      steps.get(i).run();
      assertNothingIsLost();
    }
    if (killedBefore >= steps.size()) {
      assertEverybodyCarriesWhatItWants();
    }
  }

  void reconcile() {
    reconcile(NEVER, false, Set.of());
  }

  private void record(String key, Plan plan) {
    declarations.computeIfPresent(key, (k, d) -> new Told(d).recorded(plan.shares().get(k)).done());
  }

  private void send(IdentityPatch patch, Declared declared) {
    AzureModel before = new AzureModel(azure.live(), azure.stale());
    azure.patch(patch);
    for (ArmId subject : Worlds.SUBJECTS) {
      if (!before.has(subject) && azure.has(subject) && !mended.remove(subject)) {
        ours.add(subject);
      }
      if (before.has(subject) && !azure.has(subject)) {
        boolean repaired =
            subject != null
                && before.stale().contains(subject)
                && declared.end(subject) == Declared.End.THERE;
        if (!repaired) {
          assertMayBeRemoved(subject, declared);
        } else if (!ours.contains(subject)) {
          mended.add(subject);
        }
      }
    }
  }

  private void assertMayBeRemoved(ArmId subject, Declared declared) {
    boolean spared = declared.isWanted(subject) || declared.isIgnored(subject);
    boolean swept = subject != null && declared.isSwept();
    assertThat(
            declared.isRefusedByAnActingOne(subject)
                || (!spared && (swept || ours.contains(subject))))
        .as("removal of %s from %s", subject, declarations)
        .isTrue();
  }

  private void assertNothingIsLost() {
    Declared declared = new Declared(List.copyOf(declarations.values()));
    for (ArmId subject : Worlds.SUBJECTS) {
      boolean onRecord = declarations.values().stream().anyMatch(d -> owns(d, subject));
      if (!azure.has(subject)) {
        ours.remove(subject);
      } else if (!ours.contains(subject)) {
        assertThat(onRecord).as("%s, not ours, on record: %s", subject, declarations).isFalse();
      } else if (!onRecord) {
        assertThat(declared.isWanted(subject))
            .as("%s is lost: %s", subject, declarations)
            .isFalse();
        ours.remove(subject);
      }
      assertMendingIsKnown(subject, declared);
    }
  }

  private void assertMendingIsKnown(ArmId subject, Declared declared) {
    boolean onRecord = declarations.values().stream().anyMatch(d -> mends(d, subject));
    if (azure.has(subject)) {
      mended.remove(subject);
    } else if (mended.contains(subject) && !onRecord) {
      assertThat(declared.isWanted(subject))
          .as("nobody knows that %s was there before: %s", subject, declarations)
          .isFalse();
      mended.remove(subject);
    }
  }

  private void assertEverybodyCarriesWhatItWants() {
    Declared declared = new Declared(List.copyOf(declarations.values()));
    for (ArmId subject : ours) {
      for (Declaration declaration : declarations.values()) {
        assertThat(owns(declaration, subject) || !declared.wants(declaration, subject))
            .as("%s carries %s", declaration, subject)
            .isTrue();
      }
    }
    for (ArmId subject : mended) {
      for (Declaration declaration : declarations.values()) {
        assertThat(mends(declaration, subject) || !declared.wants(declaration, subject))
            .as("%s knows that %s was there before", declaration, subject)
            .isTrue();
      }
    }
  }

  /** Somebody else assigns it; left alone while a record names it, since nobody could tell. */
  void attachByOthers(ArmId subject) {
    if (!azure.has(subject) && declarations.values().stream().noneMatch(d -> owns(d, subject))) {
      azure.attach(subject);
    }
  }

  /** Left alone while a record says that the operator means to take it off and assign it anew. */
  void detachByOthers(ArmId subject) {
    if (declarations.values().stream().noneMatch(d -> mends(d, subject))) {
      azure.detach(subject);
      ours.remove(subject);
    }
  }

  boolean isAnythingOursLeft() {
    return ours.stream().anyMatch(azure::has);
  }

  private static boolean mends(Declaration declaration, ArmId subject) {
    return subject != null && declaration.mending().contains(subject);
  }

  static boolean owns(Declaration declaration, ArmId subject) {
    return subject == null
        ? declaration.ownsSystemAssigned()
        : declaration.owned().contains(subject);
  }
}
