package dev.managedidentity.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.ArrayList;
import java.util.List;

/** Which namespaces an {@link AzureAccess} selects. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public class AzureAccessStatus {
  public static final int MOST_SHARED_NAMESPACES = Rules.ACCESS_SHARED_NAMESPACES;

  @JsonPropertyDescription("The metadata.generation that this status speaks of.")
  public Long observedGeneration;

  @JsonPropertyDescription("How many namespaces it selects.")
  public Integer namespaces;

  /**
   * Admission evaluates one AzureAccess at a time and cannot add two up, so it leaves what concerns
   * these namespaces to the operator.
   */
  @JsonPropertyDescription(
      "The selected namespaces that another AzureAccess selects, too. For these, what is allowed adds"
          + " up: the operator alone decides, not admission.")
  @Size(max = Rules.ACCESS_SHARED_NAMESPACES)
  public List<String> sharedNamespaces = new ArrayList<>();
}
