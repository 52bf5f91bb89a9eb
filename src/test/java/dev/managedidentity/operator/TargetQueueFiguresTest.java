package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.managedidentity.plan.ArmId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What the queue tells of itself, and who comes first in it. */
class TargetQueueFiguresTest {
  private static final Duration SOON = Duration.ofMillis(1);
  private static final Duration NEVER = Duration.ofDays(1);
  private static final Duration GRACE = Duration.ofSeconds(20);

  private static ArmId target(int number) {
    return ArmId.of("s", "shop", ArmId.SCALE_SET, "set" + number);
  }

  @Test
  void tellsWhatItKnowsWhatIsDueAndWhatIsWorkedOn() {
    // Given
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    TargetQueue queue =
        new TargetQueue(
            id -> {
              started.countDown();
              TargetQueueTest.awaitQuietly(mayEnd);
              return Optional.of(NEVER);
            },
            1,
            SOON);
    List.of(1, 2, 3).forEach(number -> queue.touch(target(number)));
    List<Integer> closed = figures(queue);

    // When
    queue.open();
    TargetQueueTest.awaitQuietly(started);
    List<Integer> open = figures(queue);
    mayEnd.countDown();
    await().until(() -> queue.depth() == 0 && queue.busy() == 0);
    List<Integer> done = figures(queue);
    queue.close(GRACE);

    // Then
    assertThat(closed).containsExactly(3, 3, 0);
    assertThat(open).containsExactly(3, 2, 1);
    assertThat(done).as("known, and not due for long").containsExactly(3, 0, 0);
  }

  private static List<Integer> figures(TargetQueue queue) {
    return List.of(queue.targets(), queue.depth(), queue.busy());
  }

  @Test
  void tellsHowLateEachRunBegins() {
    // Given
    List<Duration> late = new CopyOnWriteArrayList<>();
    CountDownLatch waits = new CountDownLatch(1);
    TargetQueue queue =
        new TargetQueue(
            id -> {
              TargetQueueTest.awaitQuietly(waits);
              return Optional.empty();
            },
            1,
            SOON,
            late::add);
    queue.open();
    queue.touch(target(1));
    await().until(() -> queue.busy() == 1);
    long due = System.nanoTime();
    queue.touch(target(2));

    // When
    await().until(() -> System.nanoTime() - due > Duration.ofMillis(50).toNanos());
    waits.countDown();
    await().until(() -> queue.targets() == 0);
    long end = System.nanoTime();
    queue.close(GRACE);

    // Then
    assertThat(late).hasSize(2).allSatisfy(one -> assertThat(one.isNegative()).isFalse());
    assertThat(late.get(1)).isBetween(Duration.ofMillis(49), Duration.ofNanos(end - due));
  }

  @Test
  void whatIsDueKeepsItsPlaceInTheLineWhenItIsTouchedAgain() {
    // Given
    List<ArmId> order = new CopyOnWriteArrayList<>();
    CountDownLatch waits = new CountDownLatch(1);
    TargetQueue queue =
        new TargetQueue(
            id -> {
              TargetQueueTest.awaitQuietly(waits);
              order.add(id);
              return Optional.empty();
            },
            1,
            SOON);
    queue.open();
    queue.touch(target(1));
    await().until(() -> queue.busy() == 1);
    queue.touch(target(2));
    queue.touch(target(3));
    await().until(() -> queue.depth() == 2);

    // When
    queue.touch(target(2));
    waits.countDown();
    await().until(() -> queue.targets() == 0);
    queue.close(GRACE);

    // Then
    assertThat(order).containsExactly(target(1), target(2), target(3));
  }
}
