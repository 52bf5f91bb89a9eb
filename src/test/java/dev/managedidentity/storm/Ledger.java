package dev.managedidentity.storm;

import dev.managedidentity.emulator.audit.ChangeRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Who assigned what is on the scale sets, by Azure's own journal of changes. Of a user-assigned
 * identity it is the client after whose change it was there and had not been before; of a
 * system-assigned one the client whose change made its principal.
 */
final class Ledger {
  /** Undoes the changes of operations that fail; what comes back is whose it was before. */
  private static final String AZURE = "Azure";

  private static final String SYSTEM_ASSIGNED = "system-assigned ";

  private final Predicate<String> operators;
  private final Map<String, Fleet.Target> fleet;
  private final Map<String, Holdings> holdings = new HashMap<>();
  private final Map<String, Integer> changesByOperators = new HashMap<>();
  private int changesByOthers;

  /** Of one scale set: what is there, and whose everything is that ever was there. */
  private static final class Holdings {
    private final Map<String, String> assigner = new HashMap<>();
    private IdentityBlock there;

    Holdings(IdentityBlock there) {
      this.there = there;
    }
  }

  /**
   * @param operators the clients that the operator acts as
   */
  Ledger(Fleet fleet, Predicate<String> operators) {
    this.operators = operators;
    this.fleet = fleet.targets().stream().collect(Collectors.toMap(Fleet.Target::key, t -> t));
  }

  /** Takes the next change; says what the operator must not have done. */
  synchronized List<String> take(ChangeRecord change) {
    String key = change.target().toLowerCase(Locale.ROOT);
    Holdings held =
        holdings.computeIfAbsent(key, unused -> new Holdings(IdentityBlock.of(change.before())));
    IdentityBlock before = IdentityBlock.of(change.before());
    IdentityBlock after = IdentityBlock.of(change.after());
    boolean byOperator = operators.test(change.client());
    List<String> findings = new ArrayList<>();
    if (byOperator) {
      changesByOperators.merge(key, 1, Integer::sum);
      findings.addAll(removedWrongly(fleet.get(key), held, before, after, change));
    } else {
      changesByOthers++;
    }
    if (!change.client().equals(AZURE)) {
      added(before, after).forEach(item -> held.assigner.put(item, change.client()));
    }
    held.there = after;
    return findings;
  }

  private List<String> removedWrongly(
      Fleet.Target target,
      Holdings held,
      IdentityBlock before,
      IdentityBlock after,
      ChangeRecord change) {
    return added(after, before).stream()
        .filter(item -> !isOperators(held, item) && !target.isAbsent(item))
        .map(
            item ->
                "foreign identity removed: change %d, %s by %s took %s off %s, which %s had assigned"
                    .formatted(
                        change.n(),
                        change.time(),
                        change.client(),
                        item,
                        change.target(),
                        held.assigner.getOrDefault(item, "somebody before the storm")))
        .toList();
  }

  /** What the second block has and the first has not. */
  private static Set<String> added(IdentityBlock first, IdentityBlock second) {
    Set<String> added = items(second);
    added.removeAll(items(first));
    return added;
  }

  private static Set<String> items(IdentityBlock block) {
    Set<String> items = new HashSet<>(block.users());
    block.principal().ifPresent(principal -> items.add(SYSTEM_ASSIGNED + principal));
    return items;
  }

  private boolean isOperators(Holdings held, String item) {
    return operators.test(held.assigner.getOrDefault(item, ""));
  }

  /**
   * What the operator assigned and is on a scale set when nothing is declared.
   *
   * @param target key of the scale set
   */
  record Left(String target, String item, String client) {
    boolean isSystemAssigned() {
      return item.startsWith(SYSTEM_ASSIGNED);
    }

    String words() {
      return "left behind: %s is still on %s, where %s assigned it".formatted(item, target, client);
    }
  }

  /** To be asked when nothing is declared. */
  synchronized List<Left> leftBehind() {
    List<Left> left = new ArrayList<>();
    holdings.forEach(
        (target, held) ->
            items(held.there).stream()
                .filter(item -> isOperators(held, item))
                .map(item -> new Left(target, item, held.assigner.get(item)))
                .forEach(left::add));
    return left;
  }

  /** How many identities of others are on the scale sets; what was seeded is in the journal. */
  synchronized long foreign() {
    return holdings.values().stream()
        .flatMap(held -> items(held.there).stream().filter(item -> !isOperators(held, item)))
        .count();
  }

  synchronized int changesByOperators() {
    return changesByOperators.values().stream().mapToInt(Integer::intValue).sum();
  }

  synchronized int changesByOthers() {
    return changesByOthers;
  }
}
