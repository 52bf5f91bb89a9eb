package dev.managedidentity.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.ArrayList;
import java.util.List;

/**
 * What a declaration says about the identity block of its target, whatever kind of target it is.
 */
@ValidationRule(
    value =
        "(has(self.mode) && self.mode == 'Authoritative') || has(self.systemAssigned)"
            + " || (has(self.userAssigned) && self.userAssigned.size() > 0)"
            + " || (has(self.roleAssignments) && self.roleAssignments.size() > 0)"
            + " || has(self.legacyExtension)",
    message =
        "nothing is declared: set systemAssigned to Enabled or Disabled, name an identity in"
            + " userAssigned or a role in roleAssignments, or set legacyExtension; to take away what"
            + " this declaration assigned, delete it")
@ValidationRule(
    value = "!has(self.mode) || self.mode != 'Authoritative' || has(self.userAssigned)",
    message =
        "mode Authoritative without userAssigned would remove every user-assigned identity of the"
            + " target: list in userAssigned what must stay, or write `userAssigned: []` if none"
            + " must")
@ValidationRule(
    value =
        "!has(self.systemAssigned) || self.systemAssigned != 'Disabled'"
            + " || !has(self.roleAssignments) || self.roleAssignments.size() == 0",
    fieldPath = ".roleAssignments",
    message =
        "roleAssignments are for the system-assigned identity, and systemAssigned is Disabled: set"
            + " it to Enabled, leave it out if others switch it on, or remove roleAssignments; to give"
            + " a role to a user-assigned identity, use UserAssignedIdentity")
@JsonInclude(JsonInclude.Include.NON_NULL)
public abstract class IdentitySpec {
  @JsonPropertyDescription(
      "How far the declaration reaches. Observe: changes nothing, the status shows what would be"
          + " changed. Additive: touches only what it names and what it assigned itself."
          + " Authoritative: also removes user-assigned identities that no declaration names, save"
          + " those that ignore matches.")
  @Default("Additive")
  public Mode mode = Mode.Additive;

  /** Left out: the system-assigned identity is not managed. */
  @JsonPropertyDescription(
      "Whether the target must have a system-assigned identity. Left out: it is not managed and"
          + " stays as it is.")
  public SystemAssigned systemAssigned;

  @JsonPropertyDescription(
      "The user-assigned identities that the target must have or must not have. No identity may be"
          + " named twice.")
  @Size(max = Rules.USER_ASSIGNED)
  @ValidationRule(
      value = Rules.NO_ID_TWICE,
      message =
          "userAssigned names an identity twice (ids that differ in casing only are one identity):"
              + " remove one of the two entries",
      messageExpression =
          "\"userAssigned names an identity twice (ids that differ in casing only are one identity):"
              + " remove one of the two entries for \" + "
              + Rules.THE_ID_THAT_IS_TWICE)
  public List<UserAssigned> userAssigned = new ArrayList<>();

  /** Globs on identity ids; Authoritative never removes what matches one. */
  @JsonPropertyDescription(
      "Patterns on whole identity ids, in any casing: * stands for any characters, / too, and ? for"
          + " one. What matches is never removed for not being declared; only `ensure: Absent`"
          + " removes it.")
  @Size(max = Rules.PATTERNS)
  @ValidationRule(
      value = "self.all(pattern, pattern.trim() != '')",
      message =
          "ignore has an empty pattern: remove it, or write one such as '*/Built-In-Identity-*'")
  @ValidationRule(
      value = "self.all(pattern, " + Rules.CAN_MATCH + ")",
      message =
          "ignore has a pattern that can match nothing, since a pattern is for the whole id, which"
              + " begins with /: begin it with *, as in '*/Built-In-Identity-*'",
      messageExpression =
          "\"ignore: the pattern '\" + self.filter(pattern, !("
              + Rules.CAN_MATCH
              + "))[0] + \"' can match nothing, since a pattern is for the whole id, which begins with"
              + " /: begin it with *, as in '*/Built-In-Identity-*'\"")
  public List<String> ignore = new ArrayList<>();

  @JsonPropertyDescription(
      "The roles that the system-assigned identity of the target must have. No role may be named"
          + " twice for one scope.")
  @Size(max = Rules.ROLE_ASSIGNMENTS)
  @ValidationRule(
      value = Rules.NO_GRANT_TWICE,
      message = Rules.GRANT_TWICE,
      messageExpression = Rules.GRANT_TWICE_NAMED)
  public List<RoleAssignment> roleAssignments = new ArrayList<>();

  /** Left out: the extension is not managed. */
  @JsonPropertyDescription(
      "The managed identity extension, for software that still asks it for tokens. Left out: it is"
          + " not managed and stays as it is.")
  public LegacyExtension legacyExtension;

  /** Left out: what the namespace's annotation says, else the operator. */
  @JsonPropertyDescription(
      "What becomes of what the declaration assigned when it is deleted. Remove: it is removed,"
          + " save what another declaration wants. Retain: it stays on the target. Left out: the"
          + " annotation managedidentity.dev/deletion-policy of the namespace decides, else the"
          + " operator's --deletion-policy, which is Remove by default.")
  public DeletionPolicy deletionPolicy;

  /** Left out: the namespace's Secret azure-credential, else the operator's own credential. */
  @JsonPropertyDescription(
      "With whose rights Azure is asked and changed for this declaration. Left out: those of the"
          + " Secret azure-credential of this namespace; where there is none, the operator's own.")
  public CredentialReference credential;

  @JsonPropertyDescription(
      "True: nothing is changed in Azure for this declaration, not even when it is deleted; what it"
          + " declares still counts as declared.")
  @Default("false")
  public boolean suspend;

  /** What the declaration is about; null where it does not say. No field: each kind has its own. */
  public abstract TargetReference target();
}
