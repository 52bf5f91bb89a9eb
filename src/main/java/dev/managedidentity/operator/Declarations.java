package dev.managedidentity.operator;

import dev.managedidentity.api.DeletionPolicy;
import dev.managedidentity.api.Ensure;
import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.IdentityRow;
import dev.managedidentity.api.IdentitySpec;
import dev.managedidentity.api.IdentityState;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.LegacyExtension;
import dev.managedidentity.api.LegacyExtensionStatus;
import dev.managedidentity.api.Mode;
import dev.managedidentity.api.UserAssigned;
import dev.managedidentity.plan.Access;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.Declaration;
import dev.managedidentity.plan.ExtensionClaim;
import dev.managedidentity.plan.ExtensionWish;
import dev.managedidentity.plan.IdPattern;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a resource as the declaration it means. Pure. */
final class Declarations {
  private static final Logger log = LoggerFactory.getLogger(Declarations.class);

  private Declarations() {}

  /**
   * Reads a declaration and what its status proves to record of this target.
   *
   * @param stored as the cluster has it
   */
  static Declared read(
      IdentityDeclaration<?> stored,
      ArmId target,
      Reference.Lookup references,
      RecordProofs proofs) {
    ProvenStatus<IdentityStatus> proven =
        ProvenStatus.of(stored.getStatus(), stored.getMetadata().getUid(), target, proofs);
    IdentityStatus status = proven.status();
    IdentityDeclaration<?> resource =
        status == stored.getStatus() || stored.getStatus() == null ? stored : stored.with(status);
    try {
      return read(resource, references, proven.ignored());
    } catch (RuntimeException e) {
      log.debug("the spec of {} cannot be read", key(resource), e);
      return unreadable(resource, proven.ignored(), e);
    }
  }

  private static Declared read(
      IdentityDeclaration<?> resource, Reference.Lookup references, List<String> ignored) {
    IdentitySpec spec = resource.getSpec();
    IdentityStatus status = statusOf(resource);
    Entries entries = new Entries(resource, references);
    Declaration declaration =
        new Declaration(
            key(resource),
            Instant.parse(resource.getMetadata().getCreationTimestamp()),
            Objects.requireNonNull(spec.mode, "spec.mode is missing"),
            spec.systemAssigned,
            entries.userAssigned(),
            spec.ignore.stream().map(IdPattern::new).toList(),
            // That of the namespace or the operator is applied before: DeletionGate.
            spec.deletionPolicy == null ? DeletionPolicy.Remove : spec.deletionPolicy,
            spec.suspend || !entries.mistakes().isEmpty(),
            resource.isMarkedForDeletion(),
            status.systemAssigned != null && status.systemAssigned.owned,
            rows(status, row -> row.owned),
            rows(status, row -> row.state == IdentityState.Stale && !row.owned),
            RoleRows.claims(spec.roleAssignments, status),
            extension(spec.legacyExtension, status.legacyExtension),
            Access.UNRESTRICTED);
    return new Declared(
        resource, declaration, entries.mistakes(), entries.names(), ignored, Optional.empty());
  }

  /**
   * A declaration whose spec cannot be read, such as one that a newer version of the CRD admitted.
   * It must not stop the work on its target for others, so it counts as suspended, and what the
   * operator assigned for it counts as declared.
   */
  private static Declared unreadable(
      IdentityDeclaration<?> resource, List<String> ignored, RuntimeException failure) {
    IdentityStatus status = statusOf(resource);
    Set<ArmId> owned = rows(status, row -> row.owned);
    Declaration declaration =
        new Declaration(
            key(resource),
            Instant.parse(resource.getMetadata().getCreationTimestamp()),
            Mode.Additive,
            null,
            owned.stream().collect(Collectors.toMap(id -> id, unused -> Ensure.Assigned)),
            List.of(),
            DeletionPolicy.Retain,
            true,
            resource.isMarkedForDeletion(),
            status.systemAssigned != null && status.systemAssigned.owned,
            owned,
            rows(status, row -> row.state == IdentityState.Stale && !row.owned),
            RoleRows.claims(List.of(), status),
            extension(null, status.legacyExtension),
            Access.UNRESTRICTED);
    String mistake =
        "The spec cannot be read (%s). Nothing is changed for this declaration, and it holds up no other. Apply a spec that the CRDs in crds/ of the operator's version admit"
            .formatted(InternalErrors.line(failure));
    Declared.Names none = new Declared.Names(Map.of(), Map.of(), Map.of(), List.of());
    return new Declared(resource, declaration, List.of(mistake), none, ignored, Optional.empty());
  }

  private static IdentityStatus statusOf(IdentityDeclaration<?> resource) {
    return resource.getStatus() == null ? new IdentityStatus() : resource.getStatus();
  }

  /** Unique among the declarations of one target, which are all of one kind. */
  static String key(HasMetadata resource) {
    return resource.getMetadata().getNamespace() + "/" + resource.getMetadata().getName();
  }

  /** The id that an entry stands for; empty if it stands for none, or must not be there. */
  static Optional<ArmId> id(
      IdentityDeclaration<?> declaration, UserAssigned entry, Reference.Lookup references) {
    if (entry.ensure == Ensure.Absent) {
      return Optional.empty();
    }
    if (entry.name != null) {
      return references
          .find(declaration.getMetadata().getNamespace(), entry.name)
          .flatMap(Reference::id);
    }
    try {
      return Optional.of(ArmId.parse(String.valueOf(entry.id)));
    } catch (IllegalArgumentException e) {
      log.debug("{} names what is no id", key(declaration));
      return Optional.empty();
    }
  }

  private static ExtensionClaim extension(LegacyExtension wanted, LegacyExtensionStatus status) {
    ExtensionWish wish =
        wanted == null
            ? null
            : new ExtensionWish(
                wanted.state == LegacyExtension.Presence.Present, wanted.os, wanted.port);
    return new ExtensionClaim(wish, status != null && status.owned ? status.name : null);
  }

  private static Set<ArmId> rows(IdentityStatus status, Predicate<IdentityRow> which) {
    Set<ArmId> ids = new TreeSet<>();
    status.identities.stream().filter(which).forEach(row -> recorded(row).ifPresent(ids::add));
    return ids;
  }

  /**
   * The identity that a row of a status is about; empty if somebody wrote over the row what is no
   * id, for that must not keep the whole target from being worked on.
   */
  static Optional<ArmId> recorded(IdentityRow row) {
    try {
      return Optional.of(ArmId.parse(String.valueOf(row.id)));
    } catch (IllegalArgumentException e) {
      log.warn("a row of a status is passed over: {}", e.getMessage());
      return Optional.empty();
    }
  }
}
