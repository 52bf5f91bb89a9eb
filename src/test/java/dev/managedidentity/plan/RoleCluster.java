package dev.managedidentity.plan;

import static dev.managedidentity.plan.AzureRoles.lower;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.DeletionPolicy;
import dev.managedidentity.api.Mode;
import dev.managedidentity.plan.RoleHolder.Presence;
import dev.managedidentity.plan.RolePlan.Grant;
import dev.managedidentity.plan.RolePlan.Row;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One principal that may be replaced, its declarations, and an operator that can be killed after
 * any single step: it records one share, lets one released declaration go, makes one grant, takes
 * one away, takes one off one record.
 *
 * <p>Beside them it keeps the truth the operator cannot see, which grants are its own.
 */
final class RoleCluster {
  final AzureRoles azure = new AzureRoles();
  final Map<String, Declaration> declarations = new TreeMap<>();
  String principal = "p1";

  /** The ids, in lower case, of what the operator granted and has not given up. */
  private final Set<String> ours = new HashSet<>();

  /**
   * What the operator gets to see.
   *
   * @param target whether it learns who the principal is
   * @param lookup whether it can look up roles by their names
   * @param unread folded scopes of which it cannot read the assignments
   */
  record Sight(boolean target, boolean lookup, Set<String> unread) {
    static final Sight CLEAR = new Sight(true, true, Set.of());
  }

  private record Step(Declaration of, Runnable action) {}

  RolePlan plan(Sight sight) {
    return RolePlanner.plan(seen(sight), holder(sight));
  }

  private List<Declaration> seen(Sight sight) {
    return declarations.values().stream()
        .map(d -> sight.lookup() ? d : new Told(d).roles(withoutLookup(d.roles())).done())
        .toList();
  }

  private static RoleClaims withoutLookup(RoleClaims claims) {
    return new RoleClaims(
        claims.wanted().stream()
            .map(w -> w.role().startsWith("/") ? w : new RoleWish(w.role(), w.scope(), null))
            .toList(),
        claims.owned());
  }

  private RoleHolder holder(Sight sight) {
    if (!sight.target()) {
      return RoleHolder.UNKNOWN;
    }
    if (principal == null) {
      return RoleHolder.NONE;
    }
    Set<String> scopes = new HashSet<>();
    declarations.values().forEach(d -> d.roles().wanted().forEach(w -> scopes.add(w.scope())));
    List<LiveRole> shown =
        azure.all().stream()
            .filter(
                role ->
                    role.principalId().equals(principal)
                        && scopes.stream().anyMatch(s -> s.equalsIgnoreCase(role.scope()))
                        && !sight.unread().contains(lower(role.scope())))
            .toList();
    return new RoleHolder(Presence.THERE, principal, shown, sight.unread());
  }

  /** Works through one plan, and is killed before the step of this number. */
  void reconcile(int killedBefore, boolean backwards, Sight sight) {
    RolePlan plan = plan(sight);
    List<Step> steps = new ArrayList<>();
    List<Declaration> told = new ArrayList<>(declarations.values());
    if (backwards) {
      Collections.reverse(told);
    }
    told.forEach(d -> steps.add(new Step(d, () -> record(d.key(), plan))));
    told.stream()
        .filter(d -> plan.shares().get(d.key()).released())
        .forEach(d -> steps.add(new Step(d, () -> declarations.remove(d.key()))));
    plan.grants().forEach(grant -> steps.add(new Step(null, () -> grant(grant))));
    for (RolePlan.Revocation revocation : plan.revocations()) {
      String id = revocation.record().id();
      steps.add(new Step(null, () -> revoke(id)));
      told.forEach(d -> steps.add(new Step(null, () -> forget(d.key(), id))));
    }
    for (int i = 0; i < steps.size() && i < killedBefore; i++) {
      steps.get(i).action().run();
      assertNothingIsLost(steps.get(i).of());
    }
    if (killedBefore >= steps.size()) {
      assertEverybodyCarriesWhatItWants(sight);
    }
  }

  private void record(String key, RolePlan plan) {
    List<RoleRecord> owned =
        plan.shares().get(key).rows().stream()
            .filter(Row::owned)
            .map(
                row ->
                    new RoleRecord(
                        row.role(), row.scope(), row.principalId(), row.definition(), row.id()))
            .toList();
    declarations.computeIfPresent(
        key, (k, d) -> new Told(d).roles(new RoleClaims(d.roles().wanted(), owned)).done());
  }

  private void grant(Grant grant) {
    azure.grant(grant);
    ours.add(lower(grant.id()));
  }

  private void revoke(String id) {
    assertThat(ours.contains(lower(id)) || !azure.has(id))
        .as("takes what is ours: %s", id)
        .isTrue();
    azure.revoke(id);
    ours.remove(lower(id));
  }

  private void forget(String key, String id) {
    declarations.computeIfPresent(
        key,
        (k, d) ->
            new Told(d)
                .roles(
                    new RoleClaims(
                        d.roles().wanted(),
                        d.roles().owned().stream()
                            .filter(record -> !record.id().equalsIgnoreCase(id))
                            .toList()))
                .done());
  }

  private void assertNothingIsLost(Declaration stepped) {
    for (LiveRole role : azure.all()) {
      boolean onRecord = declarations.values().stream().anyMatch(d -> owns(d, role.id()));
      if (!ours.contains(lower(role.id()))) {
        assertThat(onRecord).as("%s, not ours, on record: %s", role, declarations).isFalse();
      } else if (!onRecord) {
        assertThat(stepped != null && mayGiveUp(stepped))
            .as("%s is lost by %s: %s", role, stepped, declarations)
            .isTrue();
        ours.remove(lower(role.id()));
      }
    }
  }

  /** A leaving one that retains, that is suspended or that only observes takes nothing along. */
  private static boolean mayGiveUp(Declaration d) {
    return d.leaving()
        && (d.deletionPolicy() == DeletionPolicy.Retain
            || d.suspended()
            || d.mode() == Mode.Observe);
  }

  private void assertEverybodyCarriesWhatItWants(Sight sight) {
    for (LiveRole role : azure.all()) {
      for (Declaration d : declarations.values()) {
        boolean wants = counts(d) && means(d, role, sight);
        assertThat(!ours.contains(lower(role.id())) || !wants || owns(d, role.id()))
            .as("%s carries %s", d, role)
            .isTrue();
      }
    }
  }

  /** Whether a declaration is about this very assignment, as far as the operator can see. */
  private boolean means(Declaration d, LiveRole role, Sight sight) {
    return sight.target()
        && role.principalId().equals(principal)
        && d.roles().wanted().stream()
            .filter(wish -> sight.lookup() || wish.role().startsWith("/"))
            .anyMatch(wish -> isLike(wish, role));
  }

  private static boolean isLike(RoleWish wish, LiveRole role) {
    return wish.definition().equals(role.definition())
        && wish.scope().equalsIgnoreCase(role.scope());
  }

  private static boolean counts(Declaration d) {
    return d.mode() != Mode.Observe && !d.leaving();
  }

  static boolean owns(Declaration declaration, String id) {
    return declaration.roles().owned().stream().anyMatch(r -> r.id().equalsIgnoreCase(id));
  }

  /** Somebody else grants it; not under an id that a record names, since nobody could tell. */
  void grantByOthers(RoleWish wish, boolean underOurId) {
    if (principal == null) {
      return;
    }
    String ourId = RoleIds.grant(principal, wish.definition(), wish.scope());
    String id = underOurId ? ourId : ourId + "-by-others";
    LiveRole role = new LiveRole(id, principal, wish.definition(), wish.scope());
    if (!azure.hasLike(role) && declarations.values().stream().noneMatch(d -> owns(d, id))) {
      azure.put(role);
    }
  }

  void revokeByOthers(int which) {
    List<LiveRole> all = azure.all();
    if (!all.isEmpty()) {
      String id = all.get(which % all.size()).id();
      azure.revoke(id);
      ours.remove(lower(id));
    }
  }

  void assertWhatIsWantedIsThere() {
    for (Declaration d : declarations.values()) {
      if (counts(d) && !d.suspended() && principal != null) {
        for (RoleWish wish : d.roles().wanted()) {
          assertThat(azure.all())
              .as("%s of %s", wish, declarations)
              .anyMatch(role -> role.principalId().equals(principal) && isLike(wish, role));
        }
      }
    }
  }

  /** Of ours, only what is wanted of this principal, or what nobody may take away just now. */
  void assertNothingIsLeftOver() {
    for (LiveRole role : azure.all()) {
      boolean wanted =
          declarations.values().stream().anyMatch(d -> counts(d) && means(d, role, Sight.CLEAR));
      boolean held =
          declarations.values().stream()
              .filter(d -> owns(d, role.id()))
              .allMatch(d -> d.suspended() || d.mode() == Mode.Observe);
      assertThat(!ours.contains(lower(role.id())) || wanted || held)
          .as("%s is left over: %s", role, declarations)
          .isTrue();
    }
  }

  boolean isAnythingOursLeft() {
    return ours.stream().anyMatch(azure::has);
  }
}
