package dev.managedidentity.plan;

/**
 * A role assignment as Azure shows it.
 *
 * @param id the whole ARM id of the assignment
 * @param principalId who has the role
 * @param definition the GUID of the role's definition, in lower case
 * @param scope what the role is for, as Azure spells it
 */
public record LiveRole(String id, String principalId, String definition, String scope) {}
