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
import dev.managedidentity.emulator.login.MetadataService;
import dev.managedidentity.emulator.wire.Certificate;
import dev.managedidentity.emulator.wire.LoopbackServer;
import dev.managedidentity.emulator.wire.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * A running emulator. Closing it ends it; its certificate stays, what it knew only where that is to
 * be saved.
 */
public final class Emulator implements AutoCloseable {
  private final LoopbackServer server;
  private final Optional<LoopbackServer> metadata;
  private final FrontDoor door;
  private final Environment environment;
  private final Path directory;
  private final LocalAzure azure;
  private final Audit audit;
  private final Faults faults;
  private final Seed seed;
  private final boolean saved;
  private final Inventory inventory;
  private final Machine machine;

  private Emulator(
      EmulatorOptions options, Seed seed, Parts parts, Certificate certificate, Servers servers)
      throws IOException {
    this.server = servers.azure();
    this.metadata = servers.metadata();
    this.door = parts.door();
    this.audit = parts.audit();
    this.faults = parts.faults();
    this.directory = parts.directory();
    URI uri = server.uri();
    Login login =
        new Login(uri, seed.tenant(), options.clock(), client -> Caller.of(client).objectId());
    Arm arm = new Arm(behaviour(options, seed), options.clock(), uri, audit);
    this.azure = new LocalAzure(arm.state(), seed.subscription());
    this.seed = seed.with(null, null);
    this.saved = options.saved();
    this.inventory = arm.state().inventory();
    seed.plant(arm.state(), login);
    this.environment =
        new Environment(uri, metadata.map(LoopbackServer::uri), certificate.pem(), seed);
    environment.write(directory.resolve("env"));
    this.machine = new Machine(arm.state(), seed.machine(), seed.defaultClient());
    door.open(login, new MetadataService(login, machine::identities), arm);
  }

  /** Those that listen. */
  private record Servers(LoopbackServer azure, Optional<LoopbackServer> metadata)
      implements AutoCloseable {

    static Servers start(EmulatorOptions options, Certificate certificate, FrontDoor door)
        throws IOException {
      LoopbackServer azure =
          LoopbackServer.tls(options.port(), certificate.context(), options.slowest(), door);
      try {
        OptionalInt port = options.tokenEndpointPort();
        return new Servers(
            azure,
            port.isPresent()
                ? Optional.of(
                    LoopbackServer.plain(port.getAsInt(), options.slowest(), door::handleMetadata))
                : Optional.empty());
      } catch (IOException e) {
        azure.close();
        throw e;
      }
    }

    @Override
    public void close() {
      metadata.ifPresent(LoopbackServer::close);
      azure.close();
    }
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
    Servers servers = Servers.start(options, certificate, parts.door());
    try {
      return new Emulator(options, seed, parts, certificate, servers);
    } catch (IOException | RuntimeException e) {
      servers.close();
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

  /** Where the token endpoint of the machine is, if it was asked for. */
  public Optional<URI> tokenEndpoint() {
    return metadata.map(LoopbackServer::uri);
  }

  /**
   * From now on the token endpoint is that of this scale set or machine.
   *
   * @param id empty for a machine with nothing but the system-assigned identity of the first client
   */
  public void machine(String id) {
    machine.is(id);
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
    metadata.ifPresent(LoopbackServer::close);
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
