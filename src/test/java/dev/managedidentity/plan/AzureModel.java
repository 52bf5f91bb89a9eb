package dev.managedidentity.plan;

import dev.managedidentity.plan.IdentityPatch.Entry;
import dev.managedidentity.plan.LiveIdentity.Principal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How Azure merges the identity block of a PATCH, and what it refuses, written from its rules and
 * not from the planner: ids are plain strings here.
 *
 * <p>Stricter than Azure where the planner promises more: a null goes to attached ids only and in
 * Azure's own casing, an empty object to those not attached, and no PATCH is without effect.
 */
final class AzureModel {
  private boolean system;

  /** From lower case to the casing sent first. */
  private final Map<String, String> users = new TreeMap<>();

  /** In lower case: those whose identity was deleted and created again. */
  private final Set<String> stale = new TreeSet<>();

  AzureModel(LiveIdentity start) {
    this(start, Set.of());
  }

  AzureModel(LiveIdentity start, Set<ArmId> stale) {
    system = start.systemAssigned();
    start.userAssigned().keySet().forEach(id -> users.put(lower(id.text()), id.text()));
    stale.forEach(this::recreate);
  }

  /** What Azure answers with 400, or what the planner promised never to send. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refused(String why) {
      super(why);
    }
  }

  void patch(IdentityPatch patch) {
    List<String> assigned = new ArrayList<>();
    List<String> nulls = new ArrayList<>();
    patch
        .userAssigned()
        .forEach((id, entry) -> (entry == Entry.ASSIGN ? assigned : nulls).add(id.text()));
    patch(patch.type().text(), assigned, nulls);
  }

  void patch(String type, List<String> assigned, List<String> nulls) {
    Set<String> types = Set.of(lower(type).split(", ?"));
    boolean takesUsers = types.contains("userassigned");
    refuseBadEntries(takesUsers, assigned, nulls);
    Map<String, String> before = new HashMap<>(users);
    if (takesUsers) {
      nulls.forEach(id -> users.remove(lower(id)));
      assigned.forEach(id -> users.put(lower(id), id));
    } else {
      users.clear();
    }
    boolean systemAfter = types.contains("systemassigned");
    if (takesUsers && users.isEmpty()) {
      throw new Refused("MissingIdentityIds");
    }
    if (users.equals(before) && system == systemAfter) {
      throw new Refused("a PATCH without effect");
    }
    system = systemAfter;
    stale.retainAll(users.keySet());
  }

  private void refuseBadEntries(boolean takesUsers, List<String> assigned, List<String> nulls) {
    List<String> all = new ArrayList<>(assigned);
    all.addAll(nulls);
    if (!takesUsers && !all.isEmpty()) {
      throw new Refused("a non-UserAssigned identity type should not contain identities");
    }
    if (all.size() > 150) {
      throw new Refused("more than 150 identities");
    }
    Set<String> distinct = new TreeSet<>();
    for (String id : all) {
      if (!distinct.add(lower(id))) {
        throw new Refused("cannot be duplicated: " + id);
      }
    }
    if (!users.values().containsAll(nulls)) {
      throw new Refused("null for what is not attached, or in another casing: " + nulls);
    }
    if (assigned.stream().anyMatch(id -> users.containsKey(lower(id)))) {
      throw new Refused("assigns what is attached: " + assigned);
    }
  }

  /** Somebody else takes it away; null for the system-assigned identity. */
  void detach(ArmId subject) {
    if (subject == null) {
      system = false;
    } else {
      users.remove(lower(subject.text()));
      stale.remove(lower(subject.text()));
    }
  }

  /** Somebody deletes an identity and creates it again: what is attached is dead from then on. */
  void recreate(ArmId id) {
    if (users.containsKey(lower(id.text()))) {
      stale.add(lower(id.text()));
    }
  }

  /** In the casing of the target. */
  Set<ArmId> stale() {
    return stale.stream().map(id -> ArmId.parse(users.get(id))).collect(Collectors.toSet());
  }

  /** Somebody else puts it there. */
  void attach(ArmId subject) {
    if (subject == null) {
      system = true;
    } else {
      users.put(lower(subject.text()), subject.text());
    }
  }

  LiveIdentity live() {
    Map<ArmId, Principal> shown = new HashMap<>();
    users.forEach(
        (folded, id) ->
            shown.put(
                ArmId.parse(id),
                stale.contains(folded) ? Principal.UNKNOWN : new Principal("c", "p")));
    return new LiveIdentity(system, system ? "p" : null, system ? "t" : null, shown);
  }

  /** Whether the identity, or with null the system-assigned one, is there. */
  boolean has(ArmId subject) {
    return subject == null ? system : users.containsKey(lower(subject.text()));
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
