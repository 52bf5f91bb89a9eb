package dev.managedidentity.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.ArrayList;
import java.util.List;

/** What an {@link AzureAccess} allows. What is left out is not allowed. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public class Allowed {
  @JsonPropertyDescription(
      "The modes that declarations may have. Removing an identity that the operator did not assign,"
          + " also by `ensure: Absent` and `systemAssigned: Disabled`, needs Authoritative.")
  @Size(max = 3)
  public List<Mode> modes = new ArrayList<>();

  @JsonPropertyDescription(
      "The scale sets and machines that declarations may be about: patterns on ids, in any casing, *"
          + " within a segment and ** across segments.")
  @Size(max = Rules.ACCESS_PATTERNS)
  @ValidationRule(
      value = Rules.ARE_ACCESS_PATTERNS,
      message = "targets" + Rules.NO_ACCESS_PATTERN,
      messageExpression = "\"targets\" + " + Rules.THE_WRONG_ACCESS_PATTERN)
  public List<String> targets = new ArrayList<>();

  @JsonPropertyDescription(
      "The user-assigned identities that may be assigned and removed: patterns.")
  @Size(max = Rules.ACCESS_PATTERNS)
  @ValidationRule(
      value = Rules.ARE_ACCESS_PATTERNS,
      message = "identities" + Rules.NO_ACCESS_PATTERN,
      messageExpression = "\"identities\" + " + Rules.THE_WRONG_ACCESS_PATTERN)
  public List<String> identities = new ArrayList<>();

  @JsonPropertyDescription(
      "The user-assigned identities that may be created, adopted, tagged and deleted: patterns.")
  @Size(max = Rules.ACCESS_PATTERNS)
  @ValidationRule(
      value = Rules.ARE_ACCESS_PATTERNS,
      message = "manageIdentities" + Rules.NO_ACCESS_PATTERN,
      messageExpression = "\"manageIdentities\" + " + Rules.THE_WRONG_ACCESS_PATTERN)
  public List<String> manageIdentities = new ArrayList<>();

  @JsonPropertyDescription("The roles that may be granted and revoked.")
  @Size(max = Rules.ACCESS_PATTERNS)
  public List<AllowedRole> roleAssignments = new ArrayList<>();

  @JsonPropertyDescription(
      "The ConfigMaps that spec.writeTo may write in the namespace: names, * for any characters.")
  @Size(max = Rules.ACCESS_NAMESPACES)
  @ValidationRule(
      value = "self.all(name, name.matches('^[a-z0-9*]([-a-z0-9.*]*[a-z0-9*])?$'))",
      message =
          "configMaps has an entry that cannot be the name of a ConfigMap: write lower-case letters,"
              + " digits, hyphens and dots, and * for any characters")
  public List<String> configMaps = new ArrayList<>();

  /** A role and where it may be granted. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public static class AllowedRole {
    @JsonPropertyDescription(
        "The role as declarations name it: its name, or the id of its definition.")
    @Required
    @Size(max = Rules.ROLE_LENGTH)
    @ValidationRule(
        value = "self.trim() != '' && !self.contains('*')",
        message =
            "role must name one role, such as Storage Blob Data Reader; write an entry for each role")
    public String role;

    @JsonPropertyDescription("Where it may be granted: a pattern on scopes.")
    @Required
    @Size(max = Rules.SCOPE_LENGTH)
    @ValidationRule(
        value = "[self].all(pattern, " + Rules.IS_ACCESS_PATTERN + ")",
        message = "scope" + Rules.NO_ACCESS_PATTERN)
    public String scope;
  }
}
