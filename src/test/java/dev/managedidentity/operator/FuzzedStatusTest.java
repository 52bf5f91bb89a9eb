package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.SystemAssigned;
import dev.managedidentity.api.UserAssignedIdentity;
import dev.managedidentity.api.UserAssignedIdentityStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a status holds, its declaration and those beside it are reconciled. */
class FuzzedStatusTest {
  private static final int CASES = 150;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final KubernetesSerialization KUBERNETES = new KubernetesSerialization();

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "yesterday",
          "nonsense",
          "Frobnicated",
          "-1",
          "99999999999999999999999999",
          "../../..",
          "/subscriptions/s",
          "2026-01-01T00:00:00Z",
          "+1000000000-12-31T23:59:59Z",
          "-1000000000-01-01T00:00:00Z",
          "9999-12-31T23:59:59Z",
          "2026-01-01",
          "https://elsewhere.example/operations/1",
          "Ready",
          "True",
          "False",
          "Converged",
          "Contested",
          "Assigned",
          "Stale",
          "Removing",
          "Granted",
          "Pending",
          "Reader",
          LoopHarness.WEB.text(),
          LoopHarness.identity("app").text(),
          LoopHarness.identity("metrics").text(),
          LoopHarness.identity("app").text()
              + "/providers/Microsoft.Authorization/roleAssignments/x");

  private Random random;

  static IntStream seeds() {
    return IntStream.range(0, CASES);
  }

  private String text() {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }

  /** Some of these fields: absent, null, or text. */
  private ObjectNode object(String... fields) {
    ObjectNode object = JSON.objectNode();
    for (String field : fields) {
      switch (random.nextInt(4)) {
        case 0 -> object.putNull(field);
        case 1, 2 -> object.put(field, text());
        default -> {}
      }
    }
    return object;
  }

  private ObjectNode row(String... fields) {
    ObjectNode row = object(fields);
    if (random.nextBoolean()) {
      row.put("owned", random.nextBoolean());
    }
    return row;
  }

  private interface Making {
    ObjectNode make();
  }

  private void list(ObjectNode status, String name, Making making) {
    switch (random.nextInt(4)) {
      case 0 -> status.putNull(name);
      case 1 -> {}
      default -> {
        ArrayNode rows = status.putArray(name);
        for (int i = random.nextInt(4); i > 0; i--) {
          if (random.nextInt(4) == 0) {
            rows.addNull();
          } else {
            rows.add(making.make());
          }
        }
      }
    }
  }

  private void texts(ObjectNode status, String name) {
    if (random.nextInt(3) == 0) {
      ArrayNode texts = status.putArray(name);
      for (int i = random.nextInt(4); i > 0; i--) {
        if (random.nextInt(4) == 0) {
          texts.addNull();
        } else {
          texts.add(text());
        }
      }
    }
  }

  private ObjectNode common(String... fields) {
    ObjectNode status = object(fields);
    if (random.nextBoolean()) {
      status.put("observedGeneration", random.nextLong());
    }
    list(
        status,
        "conditions",
        () -> object("type", "status", "reason", "message", "lastTransitionTime"));
    list(
        status,
        "roleAssignments",
        () -> row("role", "scope", "state", "principalId", "id", "reason", "message", "since"));
    texts(status, "plan");
    if (random.nextBoolean()) {
      ObjectNode drift = object("verifiedTime", "foundTime", "repairedTime");
      texts(drift, "changes");
      list(drift, "by", () -> object("caller", "clientId", "operation", "time"));
      status.set("lastDrift", drift);
    }
    return status;
  }

  private ObjectNode ofTarget() {
    ObjectNode status = common("target", "targetId", "type", "lastVerifiedTime");
    list(
        status,
        "identities",
        () -> row("id", "name", "state", "clientId", "principalId", "reason", "message", "since"));
    if (random.nextBoolean()) {
      status.set("systemAssigned", row("state", "principalId", "tenantId"));
    }
    if (random.nextBoolean()) {
      status.set("legacyExtension", row("state", "name", "reason", "message"));
    }
    if (random.nextBoolean()) {
      status.set("operation", object("url", "startTime"));
    }
    return status;
  }

  private ObjectNode ofIdentity() {
    ObjectNode status =
        common("id", "clientId", "principalId", "tenantId", "location", "configMap");
    texts(status, "tags");
    return status;
  }

  private static <T> T read(ObjectNode status, Class<T> type) {
    // As an informer reads it.
    return KUBERNETES.unmarshal(status.toString(), type);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void neverStopsTheWorkOnItsTarget(int seed) throws Exception {
    // Given
    random = new Random(seed);
    LoopHarness loop = new LoopHarness(seed % 2 == 0 ? LoopHarness.WEB : LoopHarness.BUILD);
    if (seed % 3 == 0) {
      loop.askTheLog();
    }
    loop.declare("web", LoopHarness.assigned("app"));
    loop.declare(
        "fuzzed",
        spec -> {
          LoopHarness.assigned("metrics").accept(spec);
          spec.systemAssigned = SystemAssigned.Enabled;
          spec.roleAssignments.add(LoopHarness.role("Reader", "/subscriptions/s"));
        });
    loop.cluster.declareIdentity("metrics", spec -> {});
    for (HasMetadata object : loop.cluster.objects(loop.target())) {
      if (object.getMetadata().getName().equals("fuzzed")) {
        IdentityDeclaration<?> fuzzed = (IdentityDeclaration<?>) object;
        fuzzed.setStatus(read(ofTarget(), IdentityStatus.class));
      }
    }
    UserAssignedIdentity identity =
        (UserAssignedIdentity) loop.cluster.objects(LoopHarness.identity("metrics")).get(0);
    identity.setStatus(read(ofIdentity(), UserAssignedIdentityStatus.class));

    // When
    loop.run(Duration.ofMinutes(15));

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.cluster.ready("fuzzed")).isEqualTo("True Converged");
    assertThat(loop.cluster.identityReady("metrics")).isEqualTo("True Converged");
    assertThat(MAPPER.writeValueAsString(loop.cluster.status("fuzzed"))).doesNotContain("[null");

    // When
    loop.cluster.delete("fuzzed");
    loop.run(Duration.ofMinutes(15));

    // Then
    assertThat(loop.cluster.isThere("fuzzed")).as("a deletion does not hang").isFalse();
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
  }
}
