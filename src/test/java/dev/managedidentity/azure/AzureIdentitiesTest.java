package dev.managedidentity.azure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.azure.Identities.Creation;
import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.emulator.arm.Access;
import dev.managedidentity.emulator.arm.Lock;
import dev.managedidentity.plan.ArmId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AzureIdentitiesTest {
  @TempDir private static Path directory;
  private EmulatedAzure azure;
  private Identities identities;
  private ArmId web;
  private ArmId app;

  @BeforeEach
  void start() throws Exception {
    azure = new EmulatedAzure(directory);
    identities = azure.connect().identities();
    web = azure.scaleSet("web");
    app = identity(web.resourceGroup());
  }

  @AfterEach
  void close() {
    azure.close();
  }

  @Test
  void makesAnIdentityWhereItsGroupIs() {
    // When
    String location = identities.groupLocation(app).value().orElseThrow();
    UserIdentity made =
        identities.create(app, location, Map.of("team", "shop")).value().orElseThrow().identity();

    // Then
    assertThat(made.id()).isEqualTo(app);
    assertThat(made.location()).isEqualTo("westeurope");
    assertThat(made.tags()).isEqualTo(Map.of("team", "shop"));
    assertThat(made.tenantId()).isEqualTo(azure.env("AZURE_TENANT_ID"));
    assertThat(made.principalId()).isNotBlank().isNotEqualTo(made.clientId());
    assertThat(identities.read(app).value()).contains(made);
    assertThat(azure.armRequests()).hasSize(3);
  }

  @Test
  void makingOneThatIsThereAnswersWithIt() {
    // Given
    Creation made = identities.create(app, "westeurope", Map.of()).value().orElseThrow();

    // When
    Creation again = identities.create(app, "westeurope", Map.of()).value().orElseThrow();

    // Then
    assertThat(made.isNew()).isTrue();
    assertThat(again).isEqualTo(new Creation(made.identity(), false));
  }

  @Test
  void otherTagsTakeThePlaceOfAll() {
    // Given
    UserIdentity made =
        identities
            .create(app, "westeurope", Map.of("a", "1", "b", "2"))
            .value()
            .orElseThrow()
            .identity();

    // When
    UserIdentity tagged = identities.tag(app, Map.of("b", "3")).value().orElseThrow();

    // Then
    assertThat(tagged.tags()).isEqualTo(Map.of("b", "3"));
    assertThat(tagged.clientId()).isEqualTo(made.clientId());
    assertThat(identities.tag(app, Map.of()).value().orElseThrow().tags()).isEmpty();
  }

  /** Whatever a record or a caller says: nothing but an identity is created, tagged or deleted. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Microsoft.Compute/virtualMachineScaleSets",
        "Microsoft.Compute/virtualMachines",
        "Microsoft.ContainerService/managedClusters",
        "Microsoft.ManagedIdentity/userAssignedIdentitiesX"
      })
  void nothingIsSentForWhatIsNoIdentity(String type) {
    // Given
    ArmId other = ArmId.of(web.subscriptionId(), "shop", type, "web");

    // When
    List<Answer<?>> answers =
        List.of(
            identities.create(other, "westeurope", Map.of()),
            identities.tag(other, Map.of()),
            identities.delete(other));

    // Then
    assertThat(answers)
        .allSatisfy(
            answer -> {
              assertThat(kind(answer)).isEqualTo(Kind.REFUSED);
              assertThat(answer.problem().orElseThrow().message()).contains(other.text());
            });
    assertThat(azure.armRequests()).isEmpty();
  }

  @Test
  void deletesOnce() {
    // Given
    identities.create(app, "westeurope", Map.of());

    // Then
    assertThat(identities.delete(app).value()).contains(true);
    assertThat(identities.delete(app).value()).contains(false);
    assertThat(kind(identities.read(app))).isEqualTo(Kind.NOT_FOUND);
    assertThat(kind(identities.tag(app, Map.of()))).isEqualTo(Kind.NOT_FOUND);
  }

  @ParameterizedTest
  @CsvSource({"ResourceGroupNotFound, true", "SubscriptionNotFound, false"})
  void aGroupOrASubscriptionThatIsNotThereIsTold(String code, boolean known) {
    // Given
    String subscription = known ? web.subscriptionId() : "99999999-0000-4000-8000-000000000000";
    ArmId lost = ArmId.of(subscription, "lost", ArmId.USER_ASSIGNED_IDENTITY, "app");

    // When
    List<Answer<?>> answers =
        List.of(
            identities.read(lost),
            identities.groupLocation(lost),
            identities.create(lost, "westeurope", Map.of()),
            identities.tag(lost, Map.of()),
            identities.delete(lost));

    // Then
    assertThat(answers)
        .allSatisfy(answer -> assertThat(kind(answer)).isEqualTo(Kind.GROUP_NOT_FOUND))
        .allSatisfy(answer -> assertThat(answer.problem().orElseThrow().code()).isEqualTo(code));
  }

  @Test
  void aLockForbidsTheDeletion() {
    // Given
    identities.create(app, "westeurope", Map.of());
    azure.emulator().azure().access().lock(new Lock("keep", app.text(), "CanNotDelete"));

    // When
    Problem problem = identities.delete(app).problem().orElseThrow();

    // Then
    assertThat(problem.kind()).isEqualTo(Kind.LOCKED);
    assertThat(problem.code()).isEqualTo("ScopeLocked");
    assertThat(identities.read(app).problem()).isEmpty();
  }

  @Test
  void whoMayOnlyReadIsDeniedTheRest() {
    // Given
    identities.create(app, "westeurope", Map.of());
    azure
        .emulator()
        .azure()
        .access()
        .restrict(
            azure.env("AZURE_CLIENT_ID"),
            List.of(new Access.Grant("Reader", "/subscriptions/" + web.subscriptionId())));

    // Then
    assertThat(identities.read(app).problem()).isEmpty();
    assertThat(identities.groupLocation(app).problem()).isEmpty();
    assertThat(kind(identities.create(app, "westeurope", Map.of()))).isEqualTo(Kind.DENIED);
    assertThat(kind(identities.tag(app, Map.of()))).isEqualTo(Kind.DENIED);
    assertThat(kind(identities.delete(app))).isEqualTo(Kind.DENIED);
  }

  private ArmId identity(String group) {
    return ArmId.of(web.subscriptionId(), group, ArmId.USER_ASSIGNED_IDENTITY, "app");
  }

  private static Kind kind(Answer<?> answer) {
    return answer.problem().orElseThrow().kind();
  }
}
