package dev.managedidentity.azure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.IdentityPatch;
import dev.managedidentity.plan.IdentityType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything that can go wrong on the wire, through the real client library. */
class AzureTroubleTest {
  private static final IdentityPatch SYSTEM =
      new IdentityPatch(IdentityType.SYSTEM_ASSIGNED, Map.of());

  @TempDir private static Path directory;
  private EmulatedAzure azure;
  private ArmId web;

  @BeforeEach
  void start() throws Exception {
    azure = new EmulatedAzure(directory);
    web = azure.scaleSet("web");
  }

  @AfterEach
  void close() {
    azure.close();
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          UNAUTHENTICATED | status: 401
          DENIED          | status: 403
          NOT_FOUND       | status: 404
          CONFLICT        | status: 409
          LOCKED          | status: 409, code: ScopeLocked
          CHANGED         | status: 412
          THROTTLED       | status: 429, retryAfter: 600
          THROTTLED       | status: 429
          UNAVAILABLE     | status: 500
          UNAVAILABLE     | status: 503, retryAfter: 600
          UNAVAILABLE     | status: 302
          UNAVAILABLE     | garbage: true
          UNAVAILABLE     | truncate: true
          UNAVAILABLE     | empty: true
          """)
  void everyAnswerIsAProblemAfterOneRequest(Kind kind, String fault) {
    // Given
    AzureCompute compute = azure.client();
    assertThat(compute.read(web).problem()).isEmpty();
    strike(fault);

    // When
    Problem ofRead = compute.read(web).problem().orElseThrow();
    int afterRead = azure.armRequests().size();
    Problem ofPatch = compute.patch(web, SYSTEM, null).problem().orElseThrow();
    int afterPatch = azure.armRequests().size();

    // Then
    assertThat(ofRead.kind()).as(ofRead.toString()).isEqualTo(kind);
    assertThat(ofPatch.kind()).as(ofPatch.toString()).isEqualTo(kind);
    assertThat(afterRead).isEqualTo(2);
    assertThat(afterPatch).isEqualTo(3);
    assertThat(ofPatch.message()).isNotBlank().doesNotContain("eyJ");
    assertThat(azure.emulator().changes()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"stall: 600", "slowDrip: 600"})
  void noServerBeatsTheDeadline(String fault) {
    // Given
    assertThat(azure.client().read(web).problem()).isEmpty();
    strike(fault);
    AzureCompute hasty = azure.client(Duration.ofMillis(700));

    // When
    Problem ofRead = hasty.read(web).problem().orElseThrow();
    Problem ofPatch = hasty.patch(web, SYSTEM, null).problem().orElseThrow();

    // Then
    assertThat(ofRead.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(ofRead.code()).isEqualTo("DeadlineExceeded");
    assertThat(ofRead.message()).contains("700 ms").contains("127.0.0.1");
    assertThat(ofPatch.code()).isEqualTo("DeadlineExceeded");
  }

  @Test
  void aBrokenConnectionIsNoReasonToSendAPatchAgain() {
    // Given
    AzureCompute compute = azure.client();
    assertThat(compute.read(web).problem()).isEmpty();
    strike("reset: true");

    // When
    Problem ofPatch = compute.patch(web, SYSTEM, null).problem().orElseThrow();
    int afterPatch = azure.armRequests().size();
    Problem ofRead = compute.read(web).problem().orElseThrow();
    int afterRead = azure.armRequests().size();

    // Then
    assertThat(ofPatch.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(ofPatch.code()).isEqualTo("ConnectionBroken");
    assertThat(afterPatch).isEqualTo(2);
    assertThat(ofRead.kind()).isEqualTo(Kind.UNAVAILABLE);
    // The JDK sends a GET once more.
    assertThat(afterRead - afterPatch).isBetween(1, 2);
  }

  @Test
  void aThrottledCallSaysForHowLong() {
    // Given
    AzureCompute compute = azure.client();
    strike("status: 429, retryAfter: 600");

    // When
    Problem problem = compute.read(web).problem().orElseThrow();

    // Then
    assertThat(problem.retryAfter()).isEqualTo(Optional.of(Duration.ofMinutes(10)));
  }

  @Test
  void nothingListeningIsToldWithHostAndSetting() throws Exception {
    // Given
    AzureCompute compute = azure.client();
    assertThat(compute.read(web).problem()).isEmpty();
    azure.close();

    // When
    Problem problem = compute.read(web).problem().orElseThrow();

    // Then
    assertThat(problem.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(problem.message()).contains("127.0.0.1").contains("AZURE_RESOURCE_MANAGER_ENDPOINT");
  }

  @Test
  void aThreadThatIsToStopGetsItsAnswerAndStaysInterrupted() {
    // Given
    AzureCompute compute = azure.client();
    Thread.currentThread().interrupt();

    // When
    Problem problem = compute.read(web).problem().orElseThrow();

    // Then
    assertThat(Thread.interrupted()).isTrue();
    assertThat(problem.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(problem.code()).isEqualTo("Interrupted");
  }

  private void strike(String fault) {
    azure.emulator().faults("[{match: {path: /subscriptions/}, %s}]".formatted(fault));
  }
}
