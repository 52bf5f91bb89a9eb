package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.IdentityState;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.SystemAssignedStatus;
import dev.managedidentity.azure.ComputeResource;
import dev.managedidentity.plan.LiveIdentity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SystemAssignedRecordTest {
  private static ComputeResource live(String etag, String principalId) {
    return new ComputeResource(
        LoopHarness.WEB,
        etag,
        "westeurope",
        false,
        "Succeeded",
        new LiveIdentity(principalId != null, principalId, "t", Map.of()),
        List.of(),
        false,
        Optional.empty());
  }

  private static IdentityStatus recorded(String principalId, String etag) {
    IdentityStatus status = new IdentityStatus();
    status.systemAssigned = new SystemAssignedStatus();
    status.systemAssigned.owned = true;
    status.systemAssigned.principalId = principalId;
    status.systemAssigned.etag = etag;
    return status;
  }

  @ParameterizedTest
  @CsvSource({"p1, p1, false", "p1, P1, false", "p1, p2, true", "p1, , false"})
  void aRecordedPrincipalIsComparedWithTheLiveOne(
      String recorded, String principalId, boolean isOfAnother) {
    IdentityStatus status = recorded(recorded, null);

    // Whatever the ETag, and whatever became of the PATCH.
    for (boolean isPatchApplied : new boolean[] {false, true}) {
      assertThat(
              SystemAssignedRecord.isOfAnother(
                  status, live("\"999\"", principalId), isPatchApplied))
          .isEqualTo(isOfAnother);
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      nullValues = "null",
      value = {
        // As many steps as one write takes.
        "\"7\", \"7\", false",
        "\"7\", \"8\", false",
        "\"7\", \"9\", false",
        "7, 9, false",
        "\"99999999999999999999\", \"100000000000000000000\", false",
        // Room for more writes.
        "\"7\", \"10\", true",
        "\"7\", \"11\", true",
        // No numbers, so that nothing can be counted.
        "null, \"8\", true",
        "\"7\", null, true",
        "null, null, true",
        "W/\"7\", W/\"8\", true",
        "\"a7\", \"a8\", true",
        "\"\", \"\", true"
      })
  void withoutAPrincipalTheETagTellsWhetherOthersMayHaveEnabledIt(
      String before, String now, boolean isOfAnother) {
    assertThat(SystemAssignedRecord.isOfAnother(recorded(null, before), live(now, "p"), true))
        .isEqualTo(isOfAnother);
  }

  @Test
  void whereNothingShowsThatThePatchWasAppliedItMayBeOfAnother() {
    assertThat(SystemAssignedRecord.isOfAnother(recorded(null, "\"7\""), live("\"8\"", "p"), false))
        .isTrue();
  }

  @Test
  void withoutARecordOrAnIdentityThereIsNothingToCompare() {
    assertThat(SystemAssignedRecord.isOfAnother(new IdentityStatus(), live("\"8\"", "p"), false))
        .isFalse();
    assertThat(
            SystemAssignedRecord.isOfAnother(recorded(null, "\"7\""), live("\"99\"", null), false))
        .isFalse();
  }

  private static SystemAssignedStatus found(String principalId) {
    SystemAssignedStatus found = new SystemAssignedStatus();
    found.state = IdentityState.PreExisting;
    found.principalId = principalId;
    return found;
  }

  @Test
  void thatItsOwnerIsUnknownIsSaidForAsLongAsItIsTheSame() {
    IdentityStatus before = recorded("p", null);
    before.systemAssigned.owned = false;
    before.systemAssigned.message = "its owner is unknown";

    assertThat(SystemAssignedRecord.ownerUnknown(before, found("p")))
        .contains("its owner is unknown");
    assertThat(SystemAssignedRecord.ownerUnknown(before, found("q"))).isEmpty();
    assertThat(SystemAssignedRecord.ownerUnknown(recorded(null, "\"7\""), found("q"))).isPresent();
    assertThat(SystemAssignedRecord.ownerUnknown(recorded("p", null), found("q"))).isEmpty();
    assertThat(SystemAssignedRecord.ownerUnknown(new IdentityStatus(), found("q"))).isEmpty();
  }
}
