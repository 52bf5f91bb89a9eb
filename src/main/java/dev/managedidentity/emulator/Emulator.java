package dev.managedidentity.emulator;

import dev.managedidentity.emulator.arm.Arm;
import dev.managedidentity.emulator.arm.Behaviour;
import dev.managedidentity.emulator.arm.Caller;
import dev.managedidentity.emulator.arm.Inventory;
import dev.managedidentity.emulator.audit.Audit;
import dev.managedidentity.emulator.audit.ChangeRecord;
import dev.managedidentity.emulator.audit.RequestRecord;
import dev.managedidentity.emulator.fault.Faults;
import dev.managedidentity.emulator.login.Login;
import dev.managedidentity.emulator.wire.Certificate;
import dev.managedidentity.emulator.wire.Request;
import dev.managedidentity.emulator.wire.TlsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A running emulator. Closing it ends it; its certificate stays, what it knew only where that is to
 * be saved.
 */
public final class Emulator implements AutoCloseable {
  private final TlsServer server;
  private final FrontDoor door;
  private final Environment environment;
  private final Path directory;
  private final LocalAzure azure;
  private final Audit audit;
  private final Faults faults;
  private final Seed seed;
  private final boolean saved;
  private final Inventory inventory;

  private Emulator(
      EmulatorOptions options, Seed seed, Parts parts, Certificate certificate, TlsServer server)
      throws IOException {
    this.server = server;
    this.door = parts.door();
    this.audit = parts.audit();
    this.faults = parts.faults();
    this.directory = parts.directory();
    URI uri = server.uri();
    Login login = new Login(uri, options.clock(), client -> Caller.of(client).objectId());
    Arm arm = new Arm(behaviour(options, seed), options.clock(), uri, audit);
    this.azure = new LocalAzure(arm.state(), seed.subscription());
    this.seed = seed.with(null, null);
    this.saved = options.saved();
    this.inventory = arm.state().inventory();
    seed.plant(arm.state(), login);
    this.environment = new Environment(uri, certificate.pem(), seed);
    environment.write(directory.resolve("env"));
    door.open(login, arm);
  }

  /** What can be made before the port is known. */
  private record Parts(Path directory, Audit audit, Faults faults, FrontDoor door) {}

  /**
   * Starts an emulator that serves when this returns.
   *
   * @throws IOException where the directory, the port or a file cannot be used
   * @throws IllegalArgumentException where seed or faults say something that cannot be meant
   */
  public static Emulator start(EmulatorOptions options) throws IOException {
    Faults faults = readFaults(options);
    Path directory = Files.createDirectories(options.directory()).toAbsolutePath();
    Seed seed = seed(options, new SavedState(directory));
    Certificate certificate = Certificate.in(directory);
    Audit audit = new Audit(options.clock());
    Parts parts = new Parts(directory, audit, faults, new FrontDoor(audit, faults));
    TlsServer server =
        TlsServer.start(options.port(), certificate.context(), options.slowest(), parts.door());
    try {
      return new Emulator(options, seed, parts, certificate, server);
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** What was saved goes before the seed: that one is for the first start. */
  private static Seed seed(EmulatorOptions options, SavedState state) throws IOException {
    if (options.saved() && state.exists()) {
      return state.read();
    }
    return options.seed().isPresent() ? Seed.read(options.seed().get()) : Seed.empty();
  }

  private static Behaviour behaviour(EmulatorOptions options, Seed seed) {
    return new Behaviour(
        seed.tenant(),
        options.timeFactor(),
        options.pageSize(),
        options.limits(),
        seed.preemption(),
        seed.quirks());
  }

  private static Faults readFaults(EmulatorOptions options) throws IOException {
    Optional<Path> file = options.faults();
    Faults faults = new Faults(options.clock(), options.timeFactor());
    if (file.isPresent()) {
      try {
        faults.replace(Files.readString(file.get()));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "the fault file " + file.get() + ": " + e.getMessage(), e);
      }
    }
    return faults;
  }

  public URI uri() {
    return server.uri();
  }

  /** Where {@code ca.pem} and {@code env} are. */
  public Path directory() {
    return directory;
  }

  /** What clients need in their environment, as in the {@code env} file. */
  public Map<String, String> environment() {
    return environment.variables();
  }

  /** What exists, to be changed directly. */
  public LocalAzure azure() {
    return azure;
  }

  /** The requests served so far, oldest first. */
  public List<RequestRecord> requests() {
    return audit.requestsSince(0);
  }

  /**
   * Shows every request whole, on the thread that serves it and before it is served: the audit
   * keeps no bodies.
   */
  public void listen(Consumer<Request> listener) {
    door.listen(listener);
  }

  /** The identity changes so far, oldest first. */
  public List<ChangeRecord> changes() {
    return audit.changesSince(0);
  }

  /**
   * Replaces the faults in force.
   *
   * @param yaml a list of faults; an empty text ends all faults
   */
  public void faults(String yaml) {
    faults.replace(yaml);
  }

  @Override
  public void close() {
    door.close();
    server.close();
    if (saved) {
      try {
        new SavedState(directory).write(seed, inventory);
      } catch (IOException e) {
        throw new UncheckedIOException("What exists cannot be saved in " + directory, e);
      }
    }
  }
}
