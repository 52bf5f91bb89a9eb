package dev.managedidentity.api;

/** What becomes of the identities a declaration assigned when it is deleted. */
public enum DeletionPolicy {
  /** Take them away, save those another declaration still wants. */
  Remove,
  /** Leave them on the target. */
  Retain
}
