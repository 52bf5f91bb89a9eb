package dev.managedidentity.operator;

import dev.managedidentity.api.NamespaceSelector;
import dev.managedidentity.plan.IdPattern;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import java.util.List;
import java.util.Map;

/** Whether the selector of an AzureAccess selects a namespace. Pure. */
final class NamespaceMatch {
  private NamespaceMatch() {}

  /**
   * @param labels of the namespace; empty where it is not known, which no label selector selects
   */
  static boolean selects(NamespaceSelector selector, String namespace, Map<String, String> labels) {
    boolean hasNames = selector.names != null && !selector.names.isEmpty();
    boolean hasLabels = selector.labelSelector != null && !isEmpty(selector.labelSelector);
    if (!hasNames && !hasLabels) {
      return false;
    }
    boolean isNamed =
        !hasNames
            || selector.names.stream().anyMatch(name -> new IdPattern(name).matches(namespace));
    return isNamed && (!hasLabels || matches(selector.labelSelector, labels));
  }

  private static boolean isEmpty(LabelSelector selector) {
    return matchLabels(selector).isEmpty() && expressions(selector).isEmpty();
  }

  private static boolean matches(LabelSelector selector, Map<String, String> labels) {
    return labels.entrySet().containsAll(matchLabels(selector).entrySet())
        && expressions(selector).stream().allMatch(one -> matches(one, labels));
  }

  /** As Kubernetes has it: what is not there is not in any list. */
  private static boolean matches(LabelSelectorRequirement one, Map<String, String> labels) {
    String value = labels.get(one.getKey());
    return switch (String.valueOf(one.getOperator())) {
      case "In" -> value != null && one.getValues().contains(value);
      case "NotIn" -> value == null || !one.getValues().contains(value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      default -> false;
    };
  }

  private static Map<String, String> matchLabels(LabelSelector selector) {
    return selector.getMatchLabels() == null ? Map.of() : selector.getMatchLabels();
  }

  private static List<LabelSelectorRequirement> expressions(LabelSelector selector) {
    return selector.getMatchExpressions() == null ? List.of() : selector.getMatchExpressions();
  }
}
