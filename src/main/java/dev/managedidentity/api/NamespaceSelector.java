package dev.managedidentity.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.LabelSelector;
import java.util.List;

/** Selects namespaces. */
@ValidationRule(
    value = "has(self.names) || has(self.labelSelector)",
    message =
        "selects nothing: set names, labelSelector or both; for every namespace write `names: [\"*\"]`")
@ValidationRule(
    value =
        "!has(self.labelSelector) || has(self.labelSelector.matchLabels) &&"
            + " self.labelSelector.matchLabels.size() > 0 || has(self.labelSelector.matchExpressions)"
            + " && self.labelSelector.matchExpressions.size() > 0",
    fieldPath = ".labelSelector",
    message =
        "labelSelector is empty and would select every namespace: set matchLabels or"
            + " matchExpressions; for every namespace write `names: [\"*\"]`")
@JsonInclude(JsonInclude.Include.NON_NULL)
public class NamespaceSelector {
  @JsonPropertyDescription("Names of namespaces; * stands for any characters, as in shop-*.")
  @Size(min = 1, max = Rules.ACCESS_NAMESPACES)
  @ValidationRule(
      value = "self.all(name, name.matches('^[a-z0-9*]([-a-z0-9*]*[a-z0-9*])?$'))",
      message =
          "names has an entry that is not the name of a namespace: write lower-case letters, digits"
              + " and hyphens, and * for any characters")
  public List<String> names;

  @JsonPropertyDescription("Labels of namespaces, as in every Kubernetes selector.")
  public LabelSelector labelSelector;
}
