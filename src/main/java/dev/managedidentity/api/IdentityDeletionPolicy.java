package dev.managedidentity.api;

/** What becomes of an identity when the declaration that it exists is deleted. */
public enum IdentityDeletionPolicy {
  /** Leave it in Azure. */
  Retain,
  /** Delete it in Azure, once nothing declares it any more. */
  Delete
}
