package dev.managedidentity.endtoend;

import static dev.managedidentity.endtoend.Stage.assigned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.ScaleSetIdentity;
import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.WithApiServer;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Azure answering wrongly, in every way it can: the right reason, bounded tries, no harm. */
@WithApiServer
@Execution(ExecutionMode.CONCURRENT)
class FaultsIT {
  @TempDir Path directory;

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "GET   | status: 401                   | CredentialUnusable",
        "GET   | status: 403                   | PermissionDenied",
        "GET   | status: 404                   | WaitingForScaleSet",
        "GET   | status: 429, retryAfter: 2    | Throttled",
        "GET   | status: 500                   | AzureUnavailable",
        "GET   | status: 503                   | AzureUnavailable",
        "GET   | garbage: true                 | AzureUnavailable",
        "GET   | truncate: true                | AzureUnavailable",
        "GET   | empty: true                   | AzureUnavailable",
        // The JDK's HTTP client asks once more by itself when a connection breaks during a GET.
        "GET   | reset: true, times: 2         | AzureUnavailable",
        "GET   | stall: 20                     | AzureUnavailable",
        "GET   | slowDrip: 20                  | AzureUnavailable",
        "PATCH | status: 401                   | CredentialUnusable",
        "PATCH | status: 403                   | PermissionDenied",
        "PATCH | status: 404                   | WaitingForScaleSet",
        "PATCH | status: 409                   | Updating",
        "PATCH | status: 412                   | Updating",
        "PATCH | status: 429, retryAfter: 2    | Throttled",
        "PATCH | status: 500                   | AzureUnavailable",
        "PATCH | status: 503                   | AzureUnavailable",
        "PATCH | garbage: true                 | AzureUnavailable",
        "PATCH | reset: true                   | AzureUnavailable",
        "PATCH | stall: 20                     | AzureUnavailable",
        "PATCH | garbage: true, after: true    | AzureUnavailable",
        "PATCH | truncate: true, after: true   | AzureUnavailable",
        "PATCH | reset: true, after: true      | AzureUnavailable",
        "PATCH | status: 500, after: true      | AzureUnavailable"
      })
  void leadsToItsReasonAndHealsByItself(
      String method, String fault, String reason, ApiServer server) {
    try (Stage stage = Stage.impatient(server, directory)) {
      // Given
      String theirs = stage.identity("theirs");
      String app = stage.identity("app");
      String web = stage.scaleSet("web", theirs);
      int changesBefore = stage.emulator.changes().size();
      stage.emulator.faults(
          "[{match: {method: %s, path: '.*virtualMachineScaleSets/web'}, %s}]"
              .formatted(method, fault.contains("times") ? fault : fault + ", times: 1"));

      // When
      Set<String> reasons = new TreeSet<>();
      try (Watched watched = Watched.of(stage, ScaleSetIdentity.class, "web")) {
        stage.declare("web", web, assigned(app));
        stage.awaitReady("web");
        reasons.addAll(watched.reasons());
      }

      // Then
      assertThat(reasons).contains(reason);
      assertThat(stage.users(web)).containsExactlyInAnyOrder(app, theirs);
      assertThat(stage.emulator.changes().size() - changesBefore).as("changes").isEqualTo(1);
      assertThat(stage.patches()).hasSizeBetween(1, 2);
      assertThat(stage.get("web").getStatus().identities)
          .filteredOn(row -> row.owned)
          .extracting(row -> row.id)
          .containsExactly(app);
    }
  }
}
