package dev.managedidentity.emulator;

import dev.managedidentity.emulator.ArmTestClient.Reply;
import dev.managedidentity.testing.MutableClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An emulator whose clock the test moves, with one scale set and two identities. */
abstract class EmulatorFixture {
  /** Certificates take keytool half a second each, so one serves all tests. */
  private static final Path KEYS = keys();

  @TempDir Path directory;
  final MutableClock clock = new MutableClock();
  Emulator emulator;
  ArmTestClient client;
  String app;
  String metrics;
  String web;

  @BeforeEach
  void startDefault() throws IOException {
    start(options -> options);
  }

  @AfterEach
  void close() {
    emulator.close();
  }

  void start(UnaryOperator<EmulatorOptions> with) throws IOException {
    if (emulator != null) {
      emulator.close();
    }
    emulator = startIn(directory, with.apply(EmulatorOptions.in(directory).withClock(clock)));
    client = ArmTestClient.of(emulator);
    app = emulator.azure().putIdentity("shop", "app");
    metrics = emulator.azure().putIdentity("shop", "metrics");
    web = emulator.azure().putScaleSet("shop", "web", null);
  }

  static Emulator startIn(Path directory, EmulatorOptions options) throws IOException {
    Path own = directory.resolve("server.p12");
    if (!Files.exists(own)) {
      Files.copy(KEYS, own);
    }
    return Emulator.start(options);
  }

  Reply patchIdentity(String identity) {
    return client.patch(web, "{\"identity\":" + identity + "}");
  }

  /** Lets every operation come to its end. */
  void settle() {
    clock.advance(Duration.ofMinutes(3));
  }

  static String users(String... entries) {
    return "{\"type\":\"UserAssigned\",\"userAssignedIdentities\":{"
        + String.join(",", entries)
        + "}}";
  }

  static String add(String id) {
    return "\"" + id + "\":{}";
  }

  static String drop(String id) {
    return "\"" + id + "\":null";
  }

  private static Path keys() {
    try {
      Path directory = Files.createTempDirectory("emulator-keys");
      Emulator.start(EmulatorOptions.in(directory)).close();
      directory.toFile().deleteOnExit();
      return directory.resolve("server.p12");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
