package dev.managedidentity.examples;

import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * All there is in Azure, resource by resource.
 *
 * @param resources by folded id, what each has: in the words of {@code docs/tasks.md}, and with
 *     each word the details that it leaves out
 */
record AzureState(SortedMap<String, SortedMap<String, String>> resources) {
  /** The word for what a resource is beside what the other words tell. */
  static final String ITSELF = "itself";

  /** What Azure makes up anew each time. */
  private static final String MADE_UP =
      "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z";

  /** What a row says of these resources. */
  Set<String> words(Set<String> ids) {
    Set<String> words =
        ids.stream()
            .flatMap(id -> of(id).keySet().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    words.remove(ITSELF);
    return words;
  }

  private SortedMap<String, String> of(String id) {
    return resources.getOrDefault(AzureReading.folded(id), Collections.emptySortedMap());
  }

  /**
   * This state, but one resource has exactly these words: with the details that they have here, or
   * else there.
   */
  AzureState with(String id, Set<String> words, AzureState there) {
    SortedMap<String, String> details = new TreeMap<>();
    if (of(id).containsKey(ITSELF)) {
      details.put(ITSELF, of(id).get(ITSELF));
    }
    words.forEach(word -> details.put(word, of(id).getOrDefault(word, there.of(id).get(word))));
    SortedMap<String, SortedMap<String, String>> others = new TreeMap<>(resources);
    if (details.isEmpty()) {
      others.remove(AzureReading.folded(id));
    } else {
      others.put(AzureReading.folded(id), details);
    }
    return new AzureState(others);
  }

  /** The same without ids and times that are others in every run. */
  AzureState withoutWhatIsMadeUp() {
    SortedMap<String, SortedMap<String, String>> plain = new TreeMap<>();
    resources.forEach(
        (id, words) -> {
          SortedMap<String, String> details = new TreeMap<>(words);
          details.replaceAll((word, detail) -> detail.replaceAll(MADE_UP, "…"));
          plain.put(id, details);
        });
    return new AzureState(plain);
  }
}
