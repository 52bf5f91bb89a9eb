package dev.managedidentity.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The spec of a {@link UserAssignedIdentity}. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public class UserAssignedIdentitySpec {
  @JsonPropertyDescription(
      "The subscription of the resource group. Left out: the subscription of the credential. Cannot"
          + " be changed.")
  @Size(max = Rules.GUID_LENGTH)
  public String subscriptionId;

  @JsonPropertyDescription(
      "The resource group of the identity. It need not exist yet. Cannot be changed.")
  @Required
  @Size(max = Rules.GROUP_LENGTH)
  public String resourceGroup;

  @JsonPropertyDescription(
      "The name of the identity. Left out: the name of this object. Cannot be changed.")
  @Size(max = Rules.IDENTITY_LENGTH)
  public String name;

  @JsonPropertyDescription(
      "Where a new identity is made, such as westeurope. Left out: where its resource group is.")
  @Size(max = Rules.WORD_LENGTH)
  public String location;

  /** Null: tags are not managed. */
  @JsonPropertyDescription(
      "Tags that the identity must have. Tags that are not named here stay as they are, save those"
          + " that this declaration set.")
  public Map<String, String> tags;

  @JsonPropertyDescription("The roles that the identity must have.")
  @Size(max = Rules.ROLE_ASSIGNMENTS)
  public List<RoleAssignment> roleAssignments = new ArrayList<>();

  @JsonPropertyDescription(
      "What becomes of the identity when this declaration is deleted. Retain: it stays, with its"
          + " roles. Delete: it is deleted, with the roles that were granted for this declaration,"
          + " once nothing in the cluster declares it any more.")
  @Default("Retain")
  public IdentityDeletionPolicy deletionPolicy = IdentityDeletionPolicy.Retain;

  @JsonPropertyDescription("Where the ids of the identity are written to, for workloads.")
  public WriteTo writeTo;

  @JsonPropertyDescription(
      "True: nothing is changed in Azure for this declaration, not even when it is deleted.")
  @Default("false")
  public boolean suspend;
}
