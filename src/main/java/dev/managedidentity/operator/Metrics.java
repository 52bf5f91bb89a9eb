package dev.managedidentity.operator;

import dev.managedidentity.api.Status;
import dev.managedidentity.azure.CallKind;
import dev.managedidentity.azure.Calls;
import dev.managedidentity.azure.Problem;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is counted, for Prometheus to read. Since this process started; what must outlive it is in
 * the statuses. No label names an object: ten thousand targets are no more series than ten.
 */
final class Metrics implements Calls {

  /** Of the text that {@link #text} gives. */
  static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  /** In place of a reason, for what was not looked at yet. */
  static final String UNJUDGED = "Unjudged";

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Map<Figure, Counter> counters = new EnumMap<>(Figure.class);
  private final Map<Figure, Histogram> histograms = new EnumMap<>(Figure.class);
  private final Gauge tokensLeft;
  private final Applied applied = new Applied();

  Metrics() {
    for (Figure figure : Figure.values()) {
      switch (figure.type()) {
        case COUNTER -> counters.put(figure, counter(figure));
        case HISTOGRAM -> histograms.put(figure, histogram(figure));
        case GAUGE -> {
          // One is set; the others are read off the queue and the cluster, once they are there.
        }
      }
    }
    Figure left = Figure.AZURE_TOKENS_LEFT;
    tokensLeft =
        Gauge.builder()
            .name(left.metric())
            .help(left.help())
            .labelNames(labels(left))
            .register(registry);
  }

  private Counter counter(Figure figure) {
    return Counter.builder()
        .name(figure.metric())
        .help(figure.help())
        .labelNames(labels(figure))
        .register(registry);
  }

  private Histogram histogram(Figure figure) {
    return Histogram.builder()
        .name(figure.metric())
        .help(figure.help())
        .labelNames(labels(figure))
        // The text format has these only; the others would cost memory for nobody.
        .classicOnly()
        .classicUpperBounds(figure.buckets())
        .register(registry);
  }

  private static String[] labels(Figure figure) {
    return figure.labels().toArray(String[]::new);
  }

  void driftFound(HasMetadata declaration) {
    count(Figure.DRIFT_FOUND, declaration.getKind(), declaration.getMetadata().getNamespace());
  }

  void driftRepaired(HasMetadata declaration) {
    count(Figure.DRIFT_REPAIRED, declaration.getKind(), declaration.getMetadata().getNamespace());
  }

  void recordsIgnored(HasMetadata declaration, int records) {
    counters
        .get(Figure.RECORDS_IGNORED)
        .labelValues(declaration.getKind(), declaration.getMetadata().getNamespace())
        .inc(records);
  }

  /** One look at a target of a kind was taken. */
  void looked(TargetKind kind, Situation.Stage stage) {
    count(Figure.LOOKS, kind.declaredBy(), word(stage));
  }

  /**
   * The operator itself failed in the work on something.
   *
   * @param kind of its declarations
   */
  void failed(String kind) {
    count(Figure.RECONCILE_ERRORS, kind);
  }

  @Override
  public void heldBack(CallKind kind) {
    count(Figure.AZURE_HELD_BACK, word(kind));
  }

  @Override
  public void ended(Calls.Ended call) {
    String kind = word(call.kind());
    count(
        Figure.AZURE_CALLS,
        kind,
        call.problem().map(Problem::kind).map(Metrics::word).orElse("ok"));
    observe(Figure.AZURE_CALL, call.took(), kind);
    call.left()
        .forEach(
            left -> tokensLeft.labelValues(left.bucket(), left.subscription()).set(left.left()));
    call.problem()
        .filter(problem -> problem.kind() == Problem.Kind.THROTTLED)
        .flatMap(Problem::retryAfter)
        .ifPresent(
            wait -> counters.get(Figure.AZURE_THROTTLED).labelValues(kind).inc(seconds(wait)));
  }

  /** From now on the figures of the queue are those of this one. Once only. */
  void watch(TargetQueue queue) {
    gauge(Figure.QUEUE_TARGETS, queue::targets);
    gauge(Figure.QUEUE_DEPTH, queue::depth);
    gauge(Figure.QUEUE_BUSY, queue::busy);
  }

  private void gauge(Figure figure, IntSupplier value) {
    GaugeWithCallback.builder()
        .name(figure.metric())
        .help(figure.help())
        .callback(gauge -> gauge.call(value.getAsInt()))
        .register(registry);
  }

  /** From now on the declarations that are counted are these. Once only. */
  void watch(Supplier<Stream<CustomResource<?, ? extends Status>>> declarations) {
    Figure figure = Figure.DECLARATIONS;
    GaugeWithCallback.builder()
        .name(figure.metric())
        .help(figure.help())
        .labelNames(labels(figure))
        .callback(
            gauge ->
                declarations
                    .get()
                    .collect(Collectors.groupingBy(Metrics::standing, Collectors.counting()))
                    .forEach((how, many) -> gauge.call(many, how.toArray(String[]::new))))
        .register(registry);
  }

  /** The values of the labels, in their order. */
  private static List<String> standing(CustomResource<?, ? extends Status> declaration) {
    return Optional.ofNullable(declaration.getStatus())
        .flatMap(Reporter::ready)
        .map(ready -> List.of(declaration.getKind(), ready.getStatus(), ready.getReason()))
        .orElse(List.of(declaration.getKind(), "Unknown", UNJUDGED));
  }

  /** A run in the queue began so much later than it was due. */
  void begun(Duration late) {
    observe(Figure.QUEUE_DELAY, late);
  }

  /** A watch has shown an object, with the status it had then. */
  void applied(HasMetadata declaration, Instant now) {
    applied.seen(declaration, now);
  }

  /** It was told that an object is Ready as of this generation. */
  void ready(HasMetadata declaration, long generation, Instant now) {
    applied
        .ready(declaration, generation, now)
        .ifPresent(took -> observe(Figure.READY, took, declaration.getKind()));
  }

  /** An object is on its way out. */
  void leaving(HasMetadata declaration) {
    applied.forget(declaration);
  }

  private void count(Figure figure, String... labels) {
    counters.get(figure).labelValues(labels).inc();
  }

  private void observe(Figure figure, Duration time, String... labels) {
    histograms.get(figure).labelValues(labels).observe(seconds(time));
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** All of it in Prometheus' text format. */
  String text() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.builder().build().write(text, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be written to", e);
    }
    return text.toString(StandardCharsets.UTF_8);
  }
}
