package dev.managedidentity.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Arrays;

/**
 * Why a declaration is, or is not, ready: the {@code reason} of its conditions, rows and events.
 */
public enum Reason {
  /** The target has what is declared. */
  Converged,
  /** A change is planned or under way. */
  Updating,
  /** The scale set, or its resource group or subscription, is not there (yet). */
  WaitingForScaleSet,
  /** The virtual machine, or its resource group or subscription, is not there (yet). */
  WaitingForVirtualMachine,
  /** The resource group, or its subscription, is not there (yet). */
  WaitingForResourceGroup,
  /** A declared identity is not there (yet). */
  WaitingForIdentity,
  /** What a role is to be granted on is not there (yet). */
  WaitingForScope,
  /** Some of the declared changes landed, some could not. */
  PartiallyApplied,
  /** Azure refused for lack of a right. */
  PermissionDenied,
  /** Azure asked to be left alone for a while. */
  Throttled,
  /** A lock on the target or above it forbids changes. */
  Locked,
  /** An older declaration of the same target says the opposite. */
  Conflicted,
  /** It is to be deleted, but something in the cluster still declares it. */
  StillDeclared,
  /** Somebody else keeps undoing what is declared. */
  Contested,
  /** The target cannot have a system-assigned identity. */
  SystemAssignedUnsupported,
  /** The declaration cannot be carried out as it is written. */
  InvalidSpec,
  /** The target differs from the declaration, and the mode is Observe. */
  DriftObserved,
  /** Azure does not accept the operator's credential. */
  CredentialUnusable,
  /** Azure does not answer, or not with sense. */
  AzureUnavailable,
  /** The operator itself failed: a fault of the program, which the message says how to report. */
  InternalError,
  /** Its deletion would remove more than the removal limit allows; a person must release it. */
  RemovalHeld,
  /** Whether its deletion is part of an uninstallation cannot be read. */
  DeletionCheckFailed,
  /** The declaration is suspended. */
  Suspended;

  /**
   * Null for a word that this version does not know, such as one of a newer version before a
   * rollback: no object with such a status may keep the others from being read.
   */
  @JsonCreator
  static Reason of(String word) {
    return Arrays.stream(values()).filter(one -> one.name().equals(word)).findAny().orElse(null);
  }
}
