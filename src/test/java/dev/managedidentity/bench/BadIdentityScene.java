package dev.managedidentity.bench;

import dev.managedidentity.emulator.audit.ChangeRecord;
import dev.managedidentity.emulator.audit.RequestRecord;
import dev.managedidentity.plan.ArmId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One bad identity in a declaration of forty, of each kind, on a scale set and on a machine. */
record BadIdentityScene(Path scratch, Cloud cloud, Course course) {

  /** What the project promises where Azure says which identity it refuses. */
  static final int MOST_MORE = 2;

  private static final int SCRIPT_TRIES = 3;

  List<BadIdentityLine> play() throws IOException {
    cloud.faults(Forty.faults());
    operatorAssigns();
    scriptTries();
    List<RequestRecord> requests = cloud.requests(0);
    List<ChangeRecord> changes = cloud.changes(0);
    List<BadIdentityLine> lines = new ArrayList<>();
    for (String type : Forty.TYPES) {
      for (BadKind kind : BadKind.values()) {
        lines.add(line(type, kind, requests, changes));
      }
    }
    return lines;
  }

  private void operatorAssigns() throws IOException {
    try (OperatorContender operator =
        new OperatorContender(
            scratch.resolve("operator.log"), cloud, course, tasks(Forty.OPERATOR))) {
      course
          .patience()
          .until(
              "every good identity on its target", operator.process(), this::isEveryGoodOneThere);
    }
  }

  private boolean isEveryGoodOneThere() {
    List<RequestRecord> requests = cloud.requests(0);
    List<ChangeRecord> changes = cloud.changes(0);
    return Forty.TYPES.stream()
        .allMatch(
            type ->
                kinds().stream()
                    .allMatch(
                        kind ->
                            landing(Forty.OPERATOR, type, kind, requests, changes)
                                .patchesUntil(Forty.good(kind))
                                .isPresent()));
  }

  private void scriptTries() throws IOException {
    Errand errand = Errand.of(Errand.Way.SCRIPT, tasks(Forty.SCRIPT), course);
    try (LoopContender script = new LoopContender(scratch, cloud, errand, course)) {
      script.awaitRound(SCRIPT_TRIES);
    }
  }

  private BadIdentityLine line(
      String type, BadKind kind, List<RequestRecord> requests, List<ChangeRecord> changes) {
    Optional<BadKind> bad = Optional.of(kind);
    return new BadIdentityLine(
        type.equals(ArmId.SCALE_SET) ? "scale set" : "machine",
        kind.words(),
        landing(Forty.OPERATOR, type, Optional.empty(), requests, changes)
            .patchesUntil(Forty.good(Optional.empty()))
            .orElseThrow(),
        landing(Forty.OPERATOR, type, bad, requests, changes)
            .patchesUntil(Forty.good(bad))
            .orElseThrow(),
        kind.isToldAtOnce() ? MOST_MORE : Halving.mostMore(Forty.SIZE),
        SCRIPT_TRIES,
        landing(Forty.SCRIPT, type, bad, requests, changes).landed(Forty.good(bad)));
  }

  private Landing landing(
      String who,
      String type,
      Optional<BadKind> kind,
      List<RequestRecord> requests,
      List<ChangeRecord> changes) {
    return Landing.of(cloud.client(), Forty.target(who, type, kind), requests, changes);
  }

  private static List<Errand.Task> tasks(String who) {
    List<Errand.Task> tasks = new ArrayList<>();
    for (String type : Forty.TYPES) {
      for (Optional<BadKind> kind : kinds()) {
        tasks.add(new Errand.Task(Forty.target(who, type, kind), Forty.identities(kind)));
      }
    }
    return tasks;
  }

  private static List<Optional<BadKind>> kinds() {
    List<Optional<BadKind>> kinds = new ArrayList<>();
    kinds.add(Optional.empty());
    List.of(BadKind.values()).forEach(kind -> kinds.add(Optional.of(kind)));
    return kinds;
  }
}
