package dev.managedidentity.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.IdentityState;
import dev.managedidentity.api.LegacyExtension;
import dev.managedidentity.api.LegacyExtension.OperatingSystem;
import dev.managedidentity.api.LegacyExtension.Presence;
import dev.managedidentity.api.ScaleSetIdentity;
import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.WithApiServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Azure answering wrongly about the legacy extension: the right reason, one effect, no harm. */
@WithApiServer
@Execution(ExecutionMode.CONCURRENT)
class FaultsOfExtensionsIT {
  private static final String EXTENSION = "/extensions/[^/]+";

  @TempDir Path directory;
  private final ApiServer server;
  private Stage stage;
  private String web;

  FaultsOfExtensionsIT(ApiServer server) {
    this.server = server;
  }

  @BeforeEach
  void set() {
    stage = Stage.impatient(server, directory);
    web = stage.scaleSet("web");
  }

  @AfterEach
  void clear() {
    stage.close();
  }

  private void fault(String method, String fault) {
    stage.emulator.faults(
        "[{match: {method: %s, path: '%s$'}, %s, times: 1}]".formatted(method, EXTENSION, fault));
  }

  private void declare() {
    stage.declare(
        "web",
        web,
        spec -> {
          spec.legacyExtension = new LegacyExtension();
          spec.legacyExtension.state = Presence.Present;
          spec.legacyExtension.os = OperatingSystem.Linux;
        });
  }

  private boolean isThere() {
    return stage.emulator.azure().exists(web + "/extensions/ManagedIdentityExtensionForLinux");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "status: 401                                | CredentialUnusable | 2",
        "status: 403                                | PermissionDenied   | 2",
        "status: 404                                | WaitingForScaleSet | 2",
        "status: 404, body: {proxy: 'no such page'} | AzureUnavailable   | 2",
        "status: 409, code: ScopeLocked             | Locked             | 2",
        "status: 409                                | Updating           | 2",
        "status: 412                                | Updating           | 2",
        "status: 429, retryAfter: 2                 | Throttled          | 2",
        "status: 500                                | AzureUnavailable   | 2",
        "garbage: true                              | AzureUnavailable   | 2",
        "reset: true                                | AzureUnavailable   | 2",
        "stall: 20                                  | AzureUnavailable   | 2",
        "garbage: true, after: true                 | AzureUnavailable   | 1",
        "truncate: true, after: true                | AzureUnavailable   | 1",
        "reset: true, after: true                   | AzureUnavailable   | 1",
        "stall: 20, after: true                     | AzureUnavailable   | 1",
        "status: 500, after: true                   | AzureUnavailable   | 1"
      })
  void itIsAddedOnceAllTheSame(String fault, String reason, int puts) {
    // Given
    fault("PUT", fault);

    // When
    try (Watched watched = Watched.of(stage, ScaleSetIdentity.class, "web")) {
      declare();
      stage.awaitReady("web");

      // Then
      assertThat(watched.reasons()).contains(reason);
    }
    assertThat(isThere()).isTrue();
    assertThat(stage.get("web").getStatus().legacyExtension.owned).isTrue();
    assertThat(stage.get("web").getStatus().legacyExtension.state)
        .isEqualTo(IdentityState.Assigned);
    assertThat(stage.writes()).hasSize(puts);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "status: 401                                | CredentialUnusable | 2",
        "status: 403                                | PermissionDenied   | 2",
        "status: 404, body: {proxy: 'no such page'} | AzureUnavailable   | 2",
        "status: 409, code: ScopeLocked             | Locked             | 2",
        "status: 409                                | Updating           | 2",
        "status: 412                                | Updating           | 2",
        "status: 429, retryAfter: 2                 | Throttled          | 2",
        "status: 500                                | AzureUnavailable   | 2",
        "garbage: true                              | AzureUnavailable   | 2",
        "reset: true                                | AzureUnavailable   | 2",
        "stall: 20                                  | AzureUnavailable   | 2",
        "operation: Failed                          | Updating           | 2",
        "reset: true, after: true                   | AzureUnavailable   | 1",
        "stall: 20, after: true                     | AzureUnavailable   | 1",
        "status: 500, after: true                   | AzureUnavailable   | 1"
      })
  void itIsRemovedAllTheSame(String fault, String reason, int deletes) {
    // Given
    declare();
    stage.awaitReady("web");
    fault("DELETE", fault);

    // When
    try (Watched watched = Watched.of(stage, ScaleSetIdentity.class, "web")) {
      stage.delete("web");
      stage.awaitGone("web");

      // Then
      assertThat(watched.reasons()).contains(reason);
    }
    assertThat(isThere()).isFalse();
    assertThat(stage.sent("PUT", EXTENSION)).hasSize(1);
    assertThat(stage.sent("DELETE", EXTENSION)).hasSizeBetween(1, deletes);
  }
}
