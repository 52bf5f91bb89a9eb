package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.identity;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.Reason;
import dev.managedidentity.api.WriteTo;
import dev.managedidentity.azure.Problem.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How the ids of an identity get to those who need them. */
class PublicationTest {
  private final LoopHarness loop = new LoopHarness(LoopHarness.WEB);

  static WriteTo to(String configMap) {
    WriteTo to = new WriteTo();
    to.configMap = configMap;
    return to;
  }

  @BeforeEach
  void declareAnIdentityThatIsWrittenTo() {
    loop.cluster.declareIdentity("app", spec -> spec.writeTo = to("ids"));
  }

  @Test
  void theIdsAreWrittenAsSoonAsThereIsAnIdentity() {
    // Given
    loop.identities.groupIsThere = false;
    loop.lookAtWhenDue("app", 1);
    assertThat(loop.cluster.configMaps).isEmpty();

    // When
    loop.identities.groupIsThere = true;
    loop.lookAtWhenDue("app", 1);

    // Then
    assertThat(loop.cluster.configMaps.get("ids"))
        .containsOnlyKeys("id", "clientId", "principalId", "tenantId")
        .containsEntry("clientId", loop.identities.get(identity("app")).clientId());
    assertThat(loop.cluster.identityStatus("app").configMap).isEqualTo("ids");
  }

  @Test
  void theIdsOfAnIdentityThatWasMadeAgainFollow() {
    // Given
    loop.lookAtWhenDue("app", 1);

    // When
    loop.identities.remove(identity("app"));
    loop.lookAtWhenDue("app", 1);

    // Then
    assertThat(loop.cluster.configMaps.get("ids"))
        .containsEntry("clientId", loop.identities.get(identity("app")).clientId());
    assertThat(loop.cluster.configMapWrites).isEqualTo(2);
  }

  @Test
  void whatIsWrittenToNoMoreIsTakenBack() {
    // Given
    loop.lookAtWhenDue("app", 1);

    // When
    loop.cluster.editIdentity("app", spec -> spec.writeTo = to("others"));
    loop.lookAtWhenDue("app", 1);

    // Then
    assertThat(loop.cluster.configMaps).containsOnlyKeys("others");

    // When
    loop.cluster.editIdentity("app", spec -> spec.writeTo = null);
    loop.lookAtWhenDue("app", 1);

    // Then
    assertThat(loop.cluster.configMaps).isEmpty();
    assertThat(loop.cluster.identityStatus("app").configMap).isNull();
  }

  @Test
  void aConfigMapOfSomebodyElseIsToldAndLeftAlone() {
    // Given
    loop.cluster.others.add("ids");

    // When
    loop.lookAtWhenDue("app", 5);

    // Then
    assertThat(loop.cluster.identityReady("app")).isEqualTo("False InvalidSpec");
    assertThat(loop.cluster.identityStatus("app").configMap).isNull();
    assertThat(loop.cluster.identityStatus("app").clientId).as("the rest goes on").isNotNull();
    assertThat(loop.cluster.statusWrites).as("with the intent").isEqualTo(2);
    assertThat(loop.cluster.configMapWrites).isZero();
  }

  @Test
  void whatCannotBeTakenBackJustNowStaysOnRecord() {
    // Given
    loop.lookAtWhenDue("app", 1);
    loop.cluster.configMapObstacle =
        new Obstacle(Reason.PermissionDenied, false, "may not delete it");

    // When
    loop.cluster.editIdentity("app", spec -> spec.writeTo = null);
    loop.lookAtWhenDue("app", 2);

    // Then
    assertThat(loop.cluster.identityReady("app")).isEqualTo("False PermissionDenied");
    assertThat(loop.cluster.identityStatus("app").configMap).isEqualTo("ids");

    // When
    loop.cluster.configMapObstacle = null;
    loop.lookAtWhenDue("app", 1);

    // Then
    assertThat(loop.cluster.configMaps).isEmpty();
    assertThat(loop.cluster.identityReady("app")).isEqualTo("True Converged");
  }

  @Test
  void whileAzureIsAwayItIsNotForgottenWhatWasWritten() {
    // Given
    loop.lookAtWhenDue("app", 1);

    // When
    loop.identities.fail("read", FakeCompute.problem(Kind.UNAVAILABLE));
    loop.lookAtWhenDue("app", 1);

    // Then
    assertThat(loop.cluster.identityReady("app")).isEqualTo("False AzureUnavailable");
    assertThat(loop.cluster.identityStatus("app").configMap).isEqualTo("ids");
    assertThat(loop.cluster.configMaps).containsKey("ids");
  }
}
