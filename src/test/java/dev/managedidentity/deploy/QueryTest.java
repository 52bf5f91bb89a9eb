package dev.managedidentity.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.operator.EveryFigure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {
  private static final Exposition FIGURES = new Exposition(EveryFigure.text());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sum by (job) (managedidentity_queue_depth) > 0",
        "sum by (kind) (rate(managedidentity_looks_total{job=~\"$job\", outcome=\"idle\"}[5m]))",
        "histogram_quantile(0.9, sum by (le) (rate(managedidentity_ready_seconds_bucket[1h])))",
        "managedidentity_azure_tokens_left{bucket!~\"$bucket|subscription-reads\"} < 9"
      })
  void whatIsRightHasNoFault(String text) {
    assertThat(new Query(text).faults(FIGURES)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "sum(managedidentity_queue_depths); no metric managedidentity_queue_depths",
        "sum(managedidentty_queue_depth); no metric of ours",
        "sum(managedidentity_queue_depth; brackets do not match",
        "sum(managedidentity_queue_depth]; brackets do not match",
        "summ(managedidentity_queue_depth); unknown summ",
        "managedidentity_queue_depth > depth; unknown depth",
        "sum by (kind) (managedidentity_queue_depth); grouped by kind, which nothing has",
        "managedidentity_queue_depth{kind=\"\"}; no label kind of managedidentity_queue_depth",
        "rate(managedidentity_looks_total{outcome=~\"idle|idler\"}[5m]);"
            + " no managedidentity_looks_total{outcome=idler}",
        "sum(managedidentity_looks_total);"
            + " not as its type is told: sum(managedidentity_looks_total",
        "rate(managedidentity_looks_total);"
            + " not as its type is told: rate(managedidentity_looks_total",
        "rate(managedidentity_queue_depth[5m]);"
            + " not as its type is told: rate(managedidentity_queue_depth[5m]"
      })
  void whatIsWrongIsTold(String text, String fault) {
    assertThat(new Query(text).faults(FIGURES)).contains(fault);
  }

  @Test
  void theFiguresAreAllThatTheTextTells() {
    assertThat(FIGURES.types())
        .containsEntry("managedidentity_looks_total", "counter")
        .containsEntry("managedidentity_queue_depth", "gauge")
        .containsEntry("managedidentity_ready_seconds", "histogram");
    assertThat(FIGURES.labels("managedidentity_ready_seconds_bucket"))
        .containsOnlyKeys("kind", "le");
    assertThat(FIGURES.labels("managedidentity_drift_found_total"))
        .containsOnlyKeys("kind", "namespace");
    assertThat(FIGURES.metric("managedidentity_ready_seconds_count"))
        .isEqualTo("managedidentity_ready_seconds");
  }
}
