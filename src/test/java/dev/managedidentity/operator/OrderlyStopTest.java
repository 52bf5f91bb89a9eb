package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.managedidentity.azure.CallsStopped;
import dev.managedidentity.plan.ArmId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** In which order the loop ends, and that it never runs afterwards. */
class OrderlyStopTest {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final ArmId TARGET = ArmId.of("s", "shop", ArmId.SCALE_SET, "web");

  private final List<String> steps = new CopyOnWriteArrayList<>();
  private final CountDownLatch running = new CountDownLatch(1);
  private final CountDownLatch mayEnd = new CountDownLatch(1);
  private final TargetQueue queue = new TargetQueue(this::work, 1, Duration.ofMillis(1));
  private final Watched watch = new Watched();
  private final Turn turn = new Turn(watch, queue);
  private Runnable elected;

  /** Work that does not obey an interrupt, as a request that is on its way does not. */
  private Optional<Duration> work(ArmId unused) {
    running.countDown();
    boolean isInterrupted = false;
    while (mayEnd.getCount() > 0) {
      try {
        mayEnd.await();
      } catch (InterruptedException e) {
        isInterrupted = true;
      }
    }
    steps.add("work ended");
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }

  private final class Watched implements Turn.Watch {
    private volatile boolean isStarted;
    private volatile Runnable onStart = () -> {};

    @Override
    public void start() {
      steps.add("started");
      onStart.run();
      isStarted = true;
    }

    @Override
    public void stop() {
      steps.add("stopped");
      isStarted = false;
    }

    @Override
    public boolean isStarted() {
      return isStarted;
    }

    @Override
    public boolean isHealthy() {
      return true;
    }
  }

  private void stand() {
    turn.standFor(
        (whenElected, unused) -> {
          elected = whenElected;
          return () -> steps.add("lease given back");
        },
        () -> steps.add("lost"));
  }

  @Test
  void theLeaseIsGivenBackOnlyWhenAllWorkHasEnded() {
    // Given
    stand();
    elected.run();
    queue.touch(TARGET);
    TargetQueueTest.awaitQuietly(running);

    // When
    Thread ending = new Thread(() -> turn.end(LONG));
    ending.start();
    await().until(() -> ending.getState() == Thread.State.TIMED_WAITING);

    // Then
    assertThat(steps).containsExactly("started");

    // When
    mayEnd.countDown();
    await().until(() -> !ending.isAlive());

    // Then
    assertThat(steps).containsExactly("started", "work ended", "stopped", "lease given back");
  }

  @Test
  void whileWorkMayStillRunTheLeaseIsKept() {
    // Given
    stand();
    elected.run();
    queue.touch(TARGET);
    TargetQueueTest.awaitQuietly(running);

    // When
    turn.end(Duration.ofMillis(1));

    // Then
    assertThat(steps).containsExactly("started");
    mayEnd.countDown();
  }

  @Test
  void whoIsElectedAfterTheEndDoesNotBegin() {
    // Given
    stand();

    // When
    turn.end(LONG);
    elected.run();

    // Then
    assertThat(steps).containsExactly("stopped", "lease given back");
    assertThat(turn.isTaken()).isFalse();
  }

  @Test
  void nobodyStandsForElectionAfterTheEnd() {
    // When
    turn.end(LONG);
    stand();
    turn.take();

    // Then
    assertThat(elected).isNull();
    assertThat(steps).containsExactly("stopped");
  }

  @Test
  void theEndDoesNotWaitForAStartThatHangs() {
    // Given
    CountDownLatch hangs = new CountDownLatch(1);
    watch.onStart = () -> TargetQueueTest.awaitQuietly(hangs);
    stand();
    Thread starting = new Thread(elected);
    starting.start();
    await().until(() -> steps.contains("started"));

    // When
    turn.end(LONG);

    // Then
    assertThat(steps).containsExactly("started", "lease given back");

    // When
    hangs.countDown();
    await().until(() -> !starting.isAlive());
    queue.touch(TARGET);

    // Then
    assertThat(steps).containsExactly("started", "lease given back", "stopped");
    assertThat(running.getCount()).as("no work was begun").isOne();
  }

  @Test
  void aStartThatFailsGivesTheLeaseBackAndIsReported() {
    // Given
    watch.onStart =
        () -> {
          throw new IllegalStateException("no list");
        };
    stand();

    // When
    elected.run();

    // Then
    assertThat(steps).containsExactly("started", "lease given back", "lost");
  }

  @Test
  void aStartThatFailsBecauseOfTheEndIsNoLoss() {
    // Given
    stand();
    watch.onStart =
        () -> {
          turn.end(LONG);
          throw new IllegalStateException("stopped");
        };

    // When
    elected.run();

    // Then
    assertThat(steps).containsExactly("started", "lease given back", "stopped");
  }

  @Test
  void workThatTheStopCutsShortIsNoFailure() {
    // Given
    CountDownLatch cut = new CountDownLatch(1);
    TargetQueue stopping =
        new TargetQueue(
            unused -> {
              cut.countDown();
              throw new CallsStopped();
            },
            1,
            Duration.ofDays(1));
    stopping.open();
    stopping.touch(TARGET);
    TargetQueueTest.awaitQuietly(cut);

    // Then
    assertThat(stopping.close(LONG)).isTrue();
  }
}
