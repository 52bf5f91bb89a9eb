package dev.managedidentity.operator;

import dev.managedidentity.plan.ArmId;
import java.util.List;

/**
 * The rights that something takes on one scope.
 *
 * @param role the built-in one that has them and little else
 * @param actions as Azure spells them
 */
record Need(String role, List<String> actions) {

  /** On each identity that a change assigns. */
  static final Need TO_ASSIGN =
      new Need(
          "Managed Identity Operator", List.of(ArmId.USER_ASSIGNED_IDENTITY + "/assign/action"));

  /** On a target whose identity is to be changed, and was read. */
  static Need toChange(ArmId target) {
    TargetKind kind = TargetKind.of(target);
    return new Need(kind.role(), List.of(kind.type() + "/write"));
  }

  /**
   * On a target that is to be read.
   *
   * @param alsoChange whether it may have to be changed then
   */
  static Need toRead(ArmId target, boolean alsoChange) {
    TargetKind kind = TargetKind.of(target);
    return alsoChange
        ? new Need(kind.role(), List.of(kind.type() + "/read", kind.type() + "/write"))
        : new Need("Reader", List.of(kind.type() + "/read"));
  }

  /**
   * On a target whose managed identity extension is to be changed.
   *
   * @param present whether it is to be there
   */
  static Need toExtend(ArmId target, boolean present) {
    TargetKind kind = TargetKind.of(target);
    String action = present ? "/extensions/write" : "/extensions/delete";
    return new Need(kind.role(), List.of(kind.type() + action));
  }
}
