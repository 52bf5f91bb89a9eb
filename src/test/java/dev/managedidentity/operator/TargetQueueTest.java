package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.managedidentity.plan.ArmId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TargetQueueTest {
  private static final Duration SOON = Duration.ofMillis(1);
  private static final Duration NEVER = Duration.ofDays(1);
  private static final Duration GRACE = Duration.ofSeconds(20);

  private static ArmId target(int number) {
    return ArmId.of("s", "shop", ArmId.SCALE_SET, "set" + number);
  }

  @Test
  void neverWorksOnOneTargetTwiceAtOnce() {
    // Given
    Map<ArmId, AtomicInteger> running = new ConcurrentHashMap<>();
    AtomicInteger clashes = new AtomicInteger();
    AtomicInteger runs = new AtomicInteger();
    TargetQueue queue =
        new TargetQueue(
            id -> {
              AtomicInteger here = running.computeIfAbsent(id, unused -> new AtomicInteger());
              if (here.incrementAndGet() > 1) {
                clashes.incrementAndGet();
              }
              here.decrementAndGet();
              runs.incrementAndGet();
              return Optional.of(SOON);
            },
            8,
            SOON);
    queue.open();

    // When
    List<ArmId> targets = IntStream.range(0, 4).mapToObj(TargetQueueTest::target).toList();
    for (int i = 0; i < 2000; i++) {
      targets.forEach(queue::touch);
    }
    await().until(() -> runs.get() > 500);
    queue.close(GRACE);

    // Then
    assertThat(clashes).hasValue(0);
    assertThat(running).hasSize(4);
  }

  @Test
  void aTouchDuringARunLeadsToExactlyOneMore() throws Exception {
    // Given
    CyclicBarrier inside = new CyclicBarrier(2);
    Semaphore finished = new Semaphore(0);
    TargetQueue queue =
        new TargetQueue(
            id -> {
              meet(inside);
              meet(inside);
              finished.release();
              return Optional.of(NEVER);
            },
            4,
            SOON);
    queue.open();
    queue.touch(target(1));
    meet(inside);

    // When
    for (int i = 0; i < 10; i++) {
      queue.touch(target(1));
    }
    meet(inside);
    meet(inside);
    meet(inside);

    // Then
    assertThat(finished.tryAcquire(2, 20, TimeUnit.SECONDS)).isTrue();
    queue.close(GRACE);
    assertThat(finished.availablePermits()).isZero();
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void oneSlowTargetDoesNotHoldUpTheOthers() throws Exception {
    // Given
    CountDownLatch slowMayEnd = new CountDownLatch(1);
    CountDownLatch others = new CountDownLatch(50);
    TargetQueue queue =
        new TargetQueue(
            id -> {
              if (id.equals(target(0))) {
                awaitQuietly(slowMayEnd);
              } else {
                others.countDown();
              }
              return Optional.empty();
            },
            2,
            SOON);
    queue.open();

    // When
    IntStream.rangeClosed(0, 50).mapToObj(TargetQueueTest::target).forEach(queue::touch);

    // Then
    assertThat(others.await(20, TimeUnit.SECONDS)).isTrue();
    slowMayEnd.countDown();
    queue.close(GRACE);
  }

  static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void workThatThrowsIsTriedAgain() {
    // Given
    AtomicInteger runs = new AtomicInteger();
    TargetQueue queue =
        new TargetQueue(
            id -> {
              if (runs.incrementAndGet() < 3) {
                throw new IllegalStateException("on purpose");
              }
              return Optional.of(NEVER);
            },
            1,
            SOON);
    queue.open();

    // When
    queue.touch(target(1));

    // Then
    await().until(() -> runs.get() == 3);
    queue.close(GRACE);
  }

  @Test
  void aTargetThatIsDoneIsWorkedOnAgainOnlyWhenTouched() {
    // Given
    AtomicInteger runs = new AtomicInteger();
    TargetQueue queue =
        new TargetQueue(
            id -> {
              runs.incrementAndGet();
              return Optional.empty();
            },
            1,
            SOON);
    queue.open();
    queue.touch(target(1));
    await().until(() -> runs.get() == 1);

    // When
    queue.touch(target(1));

    // Then
    await().until(() -> runs.get() == 2);
    queue.close(GRACE);
    assertThat(runs).hasValue(2);
  }

  @Test
  void itIsCrowdedWhileOneIsDueForWhichNoThreadIsFree() {
    // Given
    CountDownLatch mayEnd = new CountDownLatch(1);
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch second = new CountDownLatch(2);
    TargetQueue queue =
        new TargetQueue(
            id -> {
              first.countDown();
              second.countDown();
              awaitQuietly(mayEnd);
              return Optional.of(NEVER);
            },
            1,
            SOON);
    queue.open();
    queue.touch(target(1));
    awaitQuietly(first);
    assertThat(queue.isCrowded()).as("one is worked on, and no other is there").isFalse();

    // When
    queue.touch(target(2));

    // Then
    assertThat(queue.isCrowded()).isTrue();

    // When
    mayEnd.countDown();
    awaitQuietly(second);

    // Then
    assertThat(queue.isCrowded()).as("the first wants to be looked at tomorrow").isFalse();
    queue.close(GRACE);
  }

  @Test
  void closingLetsRunningWorkEndAndTakesNoMore() {
    // Given
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    AtomicInteger ended = new AtomicInteger();
    TargetQueue queue =
        new TargetQueue(
            id -> {
              started.countDown();
              awaitQuietly(mayEnd);
              ended.incrementAndGet();
              return Optional.of(Duration.ZERO);
            },
            1,
            SOON);
    queue.open();
    queue.touch(target(1));
    awaitQuietly(started);

    // When
    Thread closing = new Thread(() -> queue.close(GRACE));
    closing.start();
    await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
    mayEnd.countDown();
    await().until(() -> !closing.isAlive());
    queue.touch(target(2));

    // Then
    assertThat(ended).hasValue(1);
  }

  @Test
  void worksOnNothingBeforeItIsOpenedAndThenOnEverythingTouchedOnce() {
    // Given
    Map<ArmId, AtomicInteger> runs = new ConcurrentHashMap<>();
    TargetQueue queue =
        new TargetQueue(
            id -> {
              runs.computeIfAbsent(id, unused -> new AtomicInteger()).incrementAndGet();
              return Optional.of(NEVER);
            },
            2,
            SOON);
    queue.touch(target(1));
    queue.touch(target(1));
    queue.touch(target(2));
    int before = runs.size();

    // When
    queue.open();

    // Then
    assertThat(before).isZero();
    await().until(() -> runs.size() == 2);
    queue.close(GRACE);
    assertThat(runs.values()).allSatisfy(count -> assertThat(count).hasValue(1));
  }
}
