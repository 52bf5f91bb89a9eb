package dev.managedidentity.situations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.operator.DrivenLoop;
import dev.managedidentity.situations.SituationFile.Given;
import dev.managedidentity.situations.SituationFile.Phase;
import dev.managedidentity.situations.SituationFile.SecretOf;
import dev.managedidentity.testing.MutableClock;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Plays one situation. */
final class Play implements AutoCloseable {
  /** Two periods of looking, and more than Azure takes for most changes. */
  private static final Duration QUIET = Duration.ofMinutes(2);

  private static final int MOST_LOOKS = 100;

  private final MutableClock clock = new MutableClock();
  private final Names names = new Names();
  private final Manifests manifests = new Manifests(names);
  private final Ground ground;
  private final DrivenLoop loop;
  private int eventsTold;

  /**
   * @param directory may hold the certificate of an earlier emulator, which saves making one
   */
  Play(Path directory, Given given) throws IOException {
    ground = new Ground(directory, clock, names, given);
    loop = new DrivenLoop(ground.connect(clock), clock, Names.SUBSCRIPTION);
    given.secrets().forEach(this::secret);
    given.declarations().forEach(this::apply);
  }

  Ground ground() {
    return ground;
  }

  DrivenLoop loop() {
    return loop;
  }

  /**
   * Plays all of a situation, until something is not as it was told.
   *
   * @return what is not, after which {@code when}; empty if all is
   */
  static List<String> whole(SituationFile file, Path directory) throws IOException {
    List<Phase> phases = file.phases();
    try (Play play = new Play(directory, file.given())) {
      for (int i = 0; i < phases.size(); i++) {
        List<String> differences = play.play(phases.get(i));
        if (!differences.isEmpty()) {
          List<String> told = new ArrayList<>(List.of(file.situation()));
          told.add("After `when` %d of %d:".formatted(i + 1, phases.size()));
          told.addAll(differences);
          return told;
        }
      }
    }
    return List.of();
  }

  private List<String> play(Phase phase) {
    for (JsonNode step : phase.when()) {
      try {
        Steps.take(this, step);
      } catch (RuntimeException | AssertionError e) {
        return List.of(
            "the step `%s` failed: %s%n%s"
                .formatted(Written.inLine(step), e, String.join("\n", stack(e))));
      }
    }
    List<String> differences = new Picture(ground, loop, eventsTold).differences(phase.then());
    ground.traffic().tell();
    eventsTold = loop.events().size();
    return differences;
  }

  private static List<String> stack(Throwable e) {
    List<String> ours = new ArrayList<>();
    for (StackTraceElement line : e.getStackTrace()) {
      if (line.getClassName().startsWith("dev.managedidentity")) {
        ours.add("  at " + line);
      }
    }
    return ours;
  }

  void delete(String key) {
    HasMetadata object =
        loop.find(key)
            .orElseThrow(() -> new IllegalArgumentException("there is no declaration " + key));
    loop.put(manifests.leaving(object));
  }

  void secret(String key, SecretOf secret) {
    loop.secret(key, ground.credential(secret));
  }

  void apply(String key, ObjectNode spec) {
    Optional<HasMetadata> before = loop.find(key);
    loop.put(
        before.isPresent()
            ? manifests.edited(before.get(), key, spec)
            : manifests.created(key, spec));
  }

  /**
   * @param when as in "before status 2", or "after status 1"
   */
  void kill(String when) {
    String[] words = when.split(" status ", -1);
    loop.killAtStatus(Integer.parseInt(words[1]), words[0].equals("after"));
  }

  /**
   * Lets the operator look whenever it wants to, until the time is over.
   *
   * @param time such as 10m
   */
  void pass(String time) {
    Instant end = clock.instant().plus(Duration.parse("PT" + time.toUpperCase(Locale.ROOT)));
    while (loop.nextLook().filter(next -> next.isBefore(end)).isPresent()) {
      loop.look();
    }
    clock.advance(Duration.between(clock.instant(), end));
  }

  void untilQuiet() {
    Instant changed = clock.instant();
    for (int looks = 0; loop.nextLook().isPresent() && isLoud(changed); looks++) {
      if (looks == MOST_LOOKS) {
        throw new AssertionError("it is not quiet after %d looks".formatted(looks));
      }
      int before = ground.traffic().count() + loop.statusWrites();
      loop.look();
      boolean isSame = ground.traffic().count() + loop.statusWrites() == before;
      changed = isSame ? changed : clock.instant();
    }
  }

  private boolean isLoud(Instant changed) {
    return loop.isOperationRunning() || clock.instant().isBefore(changed.plus(QUIET));
  }

  @Override
  public void close() {
    ground.close();
  }
}
