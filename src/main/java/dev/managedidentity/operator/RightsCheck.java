package dev.managedidentity.operator;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.managedidentity.azure.Answer;
import dev.managedidentity.azure.MissingRights;
import dev.managedidentity.azure.MissingRights.Lack;
import dev.managedidentity.azure.Permissions;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.azure.Rights;
import dev.managedidentity.plan.ArmId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Compares what the operator may do with what a change takes, in one look: what was read once is
 * not asked for again.
 */
final class RightsCheck {
  private final Rights rights;
  private final Map<String, Optional<Permissions>> read = new HashMap<>();
  private boolean isAzureWell = true;

  RightsCheck(Rights rights) {
    this.rights = rights;
  }

  /** Scopes in one resource group on which the same is needed. */
  private record Neighbours(String group, Need need) {
    static Neighbours of(Map.Entry<ArmId, Need> needed) {
      ArmId scope = needed.getKey();
      String group =
          "/subscriptions/%s/resourceGroups/%s"
              .formatted(scope.subscriptionId(), scope.resourceGroup());
      return new Neighbours(ArmId.fold(group), needed.getValue());
    }
  }

  /**
   * What is missing.
   *
   * @param needs by scope, in the order in which they are to be told
   */
  MissingRights missing(Map<ArmId, Need> needs) {
    List<Lack> lacks = new ArrayList<>();
    Set<ArmId> sufficient = new TreeSet<>();
    needs.entrySet().stream()
        .collect(
            groupingBy(Neighbours::of, LinkedHashMap::new, mapping(Map.Entry::getKey, toList())))
        .forEach(
            (neighbours, scopes) -> {
              if (scopes.size() > 1 && isAllowed(neighbours)) {
                sufficient.addAll(scopes);
              } else {
                scopes.forEach(scope -> sort(scope, neighbours.need(), lacks, sufficient));
              }
            });
    return new MissingRights(rights.principal(), List.copyOf(lacks), sufficient);
  }

  /** What is allowed on a group is allowed on all that is in it: one request for many. */
  private boolean isAllowed(Neighbours neighbours) {
    return lacking(neighbours.group(), neighbours.need()).filter(List::isEmpty).isPresent();
  }

  private void sort(ArmId scope, Need need, List<Lack> lacks, Set<ArmId> sufficient) {
    Optional<List<String>> lacking = lacking(scope.text(), need);
    if (lacking.isPresent() && lacking.get().isEmpty()) {
      sufficient.add(scope);
    } else if (lacking.isPresent()) {
      lacks.add(new Lack(scope, need.role(), lacking.get()));
    }
  }

  /** What may not be done at a scope; empty if that cannot be told. */
  private Optional<List<String>> lacking(String scope, Need need) {
    return read.computeIfAbsent(ArmId.fold(scope), unused -> read(scope))
        .map(
            permissions ->
                need.actions().stream().filter(action -> !permissions.allow(action)).toList());
  }

  private Optional<Permissions> read(String scope) {
    if (!isAzureWell) {
      return Optional.empty();
    }
    Answer<Permissions> answer = rights.at(scope);
    isAzureWell = answer.problem().map(Problem::kind).filter(RightsCheck::isOfAll).isEmpty();
    return answer.value();
  }

  /** Whether it would be the same at every scope, so that asking on only takes time. */
  private static boolean isOfAll(Problem.Kind kind) {
    return switch (kind) {
      case UNAVAILABLE, THROTTLED, UNAUTHENTICATED -> true;
      default -> false;
    };
  }
}
