package dev.managedidentity.operator;

import dev.managedidentity.api.UserAssignedIdentity;
import dev.managedidentity.plan.ArmId;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the loop needs of Kubernetes. */
interface Cluster {

  /** Every declaration of a target, each at least as new as the last status written for it. */
  List<Declared> declarations(ArmId target);

  /** Every object of ours that is about a target or an identity itself; as new as above. */
  List<HasMetadata> objects(ArmId target);

  /**
   * Every object that decides what is declared of a target: its declarations, and the
   * UserAssignedIdentities that they mean by name; as new as above.
   */
  List<HasMetadata> deciding(ArmId target);

  /** Whether anything is declared of a target, as far as is known just now. */
  boolean isDeclared(ArmId target);

  /** Every UserAssignedIdentity of an identity, at least as new as the last status written. */
  List<DeclaredIdentity> identities(ArmId identity);

  /**
   * Who declares that a scale set or machine must have this identity, such as {@code
   * ScaleSetIdentity shop/web}; one that is leaving does until it has left.
   */
  List<String> declarers(DeclaredIdentity identity);

  /**
   * Writes a status.
   *
   * @param fresh name, namespace, uid and status, and nothing else
   * @throws StatusRefused if that of this object cannot be written, while those of others may be
   */
  void writeStatus(HasMetadata fresh);

  /** Every object of ours that is being deleted and has its finalizer. */
  Stream<HasMetadata> deleting();

  /** A leaving object has nothing more to take away: its finalizer may go. */
  void release(HasMetadata leaving);

  /** Tells the people who watch an object; never fails the caller. */
  void event(HasMetadata about, EventType type, String reason, String message);

  /**
   * Has a ConfigMap of this name say this, and nothing more.
   *
   * @return what is in the way; empty if it now does
   */
  Optional<Obstacle> publish(
      UserAssignedIdentity owner, String configMap, Map<String, String> data);

  /**
   * Takes back a ConfigMap that was published for this object, if it is still there.
   *
   * @return what is in the way; empty if it is not there any more
   */
  Optional<Obstacle> unpublish(UserAssignedIdentity owner, String configMap);

  /** The type of an event. */
  enum EventType {
    Normal,
    Warning
  }
}
