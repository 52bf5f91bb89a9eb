package dev.managedidentity.azure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.azure.OperationState.Phase;
import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.IdentityPatch;
import dev.managedidentity.plan.IdentityPatch.Entry;
import dev.managedidentity.plan.IdentityType;
import dev.managedidentity.plan.LiveIdentity;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AzureComputeTest {
  @TempDir private static Path directory;
  private EmulatedAzure azure;
  private AzureCompute compute;

  @BeforeEach
  void start() throws Exception {
    azure = new EmulatedAzure(directory);
    compute = azure.client();
  }

  @AfterEach
  void close() {
    azure.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {ArmId.SCALE_SET, ArmId.VIRTUAL_MACHINE})
  void readsATargetWithoutIdentities(String type) {
    // Given
    ArmId web = azure.target(type, "web");

    // When
    ComputeResource read = compute.read(web).value().orElseThrow();

    // Then
    assertThat(read.id()).isEqualTo(web);
    assertThat(read.identity()).isEqualTo(LiveIdentity.NONE);
    assertThat(read.etag()).isNotBlank();
    assertThat(read.isChanging()).isFalse();
    assertThat(azure.armRequests()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {ArmId.SCALE_SET, ArmId.VIRTUAL_MACHINE})
  void assignsFollowsTheOperationAndReadsWhatCameOfIt(String type) {
    // Given
    ArmId web = azure.target(type, "web");
    ArmId app = azure.identity("app");
    String etag = compute.read(web).value().orElseThrow().etag();

    // When
    Accepted accepted =
        compute
            .patch(web, assign(IdentityType.SYSTEM_AND_USER_ASSIGNED, app), etag)
            .value()
            .orElseThrow();

    // Then
    assertThat(accepted.retryAfter()).isPositive();
    Operation operation = accepted.operation().orElseThrow();
    assertThat(compute.poll(operation).value().orElseThrow().phase()).isEqualTo(Phase.SUCCEEDED);
    LiveIdentity live = compute.read(web).value().orElseThrow().identity();
    assertThat(live.systemAssigned()).isTrue();
    assertThat(live.principalId()).isNotBlank();
    assertThat(live.userAssigned().get(app).clientId()).isNotBlank();
    assertThat(azure.armRequests()).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {ArmId.SCALE_SET, ArmId.VIRTUAL_MACHINE})
  void removesWithNullAndWithNoMapAtAll(String type) {
    // Given
    ArmId web = azure.target(type, "web");
    ArmId app = azure.identity("app");
    ArmId old = azure.identity("old");
    succeeds(compute.patch(web, assign(IdentityType.USER_ASSIGNED, app, old), null));

    // When
    succeeds(
        compute.patch(
            web, new IdentityPatch(IdentityType.USER_ASSIGNED, Map.of(old, Entry.REMOVE)), null));

    // Then
    assertThat(live(web).userAssigned()).containsOnlyKeys(app);

    // When
    succeeds(compute.patch(web, new IdentityPatch(IdentityType.NONE, Map.of()), null));

    // Then
    assertThat(live(web)).isEqualTo(LiveIdentity.NONE);
  }

  /** Before the operation has ended, so that it can be recorded before others change the target. */
  @ParameterizedTest
  @ValueSource(strings = {ArmId.SCALE_SET, ArmId.VIRTUAL_MACHINE})
  void theAnswerToAPatchShowsThePrincipalThatItMade(String type) {
    // Given
    ArmId web = azure.target(type, "web");

    // When
    Answer<Accepted> on =
        compute.patch(web, new IdentityPatch(IdentityType.SYSTEM_ASSIGNED, Map.of()), null);

    // Then
    assertThat(on.value().orElseThrow().operation()).isPresent();
    assertThat(on.value().orElseThrow().principalId()).contains(live(web).principalId());

    // When
    Answer<Accepted> off = compute.patch(web, new IdentityPatch(IdentityType.NONE, Map.of()), null);

    // Then
    assertThat(off.value().orElseThrow().principalId()).isEmpty();
  }

  @Test
  void asksForOneTokenForManyCalls() {
    // Given
    ArmId web = azure.scaleSet("web");

    // When
    for (int i = 0; i < 5; i++) {
      succeeds(compute.read(web));
    }

    // Then
    assertThat(azure.tokenRequests()).hasSize(1);
    assertThat(azure.armRequests())
        .hasSize(5)
        .allSatisfy(r -> assertThat(r.client()).isEqualTo(azure.env("AZURE_CLIENT_ID")));
  }

  @ParameterizedTest
  @ValueSource(strings = {ArmId.SCALE_SET, ArmId.VIRTUAL_MACHINE})
  void aTargetThatIsNotThereIsNotFound(String type) {
    // Given
    ArmId web = azure.target(type, "web");
    ArmId other = ArmId.of(web.subscriptionId(), "shop", type, "other");

    // When
    Problem problem = compute.read(other).problem().orElseThrow();

    // Then
    assertThat(problem.kind()).isEqualTo(Kind.NOT_FOUND);
    assertThat(problem.code()).isEqualTo("ResourceNotFound");
    assertThat(problem.message()).contains("other");
  }

  @Test
  void anIdentityThatIsNotThereIsNamed() {
    // Given
    ArmId web = azure.scaleSet("web");
    ArmId app2 = azure.identity("app2");
    ArmId app = ArmId.of(web.subscriptionId(), "shop", ArmId.USER_ASSIGNED_IDENTITY, "app");

    // When
    Problem problem =
        compute
            .patch(web, assign(IdentityType.USER_ASSIGNED, app, app2), null)
            .problem()
            .orElseThrow();

    // Then
    assertThat(problem.kind()).isEqualTo(Kind.IDENTITY_NOT_FOUND);
    assertThat(problem.identities()).containsExactly(app);
    assertThat(problem.code()).isEqualTo("FailedIdentityOperation");
  }

  @Test
  void anOldEtagMeansThatItChanged() {
    // Given
    ArmId web = azure.scaleSet("web");
    ArmId app = azure.identity("app");

    // When
    Problem problem =
        compute
            .patch(web, assign(IdentityType.USER_ASSIGNED, app), "\"0\"")
            .problem()
            .orElseThrow();

    // Then
    assertThat(problem.kind()).isEqualTo(Kind.CHANGED);
    assertThat(azure.emulator().changes()).isEmpty();
  }

  @Test
  void aFailedOperationIsToldByItsStatusNotByTheHttpStatus() {
    // Given
    ArmId web = azure.scaleSet("web");
    ArmId app = azure.identity("app");
    azure
        .emulator()
        .faults("[{match: {method: PATCH}, operation: Failed, code: Odd, message: Odd thing}]");

    // When
    Operation operation =
        compute
            .patch(web, assign(IdentityType.USER_ASSIGNED, app), null)
            .value()
            .flatMap(Accepted::operation)
            .orElseThrow();
    OperationState state = compute.poll(operation).value().orElseThrow();

    // Then
    assertThat(state.phase()).isEqualTo(Phase.FAILED);
    assertThat(state.code()).isEqualTo("Odd");
    assertThat(state.message()).isEqualTo("Odd thing");
  }

  private LiveIdentity live(ArmId scaleSet) {
    return compute.read(scaleSet).value().orElseThrow().identity();
  }

  private static void succeeds(Answer<?> answer) {
    assertThat(answer.problem()).isEmpty();
  }

  static IdentityPatch assign(IdentityType type, ArmId... identities) {
    return new IdentityPatch(
        type, Arrays.stream(identities).collect(Collectors.toMap(id -> id, id -> Entry.ASSIGN)));
  }

  @Test
  void aMachineAtWorkRefusesASecondChangeAsAConflict() {
    // Given
    ArmId build = azure.target(ArmId.VIRTUAL_MACHINE, "build");
    azure
        .emulator()
        .faults(
            "[{match: {method: PATCH}, status: 409, code: ConflictingConcurrentWriteNotAllowed,"
                + " times: 1}]");

    // When
    Problem problem =
        compute
            .patch(build, assign(IdentityType.USER_ASSIGNED, azure.identity("app")), null)
            .problem()
            .orElseThrow();

    // Then
    assertThat(problem.kind()).isEqualTo(Kind.CONFLICT);
  }
}
