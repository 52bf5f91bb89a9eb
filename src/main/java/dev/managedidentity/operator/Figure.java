package dev.managedidentity.operator;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What can be read of the loop, as docs/reference/metrics.md tells it. */
enum Figure {
  DECLARATIONS(
      Type.GAUGE,
      "managedidentity_declarations",
      "Declarations as they stand, by whether they are Ready and for which reason.",
      "kind ready reason"),
  DRIFT_FOUND(
      Type.COUNTER,
      "managedidentity_drift_found_total",
      "Declarations that were as declared until somebody changed what they are about.",
      "kind namespace"),
  DRIFT_REPAIRED(
      Type.COUNTER,
      "managedidentity_drift_repaired_total",
      "Drift that is over, whoever put it right.",
      "kind namespace"),
  RECORDS_IGNORED(
      Type.COUNTER,
      "managedidentity_records_ignored_total",
      "Records in statuses that are not the operator's own, and were ignored.",
      "kind namespace"),
  LOOKS(
      Type.COUNTER,
      "managedidentity_looks_total",
      "Looks at a scale set or machine, by how far each came.",
      "kind outcome"),
  READY(
      Type.HISTOGRAM,
      "managedidentity_ready_seconds",
      "From when a declaration is applied to when it is Ready for the first time.",
      "kind",
      "1 2 5 10 30 60 120 300 900 3600"),
  AZURE_CALLS(
      Type.COUNTER,
      "managedidentity_azure_calls_total",
      "Calls to Azure Resource Manager, by what they are for and what came of them.",
      "kind outcome"),
  AZURE_CALL(
      Type.HISTOGRAM,
      "managedidentity_azure_call_seconds",
      "How long those calls take, with getting a token where that is needed.",
      "kind",
      "0.05 0.1 0.25 0.5 1 2.5 5 10 30"),
  AZURE_TOKENS_LEFT(
      Type.GAUGE,
      "managedidentity_azure_tokens_left",
      "How many calls a bucket of a subscription has left, as Azure told last.",
      "bucket subscription"),
  AZURE_THROTTLED(
      Type.COUNTER,
      "managedidentity_azure_throttled_seconds_total",
      "For how long Azure asked to be left alone, all its refusals (429) together.",
      "kind"),
  AZURE_HELD_BACK(
      Type.COUNTER,
      "managedidentity_azure_held_back_total",
      "Calls that were not made yet, because Azure's limits leave no room for them; each has a turn kept for it.",
      "kind"),
  RECONCILE_ERRORS(
      Type.COUNTER,
      "managedidentity_reconcile_errors_total",
      "Unexpected failures of the operator itself, in the work on a target or an object; each is retried with backoff.",
      "kind"),
  QUEUE_TARGETS(
      Type.GAUGE,
      "managedidentity_queue_targets",
      "Scale sets, machines and identities that are looked at again and again.",
      ""),
  QUEUE_DEPTH(
      Type.GAUGE,
      "managedidentity_queue_depth",
      "Those of them that are due and wait for a thread.",
      ""),
  QUEUE_BUSY(
      Type.GAUGE, "managedidentity_queue_busy", "Those of them that a thread is at work on.", ""),
  QUEUE_DELAY(
      Type.HISTOGRAM,
      "managedidentity_queue_delay_seconds",
      "How late a look begins, for want of a thread.",
      "",
      "0.01 0.1 0.5 1 5 10 30 60 300");

  /** How Prometheus is to take it. */
  enum Type {
    COUNTER,
    GAUGE,
    HISTOGRAM;

    /** As the page and the text format say it. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Type type;
  private final String metric;
  private final String help;
  private final String labels;
  private final String buckets;

  Figure(Type type, String metric, String help, String labels) {
    this(type, metric, help, labels, "");
  }

  /**
   * @param labels with blanks between them
   * @param buckets of a histogram, the upper bounds in seconds, with blanks between them
   */
  Figure(Type type, String metric, String help, String labels, String buckets) {
    this.type = type;
    this.metric = metric;
    this.help = help;
    this.labels = labels;
    this.buckets = buckets;
  }

  Type type() {
    return type;
  }

  /** The whole name, as it is read. */
  String metric() {
    return metric;
  }

  String help() {
    return help;
  }

  List<String> labels() {
    return words(labels);
  }

  /** In seconds, the upper bounds but the last, which is endless. */
  double[] buckets() {
    return words(buckets).stream().mapToDouble(Double::parseDouble).toArray();
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split(" ", -1)).filter(word -> !word.isEmpty()).toList();
  }
}
