package dev.managedidentity.bench;

import dev.managedidentity.emulator.BenchmarkSeed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** One run of the benchmark: the scenes that are wanted, one after the other. */
final class Run {
  private final Course course;
  private final Results.Setting setting;
  private final Path scratch;
  private final List<FleetResult> fleets = new ArrayList<>();
  private final List<ThrottledResult> throttled = new ArrayList<>();
  private final List<Claim> claims = new ArrayList<>();

  Run(Course course, Results.Setting setting, Path scratch) {
    this.course = course;
    this.setting = setting;
    this.scratch = scratch;
  }

  /** Plays them, and prints what was measured after each. */
  Results play(List<Integer> sizes, Set<Baseline> beside) throws IOException {
    List<BadIdentityLine> bad = List.of();
    if (course.plays(Scene.BAD_IDENTITY)) {
      bad = badIdentities();
      print(Report.badIdentities(bad));
    }
    for (int size : sizes) {
      if (course.scenes().stream().anyMatch(Scene::isOfAFleet)) {
        fleet(size, beside);
      }
      if (course.plays(Scene.THROTTLED)) {
        throttled(size);
      }
    }
    growth();
    return new Results(setting, bad, fleets, throttled, claims);
  }

  private List<BadIdentityLine> badIdentities() throws IOException {
    Path own = folder("bad-identities");
    try (Cloud cloud = Cloud.start(own.resolve("azure"), Forty.seed(), course.timeFactor())) {
      return new BadIdentityScene(own, cloud, course).play();
    }
  }

  private void fleet(int size, Set<Baseline> beside) throws IOException {
    List<FleetResult> ofSize = new ArrayList<>();
    Path own = folder(size + "-operator");
    ofSize.add(
        contender(
            own,
            size,
            "operator",
            (cloud, tasks) ->
                new OperatorContender(own.resolve("operator.log"), cloud, course, tasks)));
    for (Baseline baseline : beside) {
      Path its = folder(size + "-" + baseline.name().toLowerCase(Locale.ROOT));
      ofSize.add(
          contender(
              its,
              size,
              baseline.words,
              (cloud, tasks) ->
                  new LoopContender(its, cloud, Errand.of(baseline.way, tasks, course), course)));
    }
    fleets.addAll(ofSize);
    print(Report.fleet(ofSize));
    judge(Claims.ofFleet(setting, ofSize));
  }

  /** Each has an Azure of its own: full buckets, and nothing assigned yet. */
  private FleetResult contender(Path own, int size, String name, FleetScene.Entrance entrance)
      throws IOException {
    System.out.printf("%n%d scale sets, %s", size, name);
    String seed = BenchmarkSeed.json(size, 1);
    try (Cloud cloud = Cloud.start(own.resolve("azure"), seed, course.timeFactor())) {
      return new FleetScene(cloud, new Fleet(cloud.subscription(), size), course)
          .play(name, entrance);
    }
  }

  private void throttled(int size) throws IOException {
    System.out.printf("%n%1$d scale sets beside %1$d that are throttled", size);
    Path own = folder(size + "-throttled");
    List<String> two = ThrottledScene.SUBSCRIPTIONS;
    String seed = BenchmarkSeed.json(size, 1, two.get(0), two.get(1));
    try (Cloud cloud = Cloud.start(own.resolve("azure"), seed, course.timeFactor())) {
      Fleet healthy = new Fleet(two.get(0), size);
      Fleet other = new Fleet(two.get(1), size);
      Path log = own.resolve("operator.log");
      ThrottledResult result = new ThrottledScene(cloud, healthy, other, course, log).play();
      throttled.add(result);
      print(Report.throttled(result));
      judge(Claims.ofThrottled(setting, result));
    }
  }

  /** What the operator costs of each size and of the next. */
  private void growth() {
    List<FleetResult> operators =
        fleets.stream().filter(one -> one.contender().equals("operator")).toList();
    if (operators.size() < 2) {
      return;
    }
    print(Report.growth(operators));
    List<Claim> ofAll = new ArrayList<>();
    for (int i = 1; i < operators.size(); i++) {
      ofAll.addAll(Claims.ofGrowth(setting, operators.get(i - 1), operators.get(i)));
    }
    judge(ofAll);
  }

  private Path folder(String name) throws IOException {
    return Files.createDirectories(scratch.resolve(name));
  }

  private void judge(List<Claim> more) {
    claims.addAll(more);
    print(Report.claims(more));
  }

  private static void print(List<String> lines) {
    System.out.println();
    lines.forEach(System.out::println);
  }
}
