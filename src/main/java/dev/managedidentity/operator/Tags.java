package dev.managedidentity.operator;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the declarations of one identity say of its tags. The names of tags are the same in any
 * casing, as in Azure; their values are not. Pure.
 */
final class Tags {
  private final Map<String, String> wanted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final Map<String, DeclaredIdentity> sayers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

  /** Those of the wanted ones that a declaration which may change something wants so. */
  private final Collection<String> pursued = names();

  /** What is on record as set by the operator, on whose ever behalf. */
  private final Collection<String> recorded = names();

  /** The same, on behalf of a declaration that may change something. */
  private final Collection<String> removable = names();

  /**
   * @param oldestFirst the oldest has the say where two contradict each other; a suspended one
   *     counts as declared and changes nothing
   */
  Tags(List<DeclaredIdentity> oldestFirst) {
    for (DeclaredIdentity declared : oldestFirst) {
      recorded.addAll(declared.status().tags);
      if (!declared.isSuspended()) {
        removable.addAll(declared.status().tags);
      }
      said(declared).forEach((name, value) -> add(declared, name, value));
    }
  }

  private void add(DeclaredIdentity declared, String name, String value) {
    wanted.putIfAbsent(name, value);
    sayers.putIfAbsent(name, declared);
    if (!declared.isSuspended() && value.equals(wanted.get(name))) {
      pursued.add(name);
    }
  }

  private static Map<String, String> said(DeclaredIdentity by) {
    return by.isLeaving() || by.spec().tags == null ? Map.of() : by.spec().tags;
  }

  private static Set<String> names() {
    return new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
  }

  private static Map<String, String> inAnyCasing(Map<String, String> tags) {
    Map<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    copy.putAll(tags);
    return copy;
  }

  /** All that the identity is to have; empty if that is what it has. */
  Optional<Map<String, String>> change(Map<String, String> live) {
    Map<String, String> after = inAnyCasing(live);
    removable.stream().filter(name -> !wanted.containsKey(name)).forEach(after::remove);
    // Azure's own casing of a name stays, for it keeps the one that it was sent first.
    pursued.forEach(name -> after.put(name, wanted.get(name)));
    return after.equals(inAnyCasing(live)) ? Optional.empty() : Optional.of(after);
  }

  /** Whether any of the change of these tags is made on behalf of this declaration. */
  boolean concerns(DeclaredIdentity by, Map<String, String> live) {
    Map<String, String> there = inAnyCasing(live);
    boolean sets =
        said(by).entrySet().stream()
            .anyMatch(
                tag ->
                    tag.getValue().equals(wanted.get(tag.getKey()))
                        && !tag.getValue().equals(there.get(tag.getKey())));
    boolean removes =
        by.status().tags.stream()
            .anyMatch(name -> !wanted.containsKey(name) && there.containsKey(name));
    return !by.isSuspended() && (sets || removes);
  }

  /**
   * The names that the operator has set for a declaration, or is about to: those of others, which
   * had the wanted value before, are not among them.
   *
   * @param live as they are before the change; empty where the identity is about to be made
   * @param mayBeSent whether the change is about to be made, or its answer was lost; else a tag
   *     that has not the wanted value was not set by the operator
   */
  List<String> owned(DeclaredIdentity by, Map<String, String> live, boolean mayBeSent) {
    Map<String, String> there = inAnyCasing(live);
    Set<String> names = names();
    for (String name : said(by).keySet()) {
      boolean isAsWanted = wanted.get(name).equals(there.get(name));
      boolean isComing = mayBeSent && !isAsWanted && pursued.contains(name);
      if (isComing || (recorded.contains(name) && (isAsWanted || mayBeSent))) {
        names.add(name);
      }
    }
    // What is not declared any more stays on record until it is gone.
    by.status().tags.stream()
        .filter(name -> !wanted.containsKey(name) && there.containsKey(name))
        .forEach(names::add);
    return List.copyOf(names);
  }

  /** The older declaration that wants another value of a tag; empty if there is none. */
  Optional<String> contradiction(DeclaredIdentity by) {
    return said(by).entrySet().stream()
        .filter(tag -> !tag.getValue().equals(wanted.get(tag.getKey())))
        .map(
            tag ->
                "Declaration %s is older and wants another value of the tag %s"
                    .formatted(sayers.get(tag.getKey()).declaration().key(), tag.getKey()))
        .findFirst();
  }
}
