package dev.managedidentity.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand connections that bring no request, and one client that is served throughout. */
class RubbishIT {
  private static final int PIECES = 10_000;
  private static final int AT_ONCE = 4;
  private static final int SLOW = 100;
  private static final long SOME_MEGABYTES = 24L * 1024 * 1024;

  @TempDir private Path directory;
  private final ExecutorService senders = Executors.newFixedThreadPool(AT_ONCE + 1);
  private final List<Socket> slow = new ArrayList<>();
  private EmulatorProcess emulator;
  private HttpClient http;
  private HttpRequest read;

  @BeforeEach
  void start() throws Exception {
    Path seed =
        Files.writeString(
            directory.resolve("seed.yaml"), "scaleSets: [{resourceGroup: shop, name: web}]");
    emulator =
        EmulatorProcess.start(
            directory,
            List.of(
                "-Xmx192m", "-XX:+ExitOnOutOfMemoryError", "-Dsun.net.httpserver.maxRspTime=10"),
            "--seed",
            seed.toString(),
            "--slowest-request",
            "5",
            "--time-factor",
            "0");
    http = HttpClient.newBuilder().sslContext(emulator.tls()).build();
    String path =
        "/subscriptions/%s/resourceGroups/shop/providers/Microsoft.Compute/virtualMachineScaleSets/web"
            .formatted(emulator.environment().get("AZURE_SUBSCRIPTION_ID"));
    read =
        HttpRequest.newBuilder(URI.create(emulator.uri() + path + "?api-version=2024-11-01"))
            .header("Authorization", "Bearer " + emulator.token(http, "good"))
            .timeout(Duration.ofMinutes(3))
            .build();
  }

  @AfterEach
  void close() throws Exception {
    senders.shutdownNow();
    senders.awaitTermination(1, TimeUnit.MINUTES);
    for (Socket socket : slow) {
      socket.close();
    }
    emulator.close();
  }

  private int status() throws IOException, InterruptedException {
    return http.send(read, BodyHandlers.discarding()).statusCode();
  }

  private void sendMany(long seed) throws IOException {
    Rubbish rubbish = new Rubbish(emulator, seed);
    for (int i = 0; i < PIECES / AT_ONCE && !Thread.currentThread().isInterrupted(); i++) {
      rubbish.send();
    }
  }

  private List<Future<?>> startSending() {
    List<Future<?>> sending = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      long seed = i;
      sending.add(
          senders.submit(
              () -> {
                sendMany(seed);
                return null;
              }));
    }
    return sending;
  }

  private void leaveSomeLying() throws IOException {
    Rubbish slowly = new Rubbish(emulator, 99);
    for (int i = 0; i < SLOW; i++) {
      slow.add(slowly.slow());
    }
  }

  @Test
  void servesAGoodClientWhateverOthersSend() throws Exception {
    // Given
    assertThat(status()).isEqualTo(200);
    long heapBefore = emulator.heapInUse();
    leaveSomeLying();

    // When
    List<Future<?>> sending = startSending();
    int served = 0;
    while (!sending.stream().allMatch(Future::isDone)) {
      assertThat(status()).isEqualTo(200);
      served++;
    }

    // Then
    for (Future<?> one : sending) {
      one.get();
    }
    assertThat(served).isGreaterThan(AT_ONCE);
    assertThat(emulator.isAlive()).isTrue();
    assertThat(status()).isEqualTo(200);
    await()
        .atMost(Duration.ofMinutes(3))
        .untilAsserted(
            () -> {
              assertThat(emulator.servingThreads()).isLessThan(5);
              assertThat(emulator.heapInUse()).isLessThan(heapBefore + SOME_MEGABYTES);
            });
  }
}
