package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.azure.OperationState.Phase;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.Declaration;
import dev.managedidentity.plan.IdentityPatch;
import dev.managedidentity.plan.IdentityPatch.Entry;
import dev.managedidentity.plan.IdentityType;
import dev.managedidentity.plan.LiveIdentity;
import dev.managedidentity.plan.LiveIdentity.Principal;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * One target in a world where anything happens, and beside it the truth that the operator cannot
 * see: what it put there itself. Every PATCH and every record is held against that.
 */
final class RandomLife {
  static final List<String> NAMES = List.of("a", "b", "c", "d", "e");

  /** The identities, and null for the system-assigned one. */
  static final List<ArmId> SUBJECTS =
      Stream.concat(NAMES.stream().map(LoopHarness::identity), Stream.of((ArmId) null)).toList();

  final LoopHarness loop;

  /** What the operator assigned and nobody has taken off since. */
  private final Set<ArmId> ours = new HashSet<>();

  /** What was not ours and the operator took off only to assign it anew. */
  private final Set<ArmId> mended = new HashSet<>();

  private LiveIdentity seen;
  private int stepsToLive = Integer.MAX_VALUE;
  private Runnable rival = () -> {};

  RandomLife(ArmId target) {
    loop = new LoopHarness(target);
    NAMES.forEach(name -> loop.identities.put(LoopHarness.identity(name), "here", Map.of()));
    loop.azure.beforePatch = this::beforePatch;
    loop.azure.step = this::step;
    loop.cluster.beforeWrite = unused -> step();
  }

  DeclaredLife declared() {
    return new DeclaredLife(
        loop.cluster.declarations(loop.target()).stream().map(Declared::declaration).toList());
  }

  boolean isThere(ArmId subject) {
    return has(loop.azure.live, subject);
  }

  private static boolean has(LiveIdentity live, ArmId subject) {
    return subject == null ? live.systemAssigned() : live.userAssigned().containsKey(subject);
  }

  /** The process is killed at its so-manieth step from now on. */
  void killAt(int step) {
    stepsToLive = step;
  }

  /** Does something between the operator's reading and its writing. */
  void betweenReadAndWrite(Runnable does) {
    rival = does;
  }

  private void beforePatch() {
    Runnable once = rival;
    rival = () -> {};
    once.run();
    seen = loop.azure.live;
  }

  private void step() {
    if (seen != null && !seen.equals(loop.azure.live)) {
      LiveIdentity before = seen;
      seen = null;
      patched(before);
    }
    if (stepsToLive-- == 0) {
      throw new IllegalStateException("killed");
    }
  }

  private void patched(LiveIdentity before) {
    DeclaredLife declared = declared();
    for (ArmId subject : SUBJECTS) {
      if (has(before, subject) && !isThere(subject)) {
        removed(subject, before, declared);
      } else if (!has(before, subject) && isThere(subject) && !mended.remove(subject)) {
        assertThat(declared.isOwnedOnRecord(subject)).as("%s on record", subject).isTrue();
        ours.add(subject);
      }
    }
  }

  private void removed(ArmId subject, LiveIdentity before, DeclaredLife declared) {
    boolean mine = ours.remove(subject);
    boolean repair =
        subject != null
            && Principal.UNKNOWN.equals(before.userAssigned().get(subject))
            && declared.end(subject) == DeclaredLife.End.THERE;
    if (repair && !mine) {
      mended.add(subject);
    }
    boolean allowed =
        repair || declared.mayTakeForeign(subject) || (mine && declared.mayTakeOurs(subject));
    assertThat(allowed).as("removal of %s, ours: %s, %s", subject, mine, declared).isTrue();
  }

  /** One look, which may end in a kill; says when the next is due. */
  Duration look() {
    forget(declared().thatStay());
    seen = null;
    // Every other time others wait to be looked at, too.
    loop.isCrowded = !loop.isCrowded;
    try {
      return loop.look().orElse(LoopHarness.PERIOD);
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("killed");
      loop.restart();
      return Duration.ZERO;
    } finally {
      stepsToLive = Integer.MAX_VALUE;
    }
  }

  /** Records that go with their declarations are lost by what was declared, by nobody's mistake. */
  private void forget(DeclaredLife left) {
    ours.removeIf(subject -> !left.isOwnedOnRecord(subject));
    mended.removeIf(subject -> !left.isMendingOnRecord(subject));
  }

  /** Holds the records against the truth. */
  void assertRecordsAreTrue() {
    DeclaredLife declared = declared();
    if (isOwnerUnknown()) {
      // The answer to the PATCH was lost, and the status says what that means.
      ours.remove(null);
    }
    for (ArmId subject : SUBJECTS) {
      boolean onRecord = declared.isOwnedOnRecord(subject);
      if (isThere(subject) && onRecord && (subject != null || isPrincipalRecorded())) {
        assertThat(ours).as("on record as ours: %s", declared).contains(subject);
      }
      if ((ours.contains(subject) && !onRecord)
          || (mended.contains(subject) && !declared.isMendingOnRecord(subject))) {
        assertThat(declared.isWanted(subject)).as("%s lost: %s", subject, declared).isFalse();
      }
    }
    forget(declared);
  }

  /** Whether the system-assigned identity that is there is the one on record. */
  private boolean isPrincipalRecorded() {
    return loop.cluster.declarations(loop.target()).stream()
        .map(one -> one.status().systemAssigned)
        .anyMatch(one -> one != null && one.owned && isLive(one.principalId));
  }

  private boolean isLive(String principalId) {
    return loop.azure.live.principalId().equalsIgnoreCase(principalId);
  }

  private boolean isOwnerUnknown() {
    return loop.cluster.declarations(loop.target()).stream()
        .map(Declared::status)
        .anyMatch(one -> one.systemAssigned != null && one.systemAssigned.message != null);
  }

  /** Everybody who wants what the operator put there has it on record. */
  void assertOwnershipIsExact() {
    DeclaredLife declared = declared();
    for (ArmId subject : SUBJECTS) {
      for (Declaration one : declared.declarations()) {
        boolean owned = DeclaredLife.owns(one, subject);
        if (owned && !declared.isIdle()) {
          assertThat(ours).as("owned by %s", one).contains(subject);
        }
        if (!declared.isIdle() && ours.contains(subject) && DeclaredLife.wants(one, subject)) {
          assertThat(owned).as("%s has %s on record", one, subject).isTrue();
        }
      }
    }
  }

  /**
   * Others put a subject there. Not a user-assigned one that a record names, since then nothing
   * tells whose it is; the principal of a system-assigned one does.
   */
  void attachByOthers(ArmId subject) {
    boolean can = subject == null || !loop.azure.bad.containsKey(subject);
    boolean isTold = subject == null || !declared().isOwnedOnRecord(subject);
    if (can && !isThere(subject) && isTold) {
      loop.azure.othersPatch(patch(subject, true));
      mended.remove(subject);
    }
  }

  /** Left alone while a record says that the operator itself takes it off to assign it anew. */
  void detachByOthers(ArmId subject) {
    if (isThere(subject) && !declared().isMendingOnRecord(subject)) {
      loop.azure.othersPatch(patch(subject, false));
      ours.remove(subject);
    }
  }

  private IdentityPatch patch(ArmId subject, boolean there) {
    LiveIdentity live = loop.azure.live;
    Set<ArmId> users = new TreeSet<>(live.userAssigned().keySet());
    Map<ArmId, Entry> entries = new TreeMap<>();
    if (subject != null) {
      entries.put(subject, there ? Entry.ASSIGN : Entry.REMOVE);
      users.add(subject);
      users.removeIf(id -> !there && id.equals(subject));
    }
    boolean system = subject == null ? there : live.systemAssigned();
    IdentityType type = IdentityType.of(system, !users.isEmpty());
    return new IdentityPatch(type, type.hasUserAssigned() ? entries : Map.of());
  }

  void deleteIdentity(String name) {
    ArmId id = LoopHarness.identity(name);
    loop.identities.remove(id);
    loop.azure.leaveStale(id);
    loop.azure.bad.put(id, Problem.Kind.IDENTITY_NOT_FOUND);
  }

  void remakeIdentity(String name) {
    loop.azure.bad.remove(LoopHarness.identity(name));
    loop.remake(name);
  }

  /** The next operation breaks, though what it was to change is changed. */
  void failOperation() {
    loop.azure.operationStates.add(FakeCompute.state(Phase.FAILED));
  }

  /** Nobody does anything any more, all identities are there, and hours go by. */
  void becomeCalm() {
    rival = () -> {};
    seen = null;
    loop.azure.readProblems.clear();
    loop.azure.patchProblems.clear();
    loop.azure.pollProblems.clear();
    loop.azure.operationStates.clear();
    loop.azure.losesAnswers = false;
    loop.azure.provisioningState = "Succeeded";
    NAMES.stream()
        .filter(name -> loop.identities.get(LoopHarness.identity(name)) == null)
        .forEach(this::remakeIdentity);
    loop.azure.bad.clear();
    forget(declared().thatStay());
    Map<ArmId, Boolean> due = new HashMap<>();
    SUBJECTS.forEach(subject -> due.put(subject, due(subject)));
    loop.run(Duration.ofHours(8));
    SUBJECTS.forEach(
        subject -> assertThat(isThere(subject)).as("%s", subject).isEqualTo(due.get(subject)));
    assertReferencesAreGood();
  }

  private boolean due(ArmId subject) {
    DeclaredLife.End end = declared().thatStay().end(subject);
    return end == DeclaredLife.End.AS_IT_WAS ? isThere(subject) : end == DeclaredLife.End.THERE;
  }

  private void assertReferencesAreGood() {
    DeclaredLife declared = declared();
    SUBJECTS.stream()
        .filter(Objects::nonNull)
        .filter(id -> declared.end(id) == DeclaredLife.End.THERE)
        .forEach(
            id ->
                assertThat(loop.azure.live.userAssigned().get(id).principalId())
                    .as("whom the reference to %s is to", id)
                    .isEqualTo(loop.identities.get(id).principalId()));
  }

  void assertQuiet() {
    int patches = loop.azure.patches;
    int writes = loop.cluster.statusWrites;
    List<String> events = List.copyOf(loop.cluster.events);
    loop.run(LoopHarness.PERIOD.multipliedBy(10));
    assertThat(loop.azure.patches).as("PATCHes").isEqualTo(patches);
    // Of nothing but when it was seen so: a sign of life each ten minutes.
    assertThat(loop.cluster.statusWrites - writes)
        .as("status writes")
        .isLessThanOrEqualTo(declared().declarations().size());
    assertThat(loop.cluster.events).isEqualTo(events);
  }
}
