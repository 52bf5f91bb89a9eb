package dev.managedidentity.operator;

import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.Status;
import dev.managedidentity.api.TargetReference;
import dev.managedidentity.api.UserAssignedIdentity;
import dev.managedidentity.api.UserAssignedIdentitySpec;
import dev.managedidentity.api.UserAssignedIdentityStatus;
import dev.managedidentity.operator.RecordProofs.Subject;
import dev.managedidentity.plan.ArmId;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out what an object of ours is about. */
final class Targets {
  /** Stands for a subscription that only a credential tells; no subscription is called so. */
  private static final String DEFAULT = "default";

  private static final String SUBSCRIPTIONS = "/subscriptions/";

  private static final Logger log = LoggerFactory.getLogger(Targets.class);

  private Targets() {}

  /**
   * The id of the target that a declaration names.
   *
   * @param subscriptions asked only where the object names no subscription and no target of it was
   *     observed yet
   * @param proofs tells whether one was
   * @throws IllegalArgumentException with the field and the remedy, if it names none
   */
  static ArmId of(
      HasMetadata declaration, DefaultSubscription.Lookup subscriptions, RecordProofs proofs) {
    Lookup lookup = new Lookup(subscriptions, proofs);
    return declaration instanceof UserAssignedIdentity identity
        ? ofIdentity(identity, lookup)
        : ofTarget((IdentityDeclaration<?>) declaration, lookup);
  }

  /** Where the subscription is found of an object that names none. */
  private record Lookup(DefaultSubscription.Lookup subscriptions, RecordProofs proofs) {}

  /**
   * The target that an object is on record to stay about: one that the operator observed, by a
   * record of its own. What others wrote there decides nothing.
   */
  static Optional<ArmId> pinned(HasMetadata declaration, RecordProofs proofs) {
    Status status = status(declaration);
    Optional<ArmId> recorded = parsed(targetId(status));
    return recorded.filter(
        target -> {
          Subject subject = new Subject(declaration.getMetadata().getUid(), target);
          String proof =
              status instanceof UserAssignedIdentityStatus ofIdentity
                  ? proofs.of(subject, ofIdentity)
                  : proofs.ofTarget(subject);
          return RecordProofs.isSame(proof, status.proof);
        });
  }

  private static Status status(HasMetadata declaration) {
    return declaration instanceof UserAssignedIdentity identity
        ? identity.getStatus()
        : ((IdentityDeclaration<?>) declaration).getStatus();
  }

  private static String targetId(Status status) {
    if (status instanceof UserAssignedIdentityStatus ofIdentity) {
      return ofIdentity.targetId;
    }
    return status instanceof IdentityStatus ofTarget ? ofTarget.targetId : null;
  }

  /**
   * What objects are found by without a look at any credential: the id of the target as far as the
   * object itself tells it.
   *
   * @throws IllegalArgumentException as above
   */
  static String key(HasMetadata declaration, RecordProofs proofs) {
    return of(declaration, unused -> new DefaultSubscription(DEFAULT, ""), proofs).folded();
  }

  /**
   * Whether an object names no subscription and no target of it was observed yet, so that it is
   * about another target as soon as its credential says another subscription.
   */
  static boolean followsDefault(HasMetadata declaration, RecordProofs proofs) {
    return key(declaration, proofs).startsWith(SUBSCRIPTIONS + DEFAULT + "/");
  }

  /** All keys that an object about this target may have. */
  static List<String> keys(ArmId target) {
    String inSubscription =
        target.folded().substring(SUBSCRIPTIONS.length() + target.subscriptionId().length());
    return List.of(target.folded(), SUBSCRIPTIONS + DEFAULT + inSubscription);
  }

  private static ArmId ofIdentity(UserAssignedIdentity declaration, Lookup lookup) {
    UserAssignedIdentitySpec spec = declaration.getSpec();
    TargetKind kind = TargetKind.USER_ASSIGNED_IDENTITY;
    Place place =
        new Place(
            spec.subscriptionId,
            spec.resourceGroup,
            spec.name == null ? declaration.getMetadata().getName() : spec.name);
    return in(declaration, kind, place, lookup);
  }

  private static ArmId ofTarget(IdentityDeclaration<?> declaration, Lookup lookup) {
    TargetKind kind = TargetKind.ofDeclarations(declaration.getKind());
    TargetReference reference = declaration.getSpec().target();
    if (reference == null) {
      throw new IllegalArgumentException(
          kind.field() + " is missing; give its id, or its resourceGroup and name");
    }
    ArmId id = reference.id != null ? byId(kind, reference.id) : byName(kind, declaration, lookup);
    if (!id.isA(kind.type())) {
      throw new IllegalArgumentException(
          "%s.id is the id of a %s, not of a %s".formatted(kind.field(), id.type(), kind.type()));
    }
    return id;
  }

  private static ArmId byId(TargetKind kind, String id) {
    try {
      return ArmId.parse(id);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(kind.field() + ".id: " + e.getMessage(), e);
    }
  }

  private static ArmId byName(TargetKind kind, IdentityDeclaration<?> declaration, Lookup lookup) {
    TargetReference reference = declaration.getSpec().target();
    if (reference.resourceGroup == null || reference.name == null) {
      throw new IllegalArgumentException(
          kind.field() + " needs an id, or both a resourceGroup and a name");
    }
    Place place = new Place(reference.subscriptionId, reference.resourceGroup, reference.name);
    return in(declaration, kind, place, lookup);
  }

  /** What an object says; the subscription may be null. */
  private record Place(String subscription, String group, String name) {
    ArmId in(String other, TargetKind kind) {
      return ArmId.of(other, group, kind.type(), name);
    }
  }

  /**
   * What an object was about once it stays about: were it to follow a default that changes, what it
   * has on record would be read as that of another target. A target that was never observed binds
   * nobody: a wrong default can be corrected.
   */
  private static ArmId in(HasMetadata declaration, TargetKind kind, Place place, Lookup lookup) {
    if (place.subscription() != null) {
      return place.in(place.subscription(), kind);
    }
    // In the casing of the spec: Azure's own is not the one to write.
    return pinned(declaration, lookup.proofs())
        .filter(id -> id.equals(place.in(id.subscriptionId(), kind)))
        .map(id -> place.in(id.subscriptionId(), kind))
        .orElseGet(
            () -> place.in(subscription(kind, lookup.subscriptions().of(declaration)), kind));
  }

  /** Somebody may have written what is no id over it. */
  private static Optional<ArmId> parsed(String known) {
    try {
      return Optional.ofNullable(known).map(ArmId::parse);
    } catch (IllegalArgumentException e) {
      log.warn("an id in a status is passed over: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private static String subscription(TargetKind kind, DefaultSubscription otherwise) {
    if (otherwise.id() == null) {
      throw new IllegalArgumentException(
          "%s.subscriptionId is missing and there is no default; give it, or set"
                  .formatted(kind.field())
              + " AZURE_SUBSCRIPTION_ID "
              + otherwise.place());
    }
    return otherwise.id();
  }
}
