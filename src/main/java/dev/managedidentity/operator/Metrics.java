package dev.managedidentity.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What is counted, for Prometheus to read. Since this process started; what must outlive it is in
 * the statuses. No label names an object: ten thousand targets are no more series than ten.
 */
final class Metrics {

  /** Of the text that {@link #text} gives. */
  static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Map<Count, Counter> counters = new EnumMap<>(Count.class);

  /** What is counted, as docs/reference/metrics.md tells it. */
  enum Count {
    DRIFT_FOUND(
        "managedidentity_drift_found_total",
        "Declarations that were as declared until somebody changed what they are about.",
        "kind namespace"),
    DRIFT_REPAIRED(
        "managedidentity_drift_repaired_total",
        "Drift that is over, whoever put it right.",
        "kind namespace"),
    LOOKS(
        "managedidentity_looks_total",
        "Looks at a scale set or machine, by how far each came.",
        "kind outcome");

    private final String metric;
    private final String help;
    private final String labels;

    Count(String metric, String help, String labels) {
      this.metric = metric;
      this.help = help;
      this.labels = labels;
    }

    /** The whole name, as it is read. */
    String metric() {
      return metric;
    }

    String help() {
      return help;
    }

    List<String> labels() {
      return List.of(labels.split(" ", -1));
    }
  }

  Metrics() {
    for (Count count : Count.values()) {
      counters.put(
          count,
          Counter.builder()
              .name(count.metric())
              .help(count.help())
              .labelNames(count.labels().toArray(String[]::new))
              .register(registry));
    }
  }

  void driftFound(HasMetadata declaration) {
    count(Count.DRIFT_FOUND, declaration.getKind(), declaration.getMetadata().getNamespace());
  }

  void driftRepaired(HasMetadata declaration) {
    count(Count.DRIFT_REPAIRED, declaration.getKind(), declaration.getMetadata().getNamespace());
  }

  /** One look at a target of a kind was taken. */
  void looked(TargetKind kind, Situation.Stage stage) {
    count(Count.LOOKS, kind.declaredBy(), stage.name().toLowerCase(Locale.ROOT));
  }

  private void count(Count count, String... labels) {
    counters.get(count).labelValues(labels).inc();
  }

  /** All of it in Prometheus' text format, UTF-8. */
  byte[] text() {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.builder().build().write(text, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be written to", e);
    }
    return text.toByteArray();
  }
}
