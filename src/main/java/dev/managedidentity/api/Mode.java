package dev.managedidentity.api;

/** How far a declaration reaches. */
public enum Mode {
  /** Writes nothing to Azure; the status shows the plan. */
  Observe,
  /** Touches only what is named and what the operator assigned itself. */
  Additive,
  /** Also removes user-assigned identities that nobody declared, save those ignored. */
  Authoritative
}
