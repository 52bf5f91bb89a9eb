package dev.managedidentity.plan;

/**
 * A role that a principal is declared to have.
 *
 * @param role as it is declared: the name of a role or the id of its definition
 * @param scope as it is declared: an ARM id, in any casing
 * @param definition the GUID of the role's definition, in lower case; null while it is not known
 */
public record RoleWish(String role, String scope, String definition) {}
