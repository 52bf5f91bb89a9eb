package dev.managedidentity.azure;

import static dev.managedidentity.azure.Replies.ROLE;
import static dev.managedidentity.azure.Replies.assignment;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.LegacyExtension.OperatingSystem;
import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.ExtensionPlan.Change;
import dev.managedidentity.plan.RolePlan.Grant;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can go wrong on the wire is the same for every call but those about a target's identity. */
class EveryCallTest {
  private static final String PRINCIPAL = "b1000000-0000-4000-8000-000000000001";

  @TempDir private static Path directory;
  private final Map<String, Function<Azure, Answer<?>>> calls = new LinkedHashMap<>();
  private EmulatedAzure azure;

  @BeforeEach
  void start() throws Exception {
    azure = new EmulatedAzure(directory);
    ArmId app = azure.identity("app");
    calls.put("read", client -> client.identities().read(app));
    calls.put("groupLocation", client -> client.identities().groupLocation(app));
    calls.put("create", client -> client.identities().create(app, "westeurope", Map.of()));
    calls.put("tag", client -> client.identities().tag(app, Map.of("a", "b")));
    calls.put("delete", client -> client.identities().delete(app));
    String scope = app.text();
    String id = assignment(scope, "a1000000-0000-4000-8000-000000000001");
    Grant grant = new Grant(id, PRINCIPAL, ROLE, "Reader", scope, List.of());
    calls.put("definition", client -> client.roles().definition("Reader", scope));
    calls.put("assignments", client -> client.roles().assignments(PRINCIPAL, scope));
    calls.put("grant", client -> client.roles().grant(grant));
    calls.put("revoke", client -> client.roles().revoke(id));
    Instant now = Instant.now();
    calls.put("writes", client -> client.activityLog().writes(app, now.minusSeconds(60), now));
    calls.put("rights", client -> client.rights().at(scope));
    ComputeResource web =
        azure.connect().compute().read(azure.scaleSet("web")).value().orElseThrow();
    // Of another one, for after a 429 a target is left alone.
    ComputeResource api =
        azure.connect().compute().read(azure.scaleSet("api")).value().orElseThrow();
    Change change = new Change(true, "msi", OperatingSystem.Linux, 50342, List.of());
    calls.put("putExtension", client -> client.compute().putExtension(web, change));
    calls.put("removeExtension", client -> client.compute().removeExtension(api, change));
  }

  @AfterEach
  void close() {
    azure.close();
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          UNAUTHENTICATED | status: 401
          DENIED          | status: 403
          CONFLICT        | status: 409
          LOCKED          | status: 409, code: ScopeLocked
          THROTTLED       | status: 429, retryAfter: 600
          UNAVAILABLE     | status: 503
          UNAVAILABLE     | status: 302
          UNAVAILABLE     | garbage: true
          UNAVAILABLE     | truncate: true
          """)
  void isAProblemAfterOneRequest(Kind kind, String fault) {
    // Given
    azure.emulator().faults("[{match: {path: /subscriptions/}, %s}]".formatted(fault));
    Azure client = azure.connect();
    calls.forEach(
        (name, call) -> {
          int before = azure.armRequests().size();

          // When
          Problem problem = call.apply(client).problem().orElseThrow();

          // Then
          assertThat(problem.kind()).as(name + " " + problem).isEqualTo(kind);
          assertThat(problem.message()).as(name).isNotBlank().doesNotContain("eyJ");
          assertThat(azure.armRequests()).as(name).hasSize(before + 1);
        });
  }

  @Test
  void isToldHowLongToWait() {
    // Given
    azure.emulator().faults("[{match: {path: /subscriptions/}, status: 429, retryAfter: 600}]");
    Azure client = azure.connect();

    // Then
    calls.forEach(
        (name, call) ->
            assertThat(call.apply(client).problem().orElseThrow().retryAfter())
                .as(name)
                .isEqualTo(Optional.of(Duration.ofMinutes(10))));
  }

  @Test
  void endsAtItsDeadline() {
    // Given
    azure.emulator().faults("[{match: {path: /subscriptions/}, stall: 600}]");
    Azure hasty = azure.connect(Duration.ofMillis(700));

    // Then
    calls.forEach(
        (name, call) ->
            assertThat(call.apply(hasty).problem().orElseThrow().code())
                .as(name)
                .isEqualTo("DeadlineExceeded"));
  }

  @Test
  void sharesOneSignIn() {
    // Given
    int before = azure.tokenRequests().size();
    Azure client = azure.connect();

    // When
    calls.forEach((name, call) -> assertThat(call.apply(client).problem()).as(name).isEmpty());

    // Then
    assertThat(azure.tokenRequests()).hasSize(before + 1);
  }
}
