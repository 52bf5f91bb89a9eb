package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.assigned;
import static dev.managedidentity.operator.LoopHarness.role;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.LegacyExtension;
import dev.managedidentity.api.LegacyExtension.OperatingSystem;
import dev.managedidentity.api.LegacyExtension.Presence;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.azure.Problem.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that the client-side rate limiter deferred do not count as failures. */
class BackoffTest {
  /** The first delay after a 403 at a retry delay of 5 s, jitter included. */
  private static final Duration FIRST_DELAY = Duration.ofSeconds(72);

  private static final Problem DEFERRED =
      new Problem(Kind.THROTTLED, "HeldBack", "", Optional.of(Duration.ofSeconds(1)), Set.of());
  private static final Problem FORBIDDEN = FakeCompute.problem(Kind.DENIED);

  private final LoopHarness loop = new LoopHarness(LoopHarness.WEB);

  private static void deferSixTimesThenForbid(Queue<Problem> problems) {
    for (int i = 0; i < 6; i++) {
      problems.add(DEFERRED);
    }
    // The target itself is read three times before a 403 is believed.
    for (int i = 0; i < 4; i++) {
      problems.add(FORBIDDEN);
    }
  }

  private void assertThatNoDelayIsLonger(Duration delay) {
    assertThat(delay).isLessThanOrEqualTo(FIRST_DELAY);
  }

  @Test
  void ofATarget() {
    deferSixTimesThenForbid(loop.azure.readProblems);
    loop.declare("web", assigned("app"));

    for (int i = 0; i < 9; i++) {
      Duration delay = loop.look().orElseThrow();
      assertThatNoDelayIsLonger(delay);
      loop.clock.advance(delay);
    }
    assertThat(loop.cluster.ready("web")).isEqualTo("False PermissionDenied");
  }

  @Test
  void ofAUserAssignedIdentity() {
    for (int i = 0; i < 6; i++) {
      loop.identities.fail("read", DEFERRED);
    }
    loop.identities.fail("read", FORBIDDEN);
    loop.cluster.declareIdentity("app", spec -> {});

    for (int i = 0; i < 7; i++) {
      Duration delay = loop.lookAt("app").orElseThrow();
      assertThatNoDelayIsLonger(delay);
      loop.clock.advance(delay);
    }
    assertThat(loop.cluster.identityReady("app")).isEqualTo("False PermissionDenied");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ofARoleAssignment(boolean isListed) {
    deferSixTimesThenForbid(isListed ? loop.roles.listProblems : loop.roles.grantProblems);
    loop.cluster.declareIdentity("app", spec -> spec.roleAssignments.add(role("Reader", "/scope")));

    for (int i = 0; i < 7; i++) {
      Duration delay = loop.lookAt("app").orElseThrow();
      assertThatNoDelayIsLonger(delay);
      loop.clock.advance(delay);
    }
    assertThat(loop.cluster.identityReady("app")).isEqualTo("False PermissionDenied");
  }

  @Test
  void ofTheLegacyExtension() {
    deferSixTimesThenForbid(loop.azure.extensionProblems);
    loop.declare(
        "web",
        spec -> {
          spec.legacyExtension = new LegacyExtension();
          spec.legacyExtension.state = Presence.Present;
          spec.legacyExtension.os = OperatingSystem.Linux;
        });

    for (int i = 0; i < 7; i++) {
      Duration delay = loop.look().orElseThrow();
      assertThatNoDelayIsLonger(delay);
      loop.clock.advance(delay);
    }
    assertThat(loop.cluster.ready("web")).isEqualTo("False PermissionDenied");
  }

  @Test
  void problemsOfOneAttemptCountOnce() {
    Backoff backoff = new Backoff();

    assertThat(backoff.failed(List.of(FORBIDDEN, FORBIDDEN))).isEqualTo(1);
    assertThat(backoff.failed(List.of(DEFERRED, FORBIDDEN))).isEqualTo(2);
    assertThat(backoff.failed(List.of(DEFERRED))).isEqualTo(2);
    backoff.succeeded();
    assertThat(backoff.failed(DEFERRED)).isEqualTo(1);
    assertThat(backoff.failed(FORBIDDEN)).isEqualTo(1);
  }
}
