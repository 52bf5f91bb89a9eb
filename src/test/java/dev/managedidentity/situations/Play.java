package dev.managedidentity.situations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.operator.DrivenLoop;
import dev.managedidentity.situations.SituationFile.Computer;
import dev.managedidentity.situations.SituationFile.Given;
import dev.managedidentity.situations.SituationFile.Phase;
import dev.managedidentity.testing.MutableClock;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;

/** Plays one situation. */
final class Play implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Two periods of looking, and more than Azure takes for most changes. */
  private static final Duration QUIET = Duration.ofMinutes(2);

  private static final int MOST_LOOKS = 100;

  private final MutableClock clock = new MutableClock();
  private final Names names = new Names();
  private final Manifests manifests = new Manifests(names);
  private final Ground ground;
  private final DrivenLoop loop;
  private final Map<String, Consumer<JsonNode>> steps;
  private int eventsTold;

  /**
   * @param directory may hold the certificate of an earlier emulator, which saves making one
   */
  Play(Path directory, Given given) throws IOException {
    ground = new Ground(directory, clock, names, given);
    loop = new DrivenLoop(ground.connect(clock), clock, Names.SUBSCRIPTION);
    steps = steps();
    given.declarations().forEach(this::apply);
  }

  /** Every step by the words it is written with. */
  private Map<String, Consumer<JsonNode>> steps() {
    Map<String, Consumer<JsonNode>> known = new LinkedHashMap<>();
    known.put("until quiet", unused -> untilQuiet());
    known.put("one look", unused -> loop.look());
    known.put("restart", unused -> loop.restart());
    known.put("pass", time -> pass(duration(time.asText())));
    known.put("killed", this::kill);
    known.put("apply", each((key, spec) -> apply(key, (ObjectNode) spec)));
    known.put("delete", key -> loop.put(manifests.leaving(object(key.asText()))));
    known.put("make identity", name -> ground.makeIdentity(name.asText()));
    known.put("delete identity", name -> ground.deleteIdentity(name.asText()));
    known.put(
        "make identity again",
        name -> {
          ground.deleteIdentity(name.asText());
          ground.makeIdentity(name.asText());
        });
    known.put("make scale set", each((name, set) -> ground.makeScaleSet(name, computer(set))));
    known.put("make machine", each((name, one) -> ground.makeMachine(name, computer(one))));
    known.put("delete target", name -> ground.deleteTarget(name.asText()));
    known.put("delete group", name -> ground.deleteGroup(name.asText()));
    known.put("set state", each((name, state) -> ground.setState(name, state.asText())));
    known.put("others patch", each(ground::othersPatch));
    known.put("others patch before ours", each(ground::othersPatchFirst));
    known.put("lock", each((scope, level) -> ground.lock(scope, level.asText())));
    known.put("unlock", scope -> ground.unlock(scope.asText()));
    known.put("rights", rights -> ground.rights(texts(rights)));
    known.put("faults", ground::faults);
    return known;
  }

  private static Consumer<JsonNode> each(BiConsumer<String, JsonNode> does) {
    return map -> map.properties().forEach(entry -> does.accept(entry.getKey(), entry.getValue()));
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
        take(step);
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

  private void take(JsonNode step) {
    boolean isBare = step.isTextual();
    String words = isBare ? step.asText() : step.properties().iterator().next().getKey();
    if (!steps.containsKey(words) || (!isBare && step.size() != 1)) {
      throw new IllegalArgumentException(
          "a step is one of %s, and one only".formatted(steps.keySet()));
    }
    steps.get(words).accept(step.path(words));
  }

  private void apply(String key, ObjectNode spec) {
    Optional<HasMetadata> before = loop.find(key);
    loop.put(
        before.isPresent()
            ? manifests.edited(before.get(), key, spec)
            : manifests.created(key, spec));
  }

  private HasMetadata object(String key) {
    return loop.find(key)
        .orElseThrow(() -> new IllegalArgumentException("there is no declaration " + key));
  }

  private static Computer computer(JsonNode node) {
    return JSON.convertValue(node, Computer.class);
  }

  private static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
  }

  private static Duration duration(String text) {
    return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
  }

  /** As in "before status 2", or "after status 1". */
  private void kill(JsonNode when) {
    String[] words = when.asText().split(" status ", -1);
    loop.killAtStatus(Integer.parseInt(words[1]), words[0].equals("after"));
  }

  /** Lets the operator look whenever it wants to, until the time is over. */
  private void pass(Duration time) {
    Instant end = clock.instant().plus(time);
    while (loop.nextLook().filter(next -> next.isBefore(end)).isPresent()) {
      loop.look();
    }
    clock.advance(Duration.between(clock.instant(), end));
  }

  private void untilQuiet() {
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
