package dev.managedidentity.plan;

/**
 * A role assignment that the operator made, or is about to, as a status records it.
 *
 * @param role as it was declared
 * @param scope as it was declared
 * @param principalId who has the role
 * @param id the whole ARM id of the assignment, by which it is taken away
 */
public record RoleRecord(String role, String scope, String principalId, String id) {}
