package dev.managedidentity.emulator.arm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Who may do what where. A client that was never named is Owner of everything. */
public final class Access {
  /** A role held at a scope and everything below it, as long as the scope exists. */
  public record Grant(String role, String scope) {}

  private final Map<String, Role> roles = new HashMap<>(Role.BUILT_IN);
  private final Map<String, List<Grant>> grants = new HashMap<>();
  private final Map<String, List<Grant>> assigned = new HashMap<>();
  private final List<Lock> locks = new ArrayList<>();
  private final List<DenyAssignment> denials = new ArrayList<>();
  private Predicate<String> exists = scope -> true;

  /** Grants at other scopes than these allow nothing. */
  synchronized void onlyAt(Predicate<String> existing) {
    exists = existing;
  }

  /** What was granted at a scope, or below it, goes with the scope and does not come back. */
  synchronized void scopeGone(String scope) {
    Predicate<Grant> isGone = grant -> covers(scope, grant.scope());
    grants.replaceAll((client, held) -> held.stream().filter(isGone.negate()).toList());
    assigned.values().forEach(held -> held.removeIf(isGone));
  }

  /** From now on the client may do what these grants allow and nothing else. */
  public synchronized void restrict(String client, List<Grant> granted) {
    for (Grant grant : granted) {
      if (!roles.containsKey(grant.role())) {
        throw new IllegalArgumentException(
            "the role '%s' is unknown; known are %s"
                .formatted(grant.role(), roles.keySet().stream().sorted().toList()));
      }
    }
    grants.put(client, List.copyOf(granted));
  }

  /** Makes a role that is not built in known under its name. */
  public synchronized void define(Role role) {
    roles.put(role.name(), role);
  }

  /** Gives the client with this principal a role, by the id of its definition. */
  synchronized void assign(String principal, String definition, String scope) {
    role(definition)
        .ifPresent(
            role ->
                assigned
                    .computeIfAbsent(principal.toLowerCase(Locale.ROOT), one -> new ArrayList<>())
                    .add(new Grant(role.name(), scope)));
  }

  synchronized void unassign(String principal, String definition, String scope) {
    List<Grant> held = assigned.get(principal.toLowerCase(Locale.ROOT));
    Optional<Role> role = role(definition);
    if (held != null && role.isPresent()) {
      held.remove(new Grant(role.get().name(), scope));
    }
  }

  synchronized List<Role> roles() {
    return roles.values().stream().sorted(Comparator.comparing(Role::name)).toList();
  }

  /** The role whose definition has this name or id. */
  synchronized Optional<Role> role(String definition) {
    String name = definition.substring(definition.lastIndexOf('/') + 1);
    return roles.values().stream().filter(role -> role.id().equalsIgnoreCase(name)).findFirst();
  }

  /** The locks at a scope, above it or below it. */
  synchronized List<Lock> locksAround(String scope) {
    return locks.stream()
        .filter(lock -> covers(lock.scope(), scope) || covers(scope, lock.scope()))
        .toList();
  }

  /** The deny assignments at a scope or above it, and below it unless only those are wanted. */
  synchronized List<DenyAssignment> denialsAround(String scope, boolean onlyAbove) {
    return denials.stream()
        .filter(one -> covers(one.scope(), scope) || (!onlyAbove && covers(scope, one.scope())))
        .toList();
  }

  /** Adds a lock, in the place of one of the same name at the same scope. */
  public synchronized void lock(Lock lock) {
    unlock(lock.scope(), lock.name());
    locks.add(lock);
  }

  synchronized Optional<Lock> lock(String scope, String name) {
    return locks.stream().filter(lock -> isNamed(lock, scope, name)).findFirst();
  }

  synchronized void unlock(String scope, String name) {
    locks.removeIf(lock -> isNamed(lock, scope, name));
  }

  private static boolean isNamed(Lock lock, String scope, String name) {
    return lock.scope().equalsIgnoreCase(scope) && lock.name().equalsIgnoreCase(name);
  }

  public synchronized void unlock(String scope) {
    locks.removeIf(lock -> lock.scope().equalsIgnoreCase(scope));
  }

  public synchronized void deny(DenyAssignment denial) {
    denials.add(denial);
  }

  /** Refuses unless rights, deny assignments and locks all let the caller do it. */
  synchronized void require(Caller caller, String action, String scope) {
    requireRight(caller, action, scope);
    for (DenyAssignment denial : denials) {
      if (covers(denial.scope(), scope) && denial.denies(caller, action)) {
        throw Refusals.denied(caller, action, scope, denial);
      }
    }
    String verb = action.substring(action.lastIndexOf('/') + 1);
    List<String> locked =
        locks.stream()
            .filter(lock -> lock.blocks(verb) && covers(lock.scope(), scope))
            .map(Lock::scope)
            .toList();
    if (!locked.isEmpty()) {
      throw Refusals.locked(verb, scope, locked);
    }
  }

  /** Refuses unless rights let the caller do it; locks don't lock themselves in. */
  synchronized void requireRight(Caller caller, String action, String scope) {
    if (!allows(caller, action, scope)) {
      throw Refusals.mayNot(caller, action, scope);
    }
  }

  synchronized boolean allows(Caller caller, String action, String scope) {
    return rolesAt(caller, scope).stream().anyMatch(role -> role.allows(action));
  }

  /** The roles that the caller holds at a scope or above it, one for each grant. */
  synchronized List<Role> rolesAt(Caller caller, String scope) {
    List<Grant> held = grants.get(caller.client());
    List<Grant> given =
        assigned.getOrDefault(caller.objectId().toLowerCase(Locale.ROOT), List.of());
    return held == null
        ? List.of(Role.BUILT_IN.get("Owner"))
        : Stream.concat(held.stream(), given.stream())
            .filter(grant -> covers(grant.scope(), scope) && exists.test(grant.scope()))
            .map(grant -> roles.get(grant.role()))
            .toList();
  }

  static boolean covers(String above, String below) {
    String high = above.toLowerCase(Locale.ROOT);
    String low = below.toLowerCase(Locale.ROOT);
    return high.equals("/") || low.equals(high) || low.startsWith(high + "/");
  }
}
