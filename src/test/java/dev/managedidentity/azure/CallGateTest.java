package dev.managedidentity.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.managedidentity.api.LegacyExtension.OperatingSystem;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.ExtensionPlan.Change;
import dev.managedidentity.plan.IdentityPatch;
import dev.managedidentity.plan.IdentityPatch.Entry;
import dev.managedidentity.plan.IdentityType;
import dev.managedidentity.plan.LiveIdentity;
import dev.managedidentity.plan.RolePlan.Grant;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Once the process stops, nothing is sent to Azure any more, whoever wants to send it. */
class CallGateTest {
  private static final ArmId APP = Replies.identity("app");
  private static final ArmId WEB = Replies.WEB;

  @TempDir private static Path directory;
  private ScriptedEndpoint azure;
  private Connections connections;

  @BeforeEach
  void start() throws Exception {
    azure = new ScriptedEndpoint(directory);
    connections = Connections.to(azure.settings(), Clock.systemUTC());
  }

  @AfterEach
  void close() {
    azure.close();
  }

  private static Map<String, Function<Azure, Answer<?>>> calls() {
    Map<String, Function<Azure, Answer<?>>> calls = new LinkedHashMap<>();
    String id = Replies.assignment(APP.text(), "a1000000-0000-4000-8000-000000000001");
    Grant grant = new Grant(id, "p", Replies.ROLE, "Reader", APP.text(), List.of());
    Change change = new Change(true, "msi", OperatingSystem.Linux, 50342, List.of());
    calls.put("patch", client -> client.compute().patch(WEB, patch(), null));
    calls.put("putExtension", client -> client.compute().putExtension(live(), change));
    calls.put("removeExtension", client -> client.compute().removeExtension(live(), change));
    calls.put("create", client -> client.identities().create(APP, "westeurope", Map.of()));
    calls.put("tag", client -> client.identities().tag(APP, Map.of("a", "b")));
    calls.put("delete", client -> client.identities().delete(APP));
    calls.put("grant", client -> client.roles().grant(grant));
    calls.put("revoke", client -> client.roles().revoke(id));
    calls.put("read", client -> client.compute().read(WEB));
    calls.put(
        "list",
        client ->
            client
                .compute()
                .list(new ListQuery("0a0a", ArmId.SCALE_SET, false, Priority.INTERACTIVE, null)));
    calls.put("readIdentity", client -> client.identities().read(APP));
    calls.put("groupLocation", client -> client.identities().groupLocation(APP));
    calls.put("definition", client -> client.roles().definition("Reader", APP.text()));
    calls.put("assignments", client -> client.roles().assignments("p", APP.text()));
    calls.put("rights", client -> client.rights().at(APP.text()));
    Instant now = Instant.now();
    calls.put("writes", client -> client.activityLog().writes(APP, now.minusSeconds(60), now));
    return calls;
  }

  private static IdentityPatch patch() {
    return new IdentityPatch(IdentityType.USER_ASSIGNED, Map.of(APP, Entry.ASSIGN));
  }

  private static ComputeResource live() {
    return new ComputeResource(
        WEB, null, "westeurope", false, "Succeeded", LiveIdentity.NONE, List.of(), false);
  }

  @Test
  void nothingIsSentOnceItIsClosedWithWhateverCredential() {
    // Given
    Azure own = connections.own();
    Azure before = connections.as(new Application("t", "other", "secret", "Secret shop/a"));

    // When
    connections.stop();

    // Then
    Azure after = connections.as(new Application("t", "third", "secret", "Secret shop/b"));
    for (Azure client : List.of(own, before, after)) {
      calls()
          .forEach(
              (name, call) ->
                  assertThatThrownBy(() -> call.apply(client))
                      .as(name)
                      .isInstanceOf(CallsStopped.class));
    }
    assertThat(azure.requests()).isEmpty();
  }

  @Test
  void aWriteThatStillWaitsForItsTokenIsNotSent() {
    // Given
    azure.beforeToken = connections::stop;
    Azure client = connections.own();

    // Then
    assertThatThrownBy(() -> client.compute().patch(WEB, patch(), null))
        .isInstanceOf(CallsStopped.class);
    assertThat(azure.requests()).isEmpty();
  }

  @Test
  void anAnswerThatIsOnItsWayStillCounts() {
    // Given
    azure.status = 204;
    Azure client = connections.own();
    azure.beforeAnswer = connections::stop;

    // When
    Answer<Boolean> deleted = client.identities().delete(APP);

    // Then
    assertThat(deleted.value()).isPresent();
    assertThat(azure.requests()).hasSize(1);
  }
}
