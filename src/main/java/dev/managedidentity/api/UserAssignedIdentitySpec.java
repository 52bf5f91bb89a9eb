package dev.managedidentity.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The spec of a {@link UserAssignedIdentity}. */
@ValidationRule(
    value =
        "has(self.subscriptionId) == has(oldSelf.subscriptionId)"
            + " && (!has(self.subscriptionId) || self.subscriptionId == oldSelf.subscriptionId)",
    fieldPath = ".subscriptionId",
    message =
        "subscriptionId cannot be changed, nor added or removed later" + Rules.ANOTHER_IDENTITY)
@ValidationRule(
    value = "has(self.name) == has(oldSelf.name) && (!has(self.name) || self.name == oldSelf.name)",
    fieldPath = ".name",
    message = "name cannot be changed, nor added or removed later" + Rules.ANOTHER_IDENTITY)
@JsonInclude(JsonInclude.Include.NON_NULL)
public class UserAssignedIdentitySpec {
  @JsonPropertyDescription(
      "The subscription of the resource group. Left out: the subscription of the credential. Cannot"
          + " be changed.")
  @Size(max = Rules.GUID_LENGTH)
  @ValidationRule(
      value = Rules.IS_GUID,
      message = "subscriptionId" + Rules.NO_GUID,
      messageExpression = "\"subscriptionId '\" + self + \"'" + Rules.NO_GUID + "\"")
  public String subscriptionId;

  @JsonPropertyDescription(
      "The resource group of the identity. It need not exist yet. Cannot be changed.")
  @Required
  @Size(max = Rules.GROUP_LENGTH)
  @ValidationRule(
      value = "self == oldSelf",
      message = "resourceGroup cannot be changed" + Rules.ANOTHER_IDENTITY)
  @ValidationRule(
      value = Rules.IS_GROUP,
      message = "resourceGroup" + Rules.NO_GROUP,
      messageExpression = "\"resourceGroup '\" + self + \"'" + Rules.NO_GROUP + "\"")
  public String resourceGroup;

  @JsonPropertyDescription(
      "The name of the identity. Left out: the name of this object. Cannot be changed.")
  @Size(max = Rules.IDENTITY_LENGTH)
  @ValidationRule(
      value = Rules.IS_IDENTITY_NAME,
      message =
          "name cannot be that of an identity in Azure: write 3 to 128 letters, digits, hyphens and"
              + " underscores, with a letter or digit first; it is the bare name, not the id",
      messageExpression =
          "\"name '\" + self + \"' cannot be that of an identity in Azure: write 3 to 128 letters,"
              + " digits, hyphens and underscores, with a letter or digit first; it is the bare name,"
              + " not the id\"")
  public String name;

  @JsonPropertyDescription(
      "Where a new identity is made, such as westeurope. Left out: where its resource group is.")
  @Size(max = Rules.WORD_LENGTH)
  @ValidationRule(
      value = Rules.IS_LOCATION,
      message =
          "location is none that Azure can have: write it as `az account list-locations` prints it,"
              + " such as westeurope or West Europe, or leave it out to have the identity where its"
              + " resource group is",
      messageExpression =
          "\"location '\" + self + \"' is none that Azure can have: write it as `az account"
              + " list-locations` prints it, such as westeurope or West Europe, or leave it out to have"
              + " the identity where its resource group is\"")
  public String location;

  /** Null: tags are not managed. */
  @JsonPropertyDescription(
      "Tags that the identity must have. Tags that are not named here stay as they are, save those"
          + " that this declaration set.")
  @ValidationRule(
      value = Rules.TAGS_HAVE_LEGAL_NAMES,
      message =
          "tags has a name that Azure does not take: write 1 to 512 characters, and none of < > % & ?"
              + " / and backslash",
      messageExpression =
          "\"tags: Azure does not take the name '\" + "
              + Rules.ILLEGAL_TAG_NAME
              + " + \"': write 1 to 512 characters, and none of < > % & ? / and backslash\"")
  @ValidationRule(
      value = Rules.NO_TAG_TWICE,
      message =
          "tags has two names that differ in casing only, which are one to Azure: remove one of them",
      messageExpression =
          "\"tags has two names that differ in casing only, which are one to Azure: remove one of the"
              + " two for '\" + "
              + Rules.THE_TAG_THAT_IS_TWICE
              + " + \"'\"")
  public Map<String, String> tags;

  @JsonPropertyDescription(
      "The roles that the identity must have. No role may be named twice for one scope.")
  @Size(max = Rules.ROLE_ASSIGNMENTS)
  @ValidationRule(
      value = Rules.NO_GRANT_TWICE,
      message = Rules.GRANT_TWICE,
      messageExpression = Rules.GRANT_TWICE_NAMED)
  public List<RoleAssignment> roleAssignments = new ArrayList<>();

  @JsonPropertyDescription(
      "What becomes of the identity when this declaration is deleted. Retain: it stays, with its"
          + " roles. Delete: it is deleted, with the roles that were granted for this declaration,"
          + " once nothing in the cluster declares it any more. The annotation"
          + " managedidentity.dev/deletion-policy=Retain, here or on the namespace, and the"
          + " operator's --deletion-policy=Retain prevent that.")
  @Default("Retain")
  public IdentityDeletionPolicy deletionPolicy = IdentityDeletionPolicy.Retain;

  @JsonPropertyDescription("Where the ids of the identity are written to, for workloads.")
  public WriteTo writeTo;

  /** Left out: the namespace's Secret azure-credential, else the operator's own credential. */
  @JsonPropertyDescription(
      "With whose rights Azure is asked and changed for this declaration. Left out: those of the"
          + " Secret azure-credential of this namespace; where there is none, the operator's own.")
  public CredentialReference credential;

  @JsonPropertyDescription(
      "True: nothing is changed in Azure for this declaration, not even when it is deleted.")
  @Default("false")
  public boolean suspend;
}
