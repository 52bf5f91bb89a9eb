package dev.managedidentity.operator;

import dev.managedidentity.api.IdentityRow;
import dev.managedidentity.api.IdentityState;
import dev.managedidentity.api.LegacyExtensionStatus;
import dev.managedidentity.api.OperationStatus;
import dev.managedidentity.api.RoleAssignmentRow;
import dev.managedidentity.api.SystemAssignedStatus;
import dev.managedidentity.api.UserAssignedIdentityStatus;
import dev.managedidentity.plan.ArmId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Proves that a record in a status is the operator's own: a status can be written by whoever may
 * write the subresource, and by a restored backup. The proof is a keyed MAC over what the record
 * says, about which object and which target, so that none is valid anywhere else.
 *
 * <p>Safe for many threads.
 */
final class RecordProofs {

  /** Fewer bits are enough against guessing one by one, which each takes a write of a status. */
  private static final int PROOF_BYTES = 16;

  /** Keeps proofs apart from those of a later format, and from other uses of the key. */
  private static final String DOMAIN = "managedidentity.dev/record/v1";

  private final SecretKeySpec key;

  /**
   * @param key secret bytes, the same for all replicas and for as long as the statuses live
   */
  RecordProofs(byte[] key) {
    this.key = new SecretKeySpec(key, "HmacSHA256");
  }

  /**
   * Which object and which target a record is of.
   *
   * @param uid of the object; another object of the same name, as a restored one, has another
   */
  record Subject(String uid, ArmId target) {}

  /** That the operator observed the target of an object, so that the object stays about it. */
  String ofTarget(Subject subject) {
    return proof("target", subject);
  }

  String of(Subject subject, IdentityRow row) {
    return proof(
        "identity",
        subject,
        folded(row.id),
        Boolean.toString(row.owned),
        Boolean.toString(row.state == IdentityState.Stale),
        row.name,
        row.principalId);
  }

  String of(Subject subject, SystemAssignedStatus record) {
    return proof(
        "systemAssigned",
        subject,
        Boolean.toString(record.owned),
        folded(record.principalId),
        record.etag);
  }

  String of(Subject subject, LegacyExtensionStatus record) {
    return proof("legacyExtension", subject, Boolean.toString(record.owned), folded(record.name));
  }

  String of(Subject subject, OperationStatus record) {
    return proof("operation", subject, record.url, record.startTime);
  }

  String of(Subject subject, RoleAssignmentRow row) {
    return proof(
        "roleAssignment",
        subject,
        folded(row.id),
        Boolean.toString(row.owned),
        folded(row.principalId),
        folded(row.roleDefinition),
        folded(row.scope),
        row.role);
  }

  /** Of all that the status of a UserAssignedIdentity records of the identity itself. */
  String of(Subject subject, UserAssignedIdentityStatus status) {
    List<String> said = new ArrayList<>();
    said.add(folded(status.id));
    said.add(status.clientId);
    said.add(status.principalId);
    said.add(status.tenantId);
    said.add(Boolean.toString(Boolean.TRUE.equals(status.created)));
    said.add(status.createdPrincipalId);
    said.add(status.creatingSince);
    said.addAll(status.tags);
    return proof("userAssignedIdentity", subject, said.toArray(String[]::new));
  }

  /** Whether two proofs are the same; takes as long wherever they differ. */
  static boolean isSame(String expected, String given) {
    return given != null
        && MessageDigest.isEqual(
            expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }

  private static String folded(String text) {
    return text == null ? null : ArmId.fold(text);
  }

  private String proof(String kind, Subject subject, String... said) {
    try {
      Mac mac = Mac.getInstance(key.getAlgorithm());
      mac.init(key);
      add(mac, DOMAIN);
      add(mac, kind);
      add(mac, subject.uid());
      add(mac, subject.target().folded());
      Arrays.stream(said).forEach(word -> add(mac, word));
      byte[] proof = Arrays.copyOf(mac.doFinal(), PROOF_BYTES);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(proof);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  /** With its length before it, so that no two sequences of words are the same bytes. */
  private static void add(Mac mac, String word) {
    byte[] bytes = word == null ? new byte[0] : word.getBytes(StandardCharsets.UTF_8);
    mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(word == null ? -1 : bytes.length).array());
    mac.update(bytes);
  }
}
