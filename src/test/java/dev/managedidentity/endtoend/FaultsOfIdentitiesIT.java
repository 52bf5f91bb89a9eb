package dev.managedidentity.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.IdentityDeletionPolicy;
import dev.managedidentity.api.UserAssignedIdentity;
import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.WithApiServer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Azure answering wrongly about identities of their own: the right reason, one effect, no harm. */
@WithApiServer
@Execution(ExecutionMode.CONCURRENT)
class FaultsOfIdentitiesIT {
  private static final String APP = "/userAssignedIdentities/app";

  @TempDir Path directory;
  private final ApiServer server;
  private Stage stage;
  private Identities identities;

  FaultsOfIdentitiesIT(ApiServer server) {
    this.server = server;
  }

  @BeforeEach
  void set() {
    stage = Stage.impatient(server, directory);
    identities = new Identities(stage);
  }

  @AfterEach
  void clear() {
    stage.close();
  }

  private void fault(String method, String path, String fault) {
    stage.emulator.faults(
        "[{match: {method: %s, path: '%s$'}, %s}]"
            .formatted(method, path, fault.contains("times") ? fault : fault + ", times: 1"));
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "GET | status: 401                                    | CredentialUnusable",
        "GET | status: 403                                    | PermissionDenied",
        "GET | status: 404, body: {proxy: 'no such page'}     | AzureUnavailable",
        "GET | status: 429, retryAfter: 2                     | Throttled",
        "GET | status: 500                                    | AzureUnavailable",
        "GET | garbage: true                                  | AzureUnavailable",
        "GET | truncate: true                                 | AzureUnavailable",
        "GET | empty: true                                    | AzureUnavailable",
        // The JDK's HTTP client asks once more by itself when a connection breaks during a GET.
        "GET | reset: true, times: 2                          | AzureUnavailable",
        "GET | stall: 20                                      | AzureUnavailable",
        "PUT | status: 401                                    | CredentialUnusable",
        "PUT | status: 403                                    | PermissionDenied",
        "PUT | status: 404, body: {proxy: 'no such page'}     | AzureUnavailable",
        "PUT | status: 409, code: ScopeLocked                 | Locked",
        "PUT | status: 409                                    | Updating",
        "PUT | status: 429, retryAfter: 2                     | Throttled",
        "PUT | status: 500                                    | AzureUnavailable",
        "PUT | garbage: true                                  | AzureUnavailable",
        "PUT | reset: true                                    | AzureUnavailable",
        "PUT | stall: 20                                      | AzureUnavailable",
        "PUT | reset: true, after: true                       | AzureUnavailable",
        "PUT | garbage: true, after: true                     | AzureUnavailable",
        "PUT | truncate: true, after: true                    | AzureUnavailable",
        "PUT | stall: 20, after: true                         | AzureUnavailable",
        "PUT | status: 500, after: true                       | AzureUnavailable"
      })
  void anIdentityIsMadeOnceAllTheSame(String method, String fault, String reason) {
    // Given
    fault(method, APP, fault);

    // When
    try (Watched watched = Watched.of(stage, UserAssignedIdentity.class, "app")) {
      identities.declare("app", spec -> spec.tags = Map.of("team", "shop"));
      identities.awaitReady("app");

      // Then
      assertThat(watched.reasons()).contains(reason);
    }
    assertThat(stage.sent("PUT", APP)).hasSizeBetween(1, 2);
    assertThat(stage.sent("PUT", APP).stream().filter(put -> put.status() == 201).count())
        .as("made")
        .isLessThanOrEqualTo(1);
    assertThat(stage.sent("PATCH|DELETE", APP)).isEmpty();
    assertThat(identities.get("app").getStatus().tags).containsExactly("team");
    assertThat(identities.get("app").getStatus().principalId)
        .isEqualTo(
            stage
                .emulator
                .azure()
                .getResource(identities.id("app"))
                .at("/properties/principalId")
                .asText());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "status: 401                                | CredentialUnusable",
        "status: 403                                | PermissionDenied",
        "status: 404, body: {proxy: 'no such page'} | AzureUnavailable",
        "status: 429, retryAfter: 2                 | Throttled",
        "status: 500                                | AzureUnavailable",
        "garbage: true                              | AzureUnavailable",
        "reset: true, times: 2                      | AzureUnavailable",
        "stall: 20                                  | AzureUnavailable"
      })
  void aGroupThatCannotBeReadDelaysAnIdentity(String fault, String reason) {
    // Given
    fault("GET", "/resourceGroups/shop", fault);

    // When
    try (Watched watched = Watched.of(stage, UserAssignedIdentity.class, "app")) {
      identities.declare("app", spec -> {});
      identities.awaitReady("app");

      // Then
      assertThat(watched.reasons()).contains(reason);
    }
    assertThat(stage.sent("PUT", APP)).hasSize(1);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "status: 401                                | CredentialUnusable",
        "status: 403                                | PermissionDenied",
        "status: 404, body: {proxy: 'no such page'} | AzureUnavailable",
        "status: 409, code: ScopeLocked             | Locked",
        "status: 412                                | Updating",
        "status: 429, retryAfter: 2                 | Throttled",
        "status: 500                                | AzureUnavailable",
        "garbage: true                              | AzureUnavailable",
        "reset: true                                | AzureUnavailable",
        "stall: 20                                  | AzureUnavailable",
        "reset: true, after: true                   | AzureUnavailable",
        "truncate: true, after: true                | AzureUnavailable",
        "status: 500, after: true                   | AzureUnavailable"
      })
  void tagsAreSetAndTakenAwayAllTheSame(String fault, String reason) throws Exception {
    // Given
    new AzureByHand(stage.emulator.environment())
        .put(identities.id("app"), "{\"location\":\"eastus\",\"tags\":{\"owner\":\"finance\"}}");
    fault("PATCH", APP, fault);

    // When
    try (Watched watched = Watched.of(stage, UserAssignedIdentity.class, "app")) {
      identities.declare("app", spec -> spec.tags = Map.of("team", "shop", "owner", "finance"));
      identities.awaitReady("app");

      // Then
      assertThat(watched.reasons()).contains(reason);
    }
    assertThat(identities.get("app").getStatus().tags).containsExactly("team");
    assertThat(stage.sent("PATCH", APP)).hasSizeBetween(1, 2);

    // When
    identities.edit("app", spec -> spec.tags = null);
    identities.awaitReady("app");

    // Then
    assertThat(stage.emulator.azure().getResource(identities.id("app")).path("tags").toString())
        .isEqualTo("{\"owner\":\"finance\"}");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "status: 401                                | CredentialUnusable",
        "status: 403                                | PermissionDenied",
        "status: 404, body: {proxy: 'no such page'} | AzureUnavailable",
        "status: 409, code: ScopeLocked             | Locked",
        "status: 429, retryAfter: 2                 | Throttled",
        "status: 500                                | AzureUnavailable",
        "garbage: true                              | AzureUnavailable",
        "reset: true                                | AzureUnavailable",
        "stall: 20                                  | AzureUnavailable"
      })
  void anIdentityIsDeletedAllTheSame(String fault, String reason) {
    // Given
    identities.declare("app", spec -> spec.deletionPolicy = IdentityDeletionPolicy.Delete);
    identities.awaitReady("app");
    fault("DELETE", APP, fault);

    // When
    try (Watched watched = Watched.of(stage, UserAssignedIdentity.class, "app")) {
      identities.delete("app");
      identities.awaitGone("app");

      // Then
      assertThat(watched.reasons()).contains(reason);
    }
    assertThat(stage.emulator.azure().exists(identities.id("app"))).isFalse();
    assertThat(stage.sent("DELETE", APP)).hasSize(2);
    assertThat(stage.sent("PUT", APP)).hasSize(1);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {"reset: true", "stall: 20", "status: 500", "garbage: true"})
  void anIdentityOfWhichTheDeletionWasNotAnsweredIsNotMadeAgain(String fault) {
    // Given
    identities.declare("app", spec -> spec.deletionPolicy = IdentityDeletionPolicy.Delete);
    identities.awaitReady("app");
    fault("DELETE", APP, fault + ", after: true");

    // When
    identities.delete("app");
    identities.awaitGone("app");

    // Then
    assertThat(stage.emulator.azure().exists(identities.id("app"))).isFalse();
    // Not to be seen may mean just made, so the deletion is sent once more, and is no news to
    // Azure.
    assertThat(stage.sent("DELETE", APP)).hasSize(2).last().matches(sent -> sent.status() == 204);
    assertThat(stage.sent("PUT", APP)).hasSize(1);
  }
}
