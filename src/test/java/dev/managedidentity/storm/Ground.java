package dev.managedidentity.storm;

import dev.managedidentity.emulator.ControlClient;
import dev.managedidentity.emulator.EmulatorProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;

/** Everything that runs during a storm, each a process of its own, and who watches it. */
final class Ground implements AutoCloseable {
  private static final String SUBSCRIPTION = "5b000000-0000-4000-8000-000000000001";

  /** The operator acts as applications, which have GUIDs; everybody else has a name. */
  private static final Pattern APPLICATION = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-.{12}");

  final StormOptions options;
  final Random random;
  final Findings findings = new Findings();
  final Fleet fleet;
  final ControlPlane controlPlane;
  final Cluster cluster;
  final EmulatorProcess emulator;
  final ControlClient azure;
  final Support support;
  final List<Replica> replicas;
  final Ledger ledger;
  final Watch watch;
  private int ownEnds;

  /** Starts everything but the operator. */
  Ground(StormOptions options) throws IOException {
    this.options = options;
    this.random = new Random(options.seed());
    this.fleet = Fleet.of(SUBSCRIPTION, options.scaleSets(), random);
    Path directory = options.directory();
    this.controlPlane = ControlPlane.start(directory.resolve("control-plane"));
    this.cluster = new Cluster(controlPlane.administrator());
    cluster.install(fleet);
    Path seed = Files.writeString(directory.resolve("seed.json"), fleet.seed());
    this.emulator =
        EmulatorProcess.start(
            Files.createDirectories(directory.resolve("azure")),
            List.of("-Xmx512m"),
            "--seed=" + seed,
            "--time-factor=" + options.timeFactor());
    this.azure = new ControlClient(emulator.uri(), emulator.tls());
    this.support = new Support(azure, options.timeFactor());
    Map<String, String> toCluster = controlPlane.environment(cluster.operatorToken());
    this.replicas =
        List.of(
            new Replica("a", application(0xa), emulator.environment(), toCluster, options),
            new Replica("b", application(0xb), emulator.environment(), toCluster, options));
    this.ledger = new Ledger(fleet, client -> APPLICATION.matcher(client).matches());
    this.watch = new Watch(azure, controlPlane.client(0), replicas, ledger, findings);
  }

  /** The client id of an application in Azure. */
  static String application(int number) {
    return "%08x-0000-4000-8000-000000000001".formatted(number);
  }

  /** Declares the fleet, puts the faults in force, and starts the operator. */
  void open() throws IOException {
    cluster.declare(fleet);
    azure.faults(FaultMix.of(options.faultShare()));
    for (Replica replica : replicas) {
      replica.start();
    }
  }

  /** Starts what ended by itself, as a replica must when it loses the lease. */
  void startWhatEnded() {
    try {
      for (Replica replica : replicas) {
        ownEnds += replica.startIfEnded() ? 1 : 0;
      }
    } catch (IOException e) {
      throw new StormFailed("The operator cannot be started: " + e.getMessage(), e);
    }
  }

  int ownEnds() {
    return ownEnds;
  }

  Replica awaitLeader() {
    Replica[] leader = new Replica[1];
    Waiting.until(
        "a replica that has the lease and works",
        options.patience(),
        () -> {
          startWhatEnded();
          leader[0] = watch.leader();
          return leader[0] != null;
        });
    return leader[0];
  }

  @Override
  public void close() {
    replicas.forEach(Replica::close);
    watch.close();
    emulator.close();
    controlPlane.close();
  }
}
