package dev.managedidentity.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;

/** The spec of an {@link AzureAccess}. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class AzureAccessSpec {
  @JsonPropertyDescription(
      "The namespaces that are allowed what follows: by name, by label, or by both, which narrow each"
          + " other.")
  @Required
  public NamespaceSelector namespaceSelector;

  @JsonPropertyDescription(
      "With which credential the namespaces may act. Operator: the operator's own. Namespace: a Secret"
          + " of the namespace, never the operator's own. Any: a Secret of the namespace where there is"
          + " one, else the operator's own.")
  @Default("Operator")
  public CredentialSource credential = CredentialSource.Operator;

  @JsonPropertyDescription("What the namespaces may do. What is left out is not allowed.")
  @Required
  public Allowed allowed;

  /** Whose credential a namespace may act with. */
  public enum CredentialSource {
    Operator,
    Namespace,
    Any
  }
}
