package dev.managedidentity.endtoend;

import static dev.managedidentity.endtoend.Stage.assigned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.plan.ArmId;
import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.WithApiServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The figures of the operator, read as Prometheus reads them, move with what it does. */
@WithApiServer
class MetricsIT {
  private static final String CALLS = "managedidentity_azure_calls_total";
  private static final String LEFT = "managedidentity_azure_tokens_left";
  private static final String DECLARATIONS = "managedidentity_declarations";
  private static final String READY =
      "managedidentity_ready_seconds_count{kind=\"ScaleSetIdentity\"}";

  @TempDir Path directory;

  @Test
  void callsTokensReadinessAndTheQueueMoveWithTheWork(ApiServer server) throws Exception {
    try (Stage stage = Stage.set(server, directory, 0.01)) {
      // Given
      String web = stage.scaleSet("web");
      String app = stage.identity("app");
      stage.declare("web", web, assigned(app));
      stage.awaitReady("web");
      Stage.awaitUntil(() -> figure(stage, READY) == 1);

      // When
      stage.edit("web", assigned(stage.identity("metrics")));
      Stage.awaitUntil(() -> stage.users(web).size() == 2);
      stage.awaitReady("web");
      Stage.awaitUntil(() -> figure(stage, READY) == 2);
      stage.change(web, "None");
      Stage.awaitUntil(() -> figure(stage, "managedidentity_drift_repaired_total") == 1);

      // Then
      assertThat(figure(stage, CALLS + "{kind=\"patch_target\",outcome=\"ok\"}"))
          .isEqualTo(stage.writes().size());
      assertThat(figure(stage, CALLS + "{kind=\"poll\",outcome=\"ok\"}")).isPositive();
      assertThat(figure(stage, CALLS + "{kind=\"read_target\",outcome=\"ok\"}")).isPositive();
      assertThat(figure(stage, "managedidentity_azure_call_seconds_sum")).isPositive();
      assertThat(figure(stage, LEFT + "{bucket=\"subscription-writes\"" + of(web)))
          .isBetween(100.0, 199.0);
      String updates = "Microsoft.Compute/VMScaleSetActionsSubscriptionMaximum";
      assertThat(figure(stage, LEFT + "{bucket=\"" + updates + "\"" + of(web)))
          .isBetween(1000.0, 1499.0);
      assertThat(figure(stage, READY)).as("drift is no application").isEqualTo(2);
      assertThat(figure(stage, "managedidentity_queue_targets")).isEqualTo(1);
      assertThat(figure(stage, "managedidentity_queue_delay_seconds_count")).isPositive();
    }
  }

  @Test
  void refusalsAndTheWaitsTheyAskForAreCounted(ApiServer server) throws Exception {
    try (Stage stage = Stage.set(server, directory, 0.01)) {
      // Given
      String web = stage.scaleSet("web");
      stage.emulator.faults(
          "[{match: {method: PATCH, path: web}, times: 1, status: 429, retryAfter: 2}]");

      // When
      stage.declare("web", web, assigned(stage.identity("app")));
      stage.awaitReady("web");

      // Then
      assertThat(figure(stage, CALLS + "{kind=\"patch_target\",outcome=\"throttled\"}"))
          .isEqualTo(1);
      assertThat(
              figure(stage, "managedidentity_azure_throttled_seconds_total{kind=\"patch_target\"}"))
          .isEqualTo(2);
    }
  }

  @Test
  void declarationsAreCountedAsTheyStand(ApiServer server) throws Exception {
    try (Stage stage = Stage.set(server, directory, 0.01)) {
      // Given
      String web = stage.scaleSet("web");
      String later = web.replace("/web", "/later");
      String app = stage.identity("app");

      // When
      stage.declare("web", web, assigned(app));
      stage.declare("later", later, assigned(app));

      // Then
      Stage.awaitUntil(() -> standing(stage, "True", "Converged") == 1);
      Stage.awaitUntil(() -> standing(stage, "False", "WaitingForScaleSet") == 1);

      // When
      stage.scaleSet("later");

      // Then
      Stage.awaitUntil(() -> standing(stage, "True", "Converged") == 2);
      Stage.awaitUntil(() -> standing(stage, "False", "WaitingForScaleSet") == 0);
      assertThat(figure(stage, DECLARATIONS)).isEqualTo(2);
    }
  }

  private static double standing(Stage stage, String ready, String reason)
      throws IOException, InterruptedException {
    return figure(
        stage,
        "%s{kind=\"ScaleSetIdentity\",ready=\"%s\",reason=\"%s\"}"
            .formatted(DECLARATIONS, ready, reason));
  }

  private static String of(String target) {
    return ",subscription=\"" + ArmId.parse(target).subscriptionId() + "\"}";
  }

  /** The sum of all series whose names begin so; 0 if there is none. */
  private static double figure(Stage stage, String series)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://localhost:" + stage.operator.probePort() + "/metrics");
    String text =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
            .body();
    return text.lines()
        .filter(line -> line.startsWith(series))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
