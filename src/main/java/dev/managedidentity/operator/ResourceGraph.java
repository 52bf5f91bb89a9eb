package dev.managedidentity.operator;

/** When lists are to be answered by Azure's Resource Graph. */
public enum ResourceGraph {
  /**
   * Where a list has more pages than Azure lets through each period, and where many operations are
   * awaited at once.
   */
  AUTO,
  /** Always, as far as Azure does it. */
  ON,
  /** Never. */
  OFF
}
