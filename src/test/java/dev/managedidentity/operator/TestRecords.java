package dev.managedidentity.operator;

import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.operator.RecordProofs.Subject;
import dev.managedidentity.plan.ArmId;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.nio.charset.StandardCharsets;

/** The records of an operator whose key is always the same. */
public final class TestRecords {
  static final RecordProofs PROOFS = proofs("the key of all tests, and of nothing else");

  private TestRecords() {}

  static RecordProofs proofs(String key) {
    return new RecordProofs(key.getBytes(StandardCharsets.UTF_8));
  }

  static String key(HasMetadata object) {
    return Targets.key(object, PROOFS);
  }

  /** Has the operator's own proof on every record of a status, as if it had written it. */
  public static void prove(String uid, String target, IdentityStatus status) {
    Subject subject = new Subject(uid, ArmId.parse(target));
    status.targetId = target;
    status.proof = PROOFS.ofTarget(subject);
    status.identities.forEach(row -> row.proof = PROOFS.of(subject, row));
    if (status.systemAssigned != null) {
      status.systemAssigned.proof = PROOFS.of(subject, status.systemAssigned);
    }
  }
}
