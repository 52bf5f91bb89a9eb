package dev.managedidentity.operator;

import dev.managedidentity.api.Reason;
import dev.managedidentity.plan.ArmId;
import java.util.Arrays;
import java.util.Locale;

/** What a declaration can be about, and how it is spoken of. */
enum TargetKind {
  SCALE_SET(
      "ScaleSetIdentity", ArmId.SCALE_SET, "scaleSet", "Scale set", Reason.WaitingForScaleSet),
  VIRTUAL_MACHINE(
      "VirtualMachineIdentity",
      ArmId.VIRTUAL_MACHINE,
      "virtualMachine",
      "Virtual machine",
      Reason.WaitingForVirtualMachine),
  USER_ASSIGNED_IDENTITY(
      "UserAssignedIdentity",
      ArmId.USER_ASSIGNED_IDENTITY,
      "",
      "Identity",
      Reason.WaitingForIdentity);

  private final String declaredBy;
  private final String type;
  private final String field;
  private final String words;
  private final Reason missing;

  /**
   * @param declaredBy the kind of its declarations
   * @param type in Azure
   * @param field of the spec that names it; empty where the spec as a whole does
   * @param words to begin a sentence with
   * @param missing the reason where it is not there
   */
  TargetKind(String declaredBy, String type, String field, String words, Reason missing) {
    this.declaredBy = declaredBy;
    this.type = type;
    this.field = field;
    this.words = words;
    this.missing = missing;
  }

  /** The kind of target that declarations of a kind are about. */
  static TargetKind ofDeclarations(String kind) {
    return Arrays.stream(values())
        .filter(one -> one.declaredBy.equals(kind))
        .findAny()
        .orElseThrow(() -> new IllegalArgumentException("no kind of ours: " + kind));
  }

  /** The kind of a target that a declaration named. */
  static TargetKind of(ArmId target) {
    return Arrays.stream(values())
        .filter(one -> target.isA(one.type))
        .findAny()
        .orElseThrow(() -> new IllegalArgumentException("no kind of target: " + target));
  }

  String type() {
    return type;
  }

  /** The kind of its declarations. */
  String declaredBy() {
    return declaredBy;
  }

  /** The same as kubectl takes it. */
  String resource() {
    return declaredBy.toLowerCase(Locale.ROOT);
  }

  /** The field of the spec that names the target, such as {@code spec.scaleSet}. */
  String field() {
    return field.isEmpty() ? "spec" : "spec." + field;
  }

  /** The role that the operator needs. */
  String role() {
    return this == USER_ASSIGNED_IDENTITY
        ? "Managed Identity Contributor"
        : "Virtual Machine Contributor";
  }

  /** Where the operator needs it: what is not there yet has no roles. */
  String scope(ArmId target) {
    return this == USER_ASSIGNED_IDENTITY
        ? "/subscriptions/%s/resourceGroups/%s"
            .formatted(target.subscriptionId(), target.resourceGroup())
        : target.text();
  }

  /** The role that the operator needs, and where. */
  String right(ArmId target) {
    return "the role %s on %s".formatted(role(), scope(target));
  }

  /** A target at the beginning of a sentence. */
  static String named(ArmId target) {
    return of(target).words + " " + target;
  }

  /** Why a declaration waits whose target is not there. */
  Reason missing() {
    return missing;
  }

  /** The kind within a sentence. */
  String words() {
    return words.toLowerCase(Locale.ROOT);
  }
}
