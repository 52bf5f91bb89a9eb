package dev.managedidentity.operator;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.IdentityStatus;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/** The status that one declaration is to have. */
record Report(Declared declared, IdentityStatus status) {

  /** How long a verification may go unrecorded, so that a quiet target costs no writes. */
  static final Duration VERIFICATION_NOTED_EVERY = Duration.ofMinutes(10);

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Whether it is worth a write. */
  boolean differs() {
    ObjectNode before = JSON.valueToTree(declared.status());
    ObjectNode after = JSON.valueToTree(status);
    before.remove("lastVerifiedTime");
    after.remove("lastVerifiedTime");
    return !before.equals(after) || isVerificationOld();
  }

  private boolean isVerificationOld() {
    String noted = declared.status().lastVerifiedTime;
    String verified = status.lastVerifiedTime;
    if (verified == null) {
      return false;
    }
    return noted == null
        || Instant.parse(noted).plus(VERIFICATION_NOTED_EVERY).isBefore(Instant.parse(verified));
  }

  /** Whether it records something as owned that was not recorded before. */
  boolean gains() {
    return !ownedBy(declared.status()).containsAll(ownedBy(status));
  }

  private static Set<String> ownedBy(IdentityStatus status) {
    Set<String> owned = new HashSet<>();
    if (status.systemAssigned != null && status.systemAssigned.owned) {
      owned.add("");
    }
    status.identities.stream().filter(row -> row.owned).forEach(row -> owned.add(row.id));
    return owned;
  }

  /**
   * What is sent by server-side apply: a fresh object with the status and nothing else. The uid
   * makes the API server refuse it if the declaration was deleted and made anew in between.
   */
  IdentityDeclaration<?> fresh() {
    return declared
        .resource()
        .onlyWith(
            new ObjectMetaBuilder()
                .withNamespace(declared.resource().getMetadata().getNamespace())
                .withName(declared.resource().getMetadata().getName())
                .withUid(declared.uid())
                .build(),
            status);
  }

  /** The declaration with this status. */
  Declared done() {
    return differs()
        ? new Declared(
            declared.resource().with(status), declared.declaration(), declared.mistakes())
        : declared;
  }
}
