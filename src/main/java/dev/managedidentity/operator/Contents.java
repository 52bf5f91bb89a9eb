package dev.managedidentity.operator;

import dev.managedidentity.azure.ComputeResource;
import dev.managedidentity.plan.ArmId;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the last list of a subscription showed of the targets that are declared.
 *
 * @param pages how many it had
 * @param at when it was begun
 */
record Contents(Map<ArmId, Sighting> seen, int pages, Instant at) {

  /** Before the first list. */
  static final Contents NONE = new Contents(Map.of(), 1, Instant.MIN);

  boolean isNone() {
    return at.equals(Instant.MIN);
  }

  /** One and the same in list after list, so that what is remembered of a target takes no room. */
  ComputeResource known(ComputeResource resource) {
    Sighting last = seen.get(resource.id());
    return last != null && last.resource().equals(resource) ? last.resource() : resource;
  }

  /** Which of these the next list shows otherwise, or does not show any more. */
  Stream<ArmId> changedIn(Contents next) {
    return seen.entrySet().stream()
        .filter(
            last -> {
              Sighting now = next.seen().get(last.getKey());
              return now == null || now.isNews(last.getValue().resource());
            })
        .map(Map.Entry::getKey);
  }
}
