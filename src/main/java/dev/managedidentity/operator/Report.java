package dev.managedidentity.operator;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.IdentityState;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.RoleAssignmentRow;
import dev.managedidentity.api.Status;
import dev.managedidentity.api.UserAssignedIdentity;
import dev.managedidentity.api.UserAssignedIdentityStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The status that one object is to have.
 *
 * @param isKept a change that it wants after it was Ready is drift, and nothing else: Azure was
 *     read, and it is not leaving
 * @param before as far as it proves itself
 * @param ignored the records that it had beside that: the write of this status drops them
 */
record Report(
    HasMetadata resource, Status before, Status after, boolean isKept, List<String> ignored) {

  Report(HasMetadata resource, Status before, Status after, boolean isKept) {
    this(resource, before, after, isKept, List.of());
  }

  /** How long a verification may go unrecorded, so that a quiet target costs no writes. */
  static final Duration VERIFICATION_NOTED_EVERY = Duration.ofMinutes(10);

  /** That a target was verified once more is nothing new. */
  @JsonIgnoreProperties("lastVerifiedTime")
  private interface News {}

  private static final ObjectWriter NEWS =
      JsonMapper.builder().addMixIn(Status.class, News.class).build().writer();

  /** Whether it is worth a write. */
  boolean differs() {
    return !ignored.isEmpty()
        || (before != after && (!Arrays.equals(news(before), news(after)) || isVerificationOld()));
  }

  private static byte[] news(Status status) {
    try {
      return NEWS.writeValueAsBytes(status);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a status cannot be written", e);
    }
  }

  private boolean isVerificationOld() {
    String verified = after.lastVerifiedTime;
    return verified != null
        && (before.lastVerifiedTime == null
            || !Instant.parse(verified).isBefore(verificationDue(before)));
  }

  /** From when on one more verification is worth a write, where one is noted already. */
  static Instant verificationDue(Status status) {
    return Instant.parse(status.lastVerifiedTime).plus(VERIFICATION_NOTED_EVERY);
  }

  /** Whether it records something as owned that was not recorded before. */
  boolean gains() {
    return !ownedBy(before).containsAll(ownedBy(after));
  }

  /** Whether something is not on record as owned any more that was before. */
  boolean loses() {
    return !ownedBy(after).containsAll(ownedBy(before));
  }

  /** Whether it records something else as owned, or as there before the operator came. */
  boolean differsInRecords() {
    return !ownedBy(before).equals(ownedBy(after))
        || !foundBy(before).equals(foundBy(after))
        || !ownedPrincipal(before).equals(ownedPrincipal(after));
  }

  /**
   * Of the system-assigned identity that is owned. Before it is enabled again this must go: the new
   * one has another principal, and would not seem to be the operator's.
   */
  private static Optional<String> ownedPrincipal(Status status) {
    return status instanceof IdentityStatus ofTarget
        ? Optional.ofNullable(ofTarget.systemAssigned)
            .filter(record -> record.owned)
            .map(record -> record.principalId)
        : Optional.empty();
  }

  /** Of what is taken off only to be assigned anew: afterwards nothing else tells whose it is. */
  private static Set<String> foundBy(Status status) {
    return status instanceof IdentityStatus ofTarget
        ? ofTarget.identities.stream()
            .filter(row -> row.state == IdentityState.Stale && !row.owned)
            .map(row -> row.id)
            .collect(Collectors.toSet())
        : Set.of();
  }

  /** Whether a status has anything on record that the operator may take away. */
  static boolean ownsAnything(Status status) {
    return !ownedBy(status).isEmpty();
  }

  private static Set<String> ownedBy(Status status) {
    Set<String> owned = new HashSet<>();
    status.roleAssignments.stream()
        .filter(row -> row.owned)
        .forEach((RoleAssignmentRow row) -> owned.add(row.id));
    if (status instanceof IdentityStatus ofTarget) {
      if (ofTarget.systemAssigned != null && ofTarget.systemAssigned.owned) {
        owned.add("systemAssigned");
      }
      if (ofTarget.legacyExtension != null && ofTarget.legacyExtension.owned) {
        owned.add("legacyExtension");
      }
      ofTarget.identities.stream().filter(row -> row.owned).forEach(row -> owned.add(row.id));
    } else if (status instanceof UserAssignedIdentityStatus ofIdentity) {
      owned.addAll(ofIdentity.tags);
    }
    return owned;
  }

  /**
   * What is sent by server-side apply: a fresh object with the status and nothing else. The uid
   * makes the API server refuse it if the object was deleted and made anew in between.
   */
  HasMetadata fresh() {
    ObjectMeta metadata =
        new ObjectMetaBuilder()
            .withNamespace(resource.getMetadata().getNamespace())
            .withName(resource.getMetadata().getName())
            .withUid(resource.getMetadata().getUid())
            .build();
    return resource instanceof IdentityDeclaration<?> declaration
        ? declaration.onlyWith(metadata, (IdentityStatus) after)
        : onlyWith(metadata, (UserAssignedIdentityStatus) after);
  }

  private static UserAssignedIdentity onlyWith(
      ObjectMeta metadata, UserAssignedIdentityStatus status) {
    UserAssignedIdentity bare = new UserAssignedIdentity();
    bare.setMetadata(metadata);
    bare.setStatus(status);
    return bare;
  }
}
