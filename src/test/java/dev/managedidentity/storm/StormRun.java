package dev.managedidentity.storm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.managedidentity.api.Ensure;
import dev.managedidentity.api.ScaleSetIdentity;
import dev.managedidentity.emulator.ControlClient;
import dev.managedidentity.emulator.EmulatorProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** One storm, from the empty cluster to the scale sets without a declaration. */
final class StormRun implements AutoCloseable {
  static final int QUIET_PERIODS = 10;

  private static final String SUBSCRIPTION = "5b000000-0000-4000-8000-000000000001";

  /** Ends operations that would run for ever, as Azure's support does. */
  private static final String SUPPORT = "support";

  private static final Duration RIVAL_PAUSE = Duration.ofMillis(200);
  private static final Duration EDIT_PAUSE = Duration.ofMillis(700);

  private final StormOptions options;
  private final Random random;
  private final Findings findings = new Findings();
  private final Fleet fleet;
  private final ControlPlane controlPlane;
  private final Cluster cluster;
  private final EmulatorProcess emulator;
  private final ControlClient azure;
  private final List<Replica> replicas;
  private final Ledger ledger;
  private final Watch watch;
  private Footprints footprints;
  private int ownEnds;
  private int edits;

  StormRun(StormOptions options) throws IOException {
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
    Map<String, String> toCluster = controlPlane.environment(cluster.operatorToken());
    this.replicas =
        List.of(
            new Replica("a", principal(0xa), emulator.environment(), toCluster, options),
            new Replica("b", principal(0xb), emulator.environment(), toCluster, options));
    this.ledger = new Ledger(fleet, Set.of(replicas.get(0).client(), replicas.get(1).client()));
    this.watch = new Watch(azure, controlPlane.client(0), replicas, ledger, findings);
  }

  private static String principal(int number) {
    return "%08x-0000-4000-8000-000000000001".formatted(number);
  }

  /** Everything, step by step; what did not hold is in the result. */
  StormResult play() throws IOException {
    Map<String, Duration> took = new LinkedHashMap<>();
    Instant begun = Instant.now();
    cluster.declare(fleet);
    azure.faults(FaultMix.of(options.faultShare()));
    for (Replica replica : replicas) {
      replica.start();
    }
    footprints = new Footprints(replicas);
    blow();
    begun = took(took, "storm", begun);
    calm();
    begun = took(took, "until all were Ready", begun);
    requireDeclaredState();
    Quiet quiet = Quiet.watch(QUIET_PERIODS, options.syncPeriod(), cluster, watch);
    judge(quiet);
    begun = took(took, "quiet periods", begun);
    deleteEverything();
    took(took, "until all were deleted", begun);
    watch.catchUp();
    ledger.leftBehind().forEach(findings::add);
    return new StormResult(
        options,
        took,
        replicas,
        ownEnds,
        watch,
        ledger,
        edits,
        quiet,
        footprints.all(),
        findings.all());
  }

  private static Instant took(Map<String, Duration> took, String what, Instant begun) {
    Instant now = Instant.now();
    took.put(what, Duration.between(begun, now));
    System.out.printf(Locale.ROOT, "%s: %d s%n", what, took.get(what).toSeconds());
    return now;
  }

  private void blow() throws IOException {
    Random rivals = new Random(random.nextLong());
    Random edited = new Random(random.nextLong());
    Editor editor = new Editor(cluster, fleet, edited, EDIT_PAUSE);
    try (Rival rival = new Rival(emulator, fleet, rivals, RIVAL_PAUSE);
        editor) {
      for (Blows.Blow blow : Blows.of(options.kills(), options.restarts(), random)) {
        Replica leader = awaitLeader();
        Waiting.pass(blow.calm());
        strike(blow, leader);
      }
      awaitLeader();
    }
    edits = editor.edits();
  }

  private Replica awaitLeader() {
    Waiting.until(
        "a replica that has the lease and works",
        options.patience(),
        () -> {
          startWhatEnded();
          return watch.leader() != null;
        });
    return watch.leader();
  }

  private void startWhatEnded() {
    try {
      for (Replica replica : replicas) {
        ownEnds += replica.startIfEnded() ? 1 : 0;
      }
    } catch (IOException e) {
      throw new StormFailed("The operator cannot be started: " + e.getMessage(), e);
    }
  }

  private void strike(Blows.Blow blow, Replica leader) throws IOException {
    System.out.printf(
        Locale.ROOT, "%s %s (leader %s)%n", Instant.now(), blow.kind(), leader.host());
    switch (blow.kind()) {
      case LEADER -> leader.killAndStart();
      case STANDBY -> replicas.get(replicas.get(0) == leader ? 1 : 0).killAndStart();
      case API_SERVER, API_SERVER_AND_ETCD -> {
        controlPlane.kill(blow.kind() == Blows.Kind.API_SERVER_AND_ETCD);
        Waiting.pass(blow.outage());
        controlPlane.restart();
      }
    }
  }

  /** The faults are over; waits until everything is Ready. */
  private void calm() {
    azure.faults("");
    awaitAllReady();
  }

  private void awaitAllReady() {
    Instant[] supported = {Instant.now()};
    Waiting.until(
        "all declarations Ready",
        options.patience(),
        () -> {
          startWhatEnded();
          // Operations of a few seconds have ended by then; the others never would.
          if (supported[0].plusSeconds(10).isBefore(Instant.now())) {
            endHangingOperations();
            supported[0] = Instant.now();
          }
          return cluster.unready().isEmpty();
        },
        () -> {
          List<String> unready = cluster.unready();
          return "%d are not: %s"
              .formatted(unready.size(), unready.subList(0, Math.min(5, unready.size())));
        });
  }

  private void endHangingOperations() {
    Map<String, String> identities = new HashMap<>();
    for (JsonNode target : azure.targets()) {
      if (target.path("state").asText().equals("Updating")) {
        String type = target.at("/identity/type").asText(IdentityBlock.NONE);
        identities.put(target.path("id").asText(), "{\"type\":\"" + type + "\"}");
      }
    }
    if (!identities.isEmpty()) {
      azure.change(SUPPORT, identities);
    }
  }

  /** Ready means: what is declared is there, and what is to be absent is not. */
  private void requireDeclaredState() {
    Map<String, IdentityBlock> live = new HashMap<>();
    azure
        .targets()
        .forEach(
            target ->
                live.put(
                    target.path("id").asText().toLowerCase(Locale.ROOT),
                    IdentityBlock.of(target.path("identity"))));
    for (ScaleSetIdentity declaration : cluster.declarations()) {
      IdentityBlock there = live.get(declaration.getSpec().scaleSet.id.toLowerCase(Locale.ROOT));
      Set<String> wrong = new TreeSet<>();
      declaration.getSpec().userAssigned.stream()
          .filter(entry -> there.has(entry.id) != (entry.ensure == Ensure.Assigned))
          .forEach(entry -> wrong.add(entry.id));
      if (declaration.getSpec().systemAssigned != null && there.principal().isEmpty()) {
        wrong.add("system-assigned");
      }
      if (!wrong.isEmpty()) {
        findings.add("Ready, but not as declared: " + Cluster.words(declaration) + " " + wrong);
      }
    }
  }

  private void judge(Quiet quiet) {
    if (quiet.azureWrites() > 0) {
      findings.add("writes to Azure in quiet periods: " + quiet.azureWrites());
    }
    if (quiet.statusWrites() > 0) {
      findings.add("writes of statuses in quiet periods: " + quiet.statusWrites());
    }
  }

  private void deleteEverything() {
    cluster.declarations().forEach(cluster::delete);
    Waiting.until(
        "all declarations gone",
        options.patience(),
        () -> {
          startWhatEnded();
          return cluster.declarations().isEmpty();
        },
        () -> {
          List<ScaleSetIdentity> left = cluster.declarations();
          return "%d are left: %s"
              .formatted(left.size(), left.stream().limit(5).map(Cluster::words).toList());
        });
  }

  @Override
  public void close() {
    if (footprints != null) {
      footprints.close();
    }
    replicas.forEach(Replica::close);
    watch.close();
    emulator.close();
    controlPlane.close();
  }
}
