package dev.managedidentity.operator;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the declarations of one identity say of its tags. The names of tags are the same in any
 * casing, as in Azure; their values are not. Pure.
 */
final class Tags {
  private final Map<String, String> wanted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final Map<String, DeclaredIdentity> sayers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final Collection<String> owned = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

  /**
   * @param oldestFirst the oldest has the say where two contradict each other
   */
  Tags(List<DeclaredIdentity> oldestFirst) {
    for (DeclaredIdentity declared : oldestFirst) {
      owned.addAll(declared.status().tags);
      if (!declared.isLeaving() && declared.spec().tags != null) {
        declared
            .spec()
            .tags
            .forEach(
                (name, value) -> {
                  wanted.putIfAbsent(name, value);
                  sayers.putIfAbsent(name, declared);
                });
      }
    }
  }

  Map<String, String> wanted() {
    return wanted;
  }

  /** All that the identity is to have; empty if that is what it has. */
  Optional<Map<String, String>> change(Map<String, String> live) {
    Map<String, String> after = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    after.putAll(live);
    owned.stream().filter(name -> !wanted.containsKey(name)).forEach(after::remove);
    // Azure's own casing of a name stays, for it keeps the one that it was sent first.
    after.putAll(wanted);
    Map<String, String> before = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    before.putAll(live);
    return after.equals(before) ? Optional.empty() : Optional.of(after);
  }

  /**
   * The names that the operator has set for a declaration, or is about to: those of others, which
   * had the wanted value before, are not among them.
   *
   * @param live as they are before the change; empty where the identity is about to be made
   */
  List<String> owned(DeclaredIdentity by, Map<String, String> live) {
    Map<String, String> there = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    there.putAll(live);
    TreeSet<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    if (by.spec().tags != null) {
      by.spec().tags.keySet().stream()
          .filter(name -> owned.contains(name) || !wanted.get(name).equals(there.get(name)))
          .forEach(names::add);
    }
    // What is not declared any more stays on record until it is gone.
    by.status().tags.stream()
        .filter(name -> !wanted.containsKey(name) && there.containsKey(name))
        .forEach(names::add);
    return List.copyOf(names);
  }

  /** The older declaration that wants another value of a tag; empty if there is none. */
  Optional<String> contradiction(DeclaredIdentity by) {
    if (by.spec().tags == null || by.isLeaving()) {
      return Optional.empty();
    }
    return by.spec().tags.entrySet().stream()
        .filter(tag -> !tag.getValue().equals(wanted.get(tag.getKey())))
        .map(
            tag ->
                "Declaration %s is older and wants another value of the tag %s"
                    .formatted(sayers.get(tag.getKey()).declaration().key(), tag.getKey()))
        .findFirst();
  }
}
