package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.assigned;
import static dev.managedidentity.operator.LoopHarness.live;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.ScaleSetIdentity;
import dev.managedidentity.api.Status;
import dev.managedidentity.azure.CallKind;
import dev.managedidentity.azure.Calls;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.azure.TokensLeft;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static final Path PAGE = Path.of("docs", "reference", "metrics.md");

  private final LoopHarness loop = new LoopHarness(LoopHarness.WEB);

  private String text() {
    return loop.metrics.text();
  }

  @Test
  void thePageHasARowForEachAndNoOther() throws IOException {
    // Given
    List<String> figures = Arrays.stream(Figure.values()).map(MetricsTest::row).toList();

    // When
    List<String> rows =
        Files.readString(PAGE).lines().filter(line -> line.startsWith("| `")).toList();

    // Then
    assertThat(rows).isEqualTo(figures);
  }

  private static String row(Figure figure) {
    String labels =
        figure.labels().stream().map(label -> "`" + label + "`").collect(Collectors.joining(", "));
    return "| `%s` | %s | %s | %s |"
        .formatted(figure.metric(), figure.type().word(), labels, figure.help());
  }

  @Test
  void thePageTellsEachKindOfCallAndEachResultAndNoOther() throws IOException {
    assertThat(firstCells("| kind | request |")).isEqualTo(words(CallKind.values()));
    assertThat(firstCells("| result | `outcome` of a call |"))
        .isEqualTo(Stream.concat(Stream.of("ok"), words(Problem.Kind.values()).stream()).toList());
  }

  private static List<String> firstCells(String head) throws IOException {
    return Files.readString(PAGE)
        .lines()
        .dropWhile(line -> !line.equals(head))
        .skip(2)
        .takeWhile(line -> line.startsWith("| "))
        .map(line -> line.split(" ", -1)[1])
        .toList();
  }

  private static List<String> words(Enum<?>... values) {
    return Arrays.stream(values).map(value -> value.name().toLowerCase(Locale.ROOT)).toList();
  }

  @Test
  void everyNameIsOneOfOursAndEndsAsItsTypeDoes() {
    assertThat(Figure.values())
        .allSatisfy(
            figure ->
                assertThat(figure.metric())
                    .matches(
                        switch (figure.type()) {
                          case COUNTER -> "managedidentity_[a-z_]+_total";
                          case HISTOGRAM -> "managedidentity_[a-z_]+_seconds";
                          case GAUGE -> "managedidentity_[a-z_]+";
                        }));
  }

  @Test
  void callsAreCountedByWhatTheyAreForAndWhatCameOfThem() {
    // Given
    Problem throttled = FakeCompute.problem(Problem.Kind.THROTTLED, Duration.ofSeconds(90));

    // When
    called(CallKind.READ_TARGET, null);
    called(CallKind.READ_TARGET, null);
    called(CallKind.PATCH_TARGET, FakeCompute.problem(Problem.Kind.CHANGED));
    called(CallKind.PATCH_TARGET, throttled);
    called(CallKind.PATCH_TARGET, throttled);

    // Then
    assertThat(text())
        .contains(
            "managedidentity_azure_calls_total{kind=\"read_target\",outcome=\"ok\"} 2.0",
            "managedidentity_azure_calls_total{kind=\"patch_target\",outcome=\"changed\"} 1.0",
            "managedidentity_azure_calls_total{kind=\"patch_target\",outcome=\"throttled\"} 2.0",
            "managedidentity_azure_throttled_seconds_total{kind=\"patch_target\"} 180.0",
            "managedidentity_azure_call_seconds_bucket{kind=\"read_target\",le=\"0.25\"} 0",
            "managedidentity_azure_call_seconds_bucket{kind=\"read_target\",le=\"0.5\"} 2",
            "managedidentity_azure_call_seconds_sum{kind=\"read_target\"} 0.6")
        .doesNotContain("throttled_seconds_total{kind=\"read_target\"");
  }

  @Test
  void whatIsNotMadeYetIsNoCall() {
    // When
    loop.metrics.heldBack(CallKind.POLL);

    // Then
    assertThat(text())
        .contains("managedidentity_azure_held_back_total{kind=\"poll\"} 1.0")
        .doesNotContain("managedidentity_azure_calls_total{kind=\"poll\"");
  }

  private void called(CallKind kind, Problem problem) {
    loop.metrics.ended(
        new Calls.Ended(kind, Optional.ofNullable(problem), Duration.ofMillis(300), List.of()));
  }

  @Test
  void ofTheTokensLeftTheLastWordCounts() {
    // When
    for (int left : List.of(250, 249)) {
      loop.metrics.ended(
          new Calls.Ended(
              CallKind.READ_TARGET,
              Optional.empty(),
              Duration.ZERO,
              List.of(new TokensLeft("subscription-reads", "0a0a", left))));
    }

    // Then
    assertThat(text())
        .contains(
            "# TYPE managedidentity_azure_tokens_left gauge",
            "managedidentity_azure_tokens_left{bucket=\"subscription-reads\",subscription=\"0a0a\"}"
                + " 249.0");
  }

  @Test
  void declarationsAreCountedByHowTheyStand() {
    // Given
    List<CustomResource<?, ? extends Status>> declared = new ArrayList<>();
    loop.metrics.watch(declared::stream);

    // Then
    assertThat(text()).doesNotContain("managedidentity_declarations{");

    // When
    declared.add(new ScaleSetIdentity());
    loop.declare("web", assigned("app"));
    loop.lookWhenDue(3);
    for (int i = 0; i < 2; i++) {
      ScaleSetIdentity ready = new ScaleSetIdentity();
      ready.setStatus(loop.cluster.status("web"));
      declared.add(ready);
    }

    // Then
    assertThat(text())
        .contains(
            "managedidentity_declarations{kind=\"ScaleSetIdentity\",ready=\"True\","
                + "reason=\"Converged\"} 2.0",
            "managedidentity_declarations{kind=\"ScaleSetIdentity\",ready=\"Unknown\","
                + "reason=\"Unjudged\"} 1.0");
  }

  @Test
  void theQueueIsReadWhenTheFiguresAre() {
    // Given
    TargetQueue queue = new TargetQueue(id -> Optional.empty(), 1, LoopHarness.RETRY);
    loop.metrics.watch(queue);

    // When
    queue.touch(LoopHarness.WEB);
    queue.touch(LoopHarness.BUILD);
    loop.metrics.begun(Duration.ofSeconds(2));

    // Then
    assertThat(text())
        .contains(
            "managedidentity_queue_targets 2.0",
            "managedidentity_queue_depth 2.0",
            "managedidentity_queue_busy 0.0",
            "managedidentity_queue_delay_seconds_bucket{le=\"1.0\"} 0",
            "managedidentity_queue_delay_seconds_bucket{le=\"5.0\"} 1");
    queue.close(Duration.ofSeconds(1));
  }

  @Test
  void fromAppliedToReadyCountsOnceAndWhatDriftCostsIsNotInIt() {
    // Given
    loop.declare("web", assigned("app"));
    watched();
    loop.lookWhenDue(3);
    String before = text();

    // When
    loop.cluster.edit("web", assigned("metrics"));
    watched();
    loop.lookWhenDue(2);
    loop.azure.live = live();
    loop.lookWhenDue(3);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    String sum = "managedidentity_ready_seconds_sum{kind=\"ScaleSetIdentity\"} ";
    assertThat(before).contains("managedidentity_ready_seconds_count{kind=\"ScaleSetIdentity\"} 1");
    assertThat(text())
        .contains(
            "managedidentity_drift_repaired_total{kind=\"ScaleSetIdentity\",namespace=\"shop\"} 1.0",
            "managedidentity_ready_seconds_count{kind=\"ScaleSetIdentity\"} 2");
    assertThat(number(text(), sum) - number(before, sum))
        .as("one poll")
        .isEqualTo((double) FakeCompute.POLL_AFTER.toSeconds());
  }

  /** As the watch tells of each change of the declaration. */
  private void watched() {
    loop.cluster
        .declarations(loop.target())
        .forEach(one -> loop.metrics.applied(one.resource(), loop.clock.instant()));
  }

  private static double number(String text, String series) {
    return text.lines()
        .filter(line -> line.startsWith(series))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
        .sum();
  }

  @Test
  void looksAreCountedByHowFarTheyCame() {
    // Given
    loop.declare("web", assigned("app"));

    // When
    loop.lookWhenDue(4);

    // Then
    assertThat(text())
        .contains(
            "# HELP managedidentity_looks_total " + Figure.LOOKS.help(),
            "# TYPE managedidentity_looks_total counter",
            "managedidentity_looks_total{kind=\"ScaleSetIdentity\",outcome=\"changing\"} 1.0",
            "managedidentity_looks_total{kind=\"ScaleSetIdentity\",outcome=\"settled\"} 3.0");
  }
}
