package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.IdentityRow;
import dev.managedidentity.api.IdentityState;
import dev.managedidentity.api.LegacyExtensionStatus;
import dev.managedidentity.api.OperationStatus;
import dev.managedidentity.api.RoleAssignmentRow;
import dev.managedidentity.api.SystemAssignedStatus;
import dev.managedidentity.api.UserAssignedIdentityStatus;
import dev.managedidentity.operator.RecordProofs.Subject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A proof is of one record and of no other. */
class RecordProofsTest {
  private static final RecordProofs PROOFS = TestRecords.PROOFS;
  private static final Subject SUBJECT = new Subject("uid", LoopHarness.WEB);

  private static IdentityRow identity(Consumer<IdentityRow> change) {
    IdentityRow row = new IdentityRow();
    row.id = LoopHarness.identity("app").text();
    row.name = "app";
    row.owned = true;
    row.state = IdentityState.Assigned;
    row.principalId = "principal";
    change.accept(row);
    return row;
  }

  private static RoleAssignmentRow role(Consumer<RoleAssignmentRow> change) {
    RoleAssignmentRow row = new RoleAssignmentRow();
    row.id = "/subscriptions/s/providers/Microsoft.Authorization/roleAssignments/n";
    row.role = "Reader";
    row.scope = "/subscriptions/s";
    row.principalId = "principal";
    row.roleDefinition = "definition";
    row.owned = true;
    change.accept(row);
    return row;
  }

  @Test
  void whateverARecordSaysIsInItsProof() {
    // Given
    List<String> proofs = new ArrayList<>();
    for (Subject subject :
        List.of(
            SUBJECT,
            new Subject("other", LoopHarness.WEB),
            new Subject("uid", LoopHarness.BUILD),
            new Subject(null, LoopHarness.WEB))) {
      proofs.add(PROOFS.ofTarget(subject));
      proofs.add(PROOFS.of(subject, identity(row -> {})));
      proofs.add(PROOFS.of(subject, identity(row -> row.owned = false)));
      proofs.add(PROOFS.of(subject, identity(row -> row.state = IdentityState.Stale)));
      proofs.add(PROOFS.of(subject, identity(row -> row.name = null)));
      proofs.add(PROOFS.of(subject, identity(row -> row.name = "")));
      proofs.add(PROOFS.of(subject, identity(row -> row.principalId = "other")));
      proofs.add(
          PROOFS.of(subject, identity(row -> row.id = LoopHarness.identity("other").text())));
      // The same letters, one field further.
      proofs.add(
          PROOFS.of(
              subject,
              identity(
                  row -> {
                    row.name = "appprincipal";
                    row.principalId = "";
                  })));
      proofs.add(PROOFS.of(subject, role(row -> {})));
      proofs.add(PROOFS.of(subject, role(row -> row.role = "Owner")));
      proofs.add(PROOFS.of(subject, role(row -> row.scope = "/subscriptions/other")));
      proofs.add(PROOFS.of(subject, role(row -> row.principalId = "other")));
      proofs.add(PROOFS.of(subject, role(row -> row.roleDefinition = "other")));
      proofs.add(PROOFS.of(subject, role(row -> row.id = "/other")));
      proofs.add(PROOFS.of(subject, new SystemAssignedStatus()));
      proofs.add(PROOFS.of(subject, new LegacyExtensionStatus()));
      proofs.add(PROOFS.of(subject, new UserAssignedIdentityStatus()));
      UserAssignedIdentityStatus created = new UserAssignedIdentityStatus();
      created.created = true;
      proofs.add(PROOFS.of(subject, created));
      UserAssignedIdentityStatus creator = new UserAssignedIdentityStatus();
      creator.createdPrincipalId = "principal";
      proofs.add(PROOFS.of(subject, creator));
      UserAssignedIdentityStatus creating = new UserAssignedIdentityStatus();
      creating.creatingSince = "principal";
      proofs.add(PROOFS.of(subject, creating));
      UserAssignedIdentityStatus tagged = new UserAssignedIdentityStatus();
      tagged.tags.add("team");
      proofs.add(PROOFS.of(subject, tagged));
    }

    // Then
    assertThat(new HashSet<>(proofs)).hasSameSizeAs(proofs);
    assertThat(proofs).allMatch(proof -> proof.matches("[A-Za-z0-9_-]{22}"));
  }

  /** Statuses outlive the operator: a later version must know what an earlier one wrote. */
  @Test
  void theProofsOfAnEarlierVersionAreStillKnown() {
    SystemAssignedStatus system = new SystemAssignedStatus();
    system.owned = true;
    system.principalId = "principal";
    LegacyExtensionStatus extension = new LegacyExtensionStatus();
    extension.owned = true;
    extension.name = "ManagedIdentityExtension";
    OperationStatus operation = new OperationStatus();
    operation.url = "https://management.azure.com/operations/1";
    operation.startTime = "2026-01-01T00:00:00Z";
    UserAssignedIdentityStatus created = new UserAssignedIdentityStatus();
    created.id = LoopHarness.identity("app").text();
    created.created = true;
    created.createdPrincipalId = "principal";
    created.tags.add("team");

    assertThat(PROOFS.ofTarget(SUBJECT)).isEqualTo("GeEPDSC4SRwzDQKRgF34DA");
    assertThat(PROOFS.of(SUBJECT, identity(row -> {}))).isEqualTo("OVAOPfobToojQdKnkJtnbg");
    assertThat(PROOFS.of(SUBJECT, identity(row -> row.state = IdentityState.Stale)))
        .isEqualTo("YzOCvvm7kodiJSerM31MFQ");
    assertThat(PROOFS.of(SUBJECT, identity(row -> row.name = null)))
        .isEqualTo("7J2muJ9BRP-UT_xScNdi-A");
    assertThat(PROOFS.of(SUBJECT, role(row -> {}))).isEqualTo("j6gwSrgIMiY2spXsZnHVXw");
    assertThat(PROOFS.of(SUBJECT, system)).isEqualTo("nFHqRmSWipJePzRemwtO-g");
    assertThat(PROOFS.of(SUBJECT, extension)).isEqualTo("Lp00cDEkdo6fz5SUeEz9KA");
    assertThat(PROOFS.of(SUBJECT, operation)).isEqualTo("1YVrjsyItntkzS5Yx_oVpQ");
    assertThat(PROOFS.of(SUBJECT, created)).isEqualTo("6f2qFjz-8Skb5zm9gMvj5A");
  }

  @Test
  void anotherKeyIsAnotherProof() {
    assertThat(TestRecords.proofs("another").ofTarget(SUBJECT))
        .isNotEqualTo(PROOFS.ofTarget(SUBJECT));
  }

  @Test
  void theCasingOfAnIdMakesNoDifference() {
    assertThat(PROOFS.of(SUBJECT, identity(row -> row.id = row.id.toUpperCase(Locale.ROOT))))
        .isEqualTo(PROOFS.of(SUBJECT, identity(row -> {})));
  }

  @Test
  void noProofIsNone() {
    // Given
    String proof = PROOFS.ofTarget(SUBJECT);

    // Then
    assertThat(RecordProofs.isSame(proof, proof)).isTrue();
    assertThat(Set.of("", proof.substring(1), proof + "A", " " + proof))
        .noneMatch(given -> RecordProofs.isSame(proof, given));
    assertThat(RecordProofs.isSame(proof, null)).isFalse();
  }
}
