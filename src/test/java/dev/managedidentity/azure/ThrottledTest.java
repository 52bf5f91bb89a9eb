package dev.managedidentity.azure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.emulator.audit.RequestRecord;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.IdentityPatch;
import dev.managedidentity.plan.IdentityType;
import dev.managedidentity.testing.MutableClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a 429 stops, and what it does not. */
class ThrottledTest {
  private static final IdentityPatch SYSTEM =
      new IdentityPatch(IdentityType.SYSTEM_ASSIGNED, Map.of());

  @TempDir private Path directory;
  private final MutableClock clock = new MutableClock();
  private EmulatedAzure azure;
  private AzureCompute compute;
  private ArmId web;
  private ArmId api;

  @BeforeEach
  void start() throws IOException {
    azure = new EmulatedAzure(directory);
    compute = client();
    web = azure.scaleSet("web");
    api = azure.scaleSet("api");
  }

  @AfterEach
  void stop() {
    azure.close();
  }

  private AzureCompute client() {
    return new AzureCompute(new Arm(azure.settings(Duration.ofSeconds(30)), clock, Calls.UNHEARD));
  }

  private void throttle(String method, String code) {
    azure
        .emulator()
        .faults(
            "[{match: {method: %s, path: /virtualMachineScaleSets/}, times: 1, status: 429, code: %s, retryAfter: 17}]"
                .formatted(method, code));
  }

  private List<String> sent() {
    return azure.emulator().requests().stream()
        .filter(one -> one.path().startsWith("/subscriptions/"))
        .map(RequestRecord::method)
        .toList();
  }

  private Optional<Problem> readProblem(ArmId target) {
    return compute.read(target).problem();
  }

  @Test
  void whatAllOfASubscriptionShareIsLeftAloneByAllUntilItsTime() {
    // Given
    throttle("GET", "SubscriptionRequestsThrottled");
    assertThat(readProblem(web)).map(Problem::kind).contains(Problem.Kind.THROTTLED);

    // When
    clock.advance(Duration.ofSeconds(7));
    Optional<Problem> problem = readProblem(api);

    // Then
    assertThat(problem).map(Problem::kind).contains(Problem.Kind.THROTTLED);
    assertThat(problem.orElseThrow().retryAfter()).contains(Duration.ofSeconds(10));
    assertThat(sent()).containsExactly("GET");

    // When
    clock.advance(Duration.ofSeconds(10));

    // Then
    assertThat(readProblem(api)).isEmpty();
    assertThat(sent()).containsExactly("GET", "GET");
  }

  @Test
  void readsStopNoWritesAndTheOtherWayRound() {
    // Given
    throttle("GET", "SubscriptionRequestsThrottled");
    compute.read(web);

    // Then
    assertThat(compute.patch(api, SYSTEM, null).problem()).isEmpty();

    // When
    throttle("PATCH", "SubscriptionRequestsThrottled");
    clock.advance(Duration.ofSeconds(17));
    compute.patch(web, SYSTEM, null);

    // Then
    assertThat(compute.patch(api, SYSTEM, null).problem()).isPresent();
    assertThat(readProblem(api)).isEmpty();
    assertThat(sent()).containsExactly("GET", "PATCH", "PATCH", "GET");
  }

  @Test
  void oneOfOneTargetStopsNoOther() {
    // Given
    throttle("GET", "OperationNotAllowed");
    assertThat(readProblem(web)).isPresent();

    // Then
    assertThat(readProblem(api)).isEmpty();
  }

  @Test
  void oneSubscriptionStopsNoOtherNorOneCredentialAnother() {
    // Given
    throttle("GET", "SubscriptionRequestsThrottled");
    assertThat(readProblem(web)).isPresent();
    ArmId elsewhere =
        ArmId.of("5b000000-0000-4000-8000-0000000000ff", "shop", ArmId.SCALE_SET, "web");

    // Then
    assertThat(readProblem(elsewhere)).map(Problem::kind).contains(Problem.Kind.NOT_FOUND);
    assertThat(client().read(api).problem()).isEmpty();
  }
}
