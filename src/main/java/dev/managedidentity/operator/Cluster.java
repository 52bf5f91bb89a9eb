package dev.managedidentity.operator;

import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.plan.ArmId;
import java.util.List;

/** What the loop needs of Kubernetes. */
interface Cluster {

  /** Every declaration of a target, each at least as new as the last status written for it. */
  List<Declared> declarations(ArmId target);

  /**
   * Writes a declaration's status.
   *
   * @param fresh name, namespace, uid and status, and nothing else
   */
  void writeStatus(IdentityDeclaration<?> fresh);

  /** A leaving declaration has nothing more to take away: its finalizer may go. */
  void release(IdentityDeclaration<?> leaving);

  /** Tells the people who watch a declaration; never fails the caller. */
  void event(IdentityDeclaration<?> about, EventType type, String reason, String message);

  /** The type of an event. */
  enum EventType {
    Normal,
    Warning
  }
}
