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
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that the client-side rate limiter deferred do not count as failures. */
class BackoffTest {
  /** The longest first delay after a 403 at a retry delay of 5 s: one minute and a fifth. */
  private static final Duration FIRST_DELAY = Duration.ofSeconds(72);

  private static final Problem DEFERRED =
      new Problem(Kind.THROTTLED, "HeldBack", "", Optional.of(Duration.ofSeconds(1)), Set.of());
  private static final Problem FORBIDDEN = FakeCompute.problem(Kind.DENIED);

  private final LoopHarness loop = new LoopHarness(LoopHarness.WEB);

  private static void deferSixTimesThenForbid(Queue<Problem> problems) {
    problems.addAll(Collections.nCopies(6, DEFERRED));
    problems.add(FORBIDDEN);
  }

  /** Looks every second until then, and no longer than for this time. */
  private void lookUntil(BooleanSupplier isReached, Duration longest) {
    Instant end = loop.clock.instant().plus(longest);
    while (!isReached.getAsBoolean()) {
      assertThat(loop.clock.instant()).isBeforeOrEqualTo(end);
      loop.lookAt("app");
      loop.look();
      loop.clock.advance(Duration.ofSeconds(1));
    }
  }

  private void assertThatTheNextAttemptIsSoon(BooleanSupplier isForbidden, LongSupplier attempts) {
    lookUntil(isForbidden, Duration.ofMinutes(1));
    long before = attempts.getAsLong();

    lookUntil(() -> attempts.getAsLong() > before, FIRST_DELAY);
  }

  /** Its third 403 counts: one or two may be wrong, and are retried at once. */
  @Test
  void ofATarget() {
    deferSixTimesThenForbid(loop.azure.readProblems);
    loop.azure.readProblems.addAll(List.of(FORBIDDEN, FORBIDDEN));
    loop.declare("web", assigned("app"));

    assertThatTheNextAttemptIsSoon(loop.azure.readProblems::isEmpty, () -> loop.azure.reads);
  }

  @Test
  void ofAUserAssignedIdentity() {
    Collections.nCopies(6, DEFERRED).forEach(problem -> loop.identities.fail("read", problem));
    loop.identities.fail("read", FORBIDDEN);
    loop.cluster.declareIdentity("app", spec -> {});

    assertThatTheNextAttemptIsSoon(
        () -> loop.identities.count("read") == 7, () -> loop.identities.count("read"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ofARoleAssignment(boolean isListed) {
    Queue<Problem> problems = isListed ? loop.roles.listProblems : loop.roles.grantProblems;
    deferSixTimesThenForbid(problems);
    loop.cluster.declareIdentity("app", spec -> spec.roleAssignments.add(role("Reader", "/scope")));

    assertThatTheNextAttemptIsSoon(problems::isEmpty, () -> loop.roles.calls.size());
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

    assertThatTheNextAttemptIsSoon(
        loop.azure.extensionProblems::isEmpty, () -> loop.azure.extensionCalls.size());
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
