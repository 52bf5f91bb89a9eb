package dev.managedidentity.operator;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import org.junit.jupiter.api.Test;

class NewestFirstTest {
  @Test
  void whatCameLastIsRunNext() throws InterruptedException {
    // Given
    ExecutorService threads = NewestFirst.threads(1);
    CountDownLatch allThere = new CountDownLatch(1);
    Queue<String> ran = new ConcurrentLinkedQueue<>();
    threads.execute(
        () -> {
          try {
            allThere.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          ran.add("running");
        });

    // When
    threads.execute(() -> ran.add("first"));
    threads.execute(() -> ran.add("second"));
    allThere.countDown();
    threads.shutdown();

    // Then
    assertThat(threads.awaitTermination(30, SECONDS)).isTrue();
    assertThat(ran).containsExactly("running", "second", "first");
  }
}
