package dev.managedidentity.operator;

import dev.managedidentity.azure.Answer;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.azure.Roles;
import dev.managedidentity.operator.RoleStep.Principal;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.Declaration;
import dev.managedidentity.plan.LiveRole;
import dev.managedidentity.plan.RoleClaims;
import dev.managedidentity.plan.RoleHolder;
import dev.managedidentity.plan.RoleHolder.Presence;
import dev.managedidentity.plan.RolePlan;
import dev.managedidentity.plan.RolePlan.Grant;
import dev.managedidentity.plan.RolePlan.Revocation;
import dev.managedidentity.plan.RolePlanner;
import dev.managedidentity.plan.RoleRecord;
import dev.managedidentity.plan.RoleWish;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One try at the roles of one principal. One that fails holds up no other. */
final class RoleTry {
  private static final Logger log = LoggerFactory.getLogger(RoleTry.class);

  private final Roles roles;
  private final GoneScopes gone;
  private final RoleDefinitions definitions;
  private List<Declaration> declarations;
  private RoleHolder holder = RoleHolder.UNKNOWN;
  private final Map<String, Problem> problems = new HashMap<>();
  private final List<String> mismatched = new ArrayList<>();

  /** What makes every further call in vain. */
  private Optional<Problem> shut = Optional.empty();

  RoleTry(
      Roles roles, GoneScopes gone, RoleDefinitions definitions, List<Declaration> declarations) {
    this.roles = roles;
    this.gone = gone;
    this.definitions = definitions;
    this.declarations = declarations;
  }

  /** As {@link #carryOut} left it. */
  RoleHolder holder() {
    return holder;
  }

  Map<String, Problem> problems() {
    return problems;
  }

  /** What Azure said when it asked to be left alone; empty if it did not. */
  Optional<Problem> throttled() {
    return shut.filter(problem -> problem.kind() == Kind.THROTTLED);
  }

  /** How the declarations stand by what was seen last, without a call. */
  RolePlan known(RoleHolder seen) {
    declarations = declarations.stream().map(one -> defined(one, this::remembered)).toList();
    return RolePlanner.plan(declarations, seen);
  }

  /** Reads, plans, tells what is about to be granted, grants, takes away, and plans again. */
  RolePlan carryOut(Principal principal, Consumer<RolePlan> intent) {
    // Without a principal nothing can be granted, so that no name needs to be looked up.
    Definition definition = principal.presence() == Presence.THERE ? this::asked : this::remembered;
    declarations =
        declarations.stream()
            .map(one -> defined(one, one.leaving() ? this::remembered : definition))
            .toList();
    holder = read(principal);
    RolePlan plan = RolePlanner.plan(declarations, holder);
    if (!plan.grants().isEmpty()) {
      intent.accept(plan);
    }
    List<LiveRole> live = new ArrayList<>(holder.roles());
    plan.grants().forEach(grant -> grant(grant).ifPresent(live::add));
    Set<String> revoked = new HashSet<>();
    plan.revocations().stream()
        .filter(this::revoke)
        .forEach(gone -> revoked.add(gone.record().id()));
    holder = new RoleHolder(holder.presence(), holder.principalId(), live, holder.unread());
    declarations = declarations.stream().map(one -> recorded(one, plan, revoked)).toList();
    return RolePlanner.plan(declarations, holder);
  }

  /** How the name of a role becomes the GUID of its definition; null if it cannot be told. */
  private interface Definition {
    String of(RoleWish wish);
  }

  private static Declaration defined(Declaration declaration, Definition definition) {
    List<RoleWish> wanted =
        declaration.roles().wanted().stream()
            .map(
                wish ->
                    wish.definition() != null
                        ? wish
                        : new RoleWish(wish.role(), wish.scope(), definition.of(wish)))
            .toList();
    return declaration.with(new RoleClaims(wanted, declaration.roles().owned()));
  }

  private String remembered(RoleWish wish) {
    return definitions.remembered(wish.role(), wish.scope());
  }

  private String asked(RoleWish wish) {
    return call(
            RoleOutcome.key(wish.role(), wish.scope()),
            wish.scope(),
            () -> definitions.named(wish.role(), wish.scope()))
        .orElse(null);
  }

  private RoleHolder read(Principal principal) {
    if (principal.presence() != Presence.THERE) {
      return new RoleHolder(principal.presence(), null, List.of(), Set.of());
    }
    Map<String, LiveRole> found = new TreeMap<>();
    Set<String> unread = new HashSet<>();
    for (Map.Entry<String, List<RoleWish>> scope : byScope().entrySet()) {
      RoleWish first = scope.getValue().get(0);
      Optional<List<LiveRole>> live =
          call(
              RoleOutcome.key(first.role(), first.scope()),
              first.scope(),
              () -> roles.assignments(principal.id(), first.scope()));
      live.ifPresent(list -> list.forEach(role -> found.put(role.id(), role)));
      if (live.isEmpty()) {
        unread.add(scope.getKey());
        Problem problem = problems.get(RoleOutcome.key(first.role(), first.scope()));
        scope
            .getValue()
            .forEach(wish -> problems.put(RoleOutcome.key(wish.role(), wish.scope()), problem));
      }
    }
    return new RoleHolder(Presence.THERE, principal.id(), found.values(), unread);
  }

  private Map<String, List<RoleWish>> byScope() {
    Map<String, List<RoleWish>> scopes = new TreeMap<>();
    declarations.stream()
        // A suspended one's too: what it has on record would else seem to be gone.
        .filter(one -> !one.leaving())
        .flatMap(one -> one.roles().wanted().stream())
        .forEach(
            wish ->
                scopes
                    .computeIfAbsent(ArmId.fold(wish.scope()), unused -> new ArrayList<>())
                    .add(wish));
    return scopes;
  }

  private Optional<LiveRole> grant(Grant grant) {
    Optional<LiveRole> granted = call(grant.id(), grant.id(), () -> roles.grant(grant));
    if (Optional.ofNullable(problems.get(grant.id()))
        .filter(problem -> problem.kind() == Kind.ROLE_NOT_FOUND)
        .isPresent()) {
      definitions.doubt(grant.definition());
    }
    return granted;
  }

  /**
   * Whether it is gone. With its scope it is, too, and then that is the answer; a problem of kind
   * NOT_FOUND is of a subscription that may only be out of sight.
   */
  private boolean revoke(Revocation revocation) {
    RoleRecord record = revocation.record();
    String id = record.id();
    Optional<Optional<LiveRole>> live = call(id, id, () -> roles.assignment(id));
    if (live.isEmpty()) {
      return isGoneWithItsScope(id);
    }
    if (live.get().isPresent() && !record.describes(live.get().get())) {
      log.warn(
          "{} is not the role assignment that is on record ({} for {} on {}), so it is not removed",
          id,
          record.role(),
          record.principalId(),
          record.scope());
      mismatched.add(id);
      return true;
    }
    // Of one that is not shown Azure is asked all the same: reads lag behind writes.
    return call(id, id, () -> roles.revoke(id)).isPresent() || isGoneWithItsScope(id);
  }

  private boolean isGoneWithItsScope(String id) {
    boolean isGone = GoneScopes.isGone(problems.get(id));
    if (isGone) {
      problems.remove(id);
    }
    return isGone;
  }

  /** What was on record and turned out to be another assignment: not removed, and not kept. */
  List<String> mismatched() {
    return List.copyOf(mismatched);
  }

  /** With what is on its record by now. */
  private static Declaration recorded(Declaration declaration, RolePlan plan, Set<String> revoked) {
    List<RoleRecord> owned =
        plan.shares().get(declaration.key()).rows().stream()
            .filter(row -> row.owned() && !revoked.contains(row.id()))
            .map(
                row ->
                    new RoleRecord(
                        row.role(), row.scope(), row.principalId(), row.definition(), row.id()))
            .toList();
    return declaration.with(new RoleClaims(declaration.roles().wanted(), owned));
  }

  /**
   * A call to Azure, unless an earlier answer makes it one in vain.
   *
   * @param scope an ARM id that is gone with what the call is about
   */
  private <T> Optional<T> call(String key, String scope, Supplier<Answer<T>> ask) {
    if (shut.isPresent()) {
      problems.put(key, shut.get());
      return Optional.empty();
    }
    Answer<T> answer = ask.get();
    answer.problem().ifPresent(problem -> problems.put(key, gone.explain(problem, scope)));
    shut = answer.problem().filter(problem -> shuts(problem.kind()));
    return answer.value();
  }

  private static boolean shuts(Kind kind) {
    return kind == Kind.THROTTLED || kind == Kind.UNAUTHENTICATED || kind == Kind.UNAVAILABLE;
  }
}
