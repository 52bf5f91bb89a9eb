package dev.managedidentity.storm;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** One storm or soak, from the empty cluster to the scale sets without a declaration. */
final class StormRun implements AutoCloseable {
  private static final Duration RIVAL_PAUSE = Duration.ofMillis(200);
  private static final Duration GLANCE = Duration.ofSeconds(1);
  private static final Duration EDIT_PAUSE = Duration.ofMillis(700);

  private final StormOptions options;
  private final Ground ground;
  private int edits;
  private int tenants;

  StormRun(StormOptions options) throws IOException {
    this.options = options;
    this.ground = new Ground(options);
  }

  /** Everything, step by step; what did not hold is in the result. */
  StormResult play() throws IOException {
    Map<String, Duration> took = new LinkedHashMap<>();
    Afterwards afterwards = new Afterwards(ground);
    Instant begun = Instant.now();
    ground.open();
    try (Footprints footprints = new Footprints(ground.replicas)) {
      List<Flatness.Course> courses = options.isSoak() ? soak(footprints) : blow();
      begun = took(took, options.isSoak() ? "soak" : "storm", begun);
      afterwards.awaitAllReady();
      begun = took(took, "until all were Ready", begun);
      Quiet quiet = afterwards.watchQuietPeriods();
      begun = took(took, "quiet periods", begun);
      afterwards.deleteEverything();
      took(took, "until all were deleted", begun);
      int kept = afterwards.keptOfUnknownOwner();
      return new StormResult(ground, took, edits, tenants, kept, quiet, footprints.all(), courses);
    }
  }

  private static Instant took(Map<String, Duration> took, String what, Instant begun) {
    Instant now = Instant.now();
    took.put(what, Duration.between(begun, now));
    System.out.printf(Locale.ROOT, "%s: %d s%n", what, took.get(what).toSeconds());
    return now;
  }

  private List<Flatness.Course> blow() throws IOException {
    try (Rival rival = rival();
        Editor editor = editor()) {
      for (Blows.Blow blow :
          Blows.of(options.kills(), options.restarts(), new Random(ground.random.nextLong()))) {
        Replica leader = ground.awaitLeader();
        Waiting.pass(blow.calm());
        strike(blow, leader);
      }
      ground.awaitLeader();
      rival.stop();
      editor.stop();
      edits = editor.edits();
    }
    return List.of();
  }

  private Rival rival() {
    return new Rival(
        ground.emulator, ground.fleet, new Random(ground.random.nextLong()), RIVAL_PAUSE);
  }

  private Editor editor() {
    return new Editor(
        ground.cluster, ground.fleet, new Random(ground.random.nextLong()), EDIT_PAUSE);
  }

  private void strike(Blows.Blow blow, Replica leader) throws IOException {
    System.out.printf(
        Locale.ROOT, "%s %s (leader %s)%n", Instant.now(), blow.kind(), leader.host());
    switch (blow.kind()) {
      case LEADER -> leader.killAndStart();
      case STANDBY -> ground.replicas.get(ground.replicas.get(0) == leader ? 1 : 0).killAndStart();
      case API_SERVER, API_SERVER_AND_ETCD -> {
        ground.controlPlane.kill(blow.kind() == Blows.Kind.API_SERVER_AND_ETCD);
        Waiting.pass(blow.outage());
        ground.controlPlane.restart();
      }
    }
  }

  /** Nothing is killed, and what the leader holds must stay the same. */
  private List<Flatness.Course> soak(Footprints footprints) throws IOException {
    Replica leader = ground.awaitLeader();
    long pid = leader.pid();
    Instant end = Instant.now().plus(options.soak());
    try (Rival rival = rival();
        Editor editor = editor();
        Tenants comeAndGo = tenants()) {
      while (Instant.now().isBefore(end)) {
        Waiting.pass(GLANCE);
        ground.startWhatEnded();
        // A scale set that updates for ever would keep a namespace waiting for longer than it may.
        ground.support.endHangingOperations();
        tenants = comeAndGo.gone();
      }
      rival.stop();
      editor.stop();
      comeAndGo.stop();
      edits = editor.edits();
      tenants = comeAndGo.gone();
    }
    List<Flatness.Course> courses =
        Flatness.of(footprints.all().stream().filter(sample -> sample.pid() == pid).toList());
    courses.forEach(course -> System.out.println(course.words()));
    // A rolling update: what was contested would stay so for two hours after the rival's end.
    for (Replica replica : ground.replicas) {
      replica.killAndStart();
    }
    courses.stream()
        .filter(course -> !course.flat())
        .forEach(course -> ground.findings.add("grows: " + course.words()));
    return courses;
  }

  private Tenants tenants() throws IOException {
    return new Tenants(
        ground.cluster,
        ground.fleet,
        ground.emulator.environment().get("AZURE_TENANT_ID"),
        new Random(ground.random.nextLong()),
        options.patience());
  }

  @Override
  public void close() {
    ground.close();
  }
}
