package dev.managedidentity.api;

/** The types of condition, after the kstatus conventions. */
public enum ConditionType {
  /** True: the target has what is declared. Always present. */
  Ready,
  /** Present, and then True, only while the operator works towards the declaration or waits. */
  Reconciling,
  /** Present, and then True, only while nothing will change until somebody changes something. */
  Stalled
}
