package dev.managedidentity.emulator;

import static dev.managedidentity.emulator.ArmTestClient.MAPPER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists that show other identities than there are, under the true ETag. */
class FalseListEmulatorTest extends EmulatorFixture {
  private static final String COMPUTE = "/providers/Microsoft.Compute/";

  private String target(String type) {
    String target = web;
    if (type.equals("virtualMachines")) {
      target = emulator.azure().putVirtualMachine("shop", "web", null);
    }
    client.patch(target, "{\"identity\":" + users(add(app)) + "}");
    settle();
    client.patch(
        target,
        "{\"identity\":{\"type\":\"SystemAssigned, UserAssigned\",\"userAssignedIdentities\":{"
            + add(metrics)
            + "}}}");
    settle();
    return target;
  }

  private String subscription() {
    return web.substring(0, web.toLowerCase(Locale.ROOT).indexOf("/resourcegroups/"));
  }

  private JsonNode listed(String type, boolean ofGraph) {
    String path = subscription() + COMPUTE + type + "?api-version=2024-11-01";
    JsonNode page = client.get(ofGraph ? path + "&useResourceGraph=true" : path).body();
    return StreamSupport.stream(page.path("value").spliterator(), false)
        .filter(one -> one.path("name").asText().equals("web"))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "identity: omitted             | virtualMachineScaleSets | false | ''",
        "identity: omitted             | virtualMachines         | true  | ''",
        "identity: former              | virtualMachineScaleSets | false | UserAssigned",
        "identity: former              | virtualMachines         | false | UserAssigned",
        "identity: Former              | virtualMachineScaleSets | true  | UserAssigned",
        "type: UserAssigned            | virtualMachineScaleSets | false | UserAssigned",
        "type: SystemAssigned          | virtualMachines         | false | SystemAssigned",
        "without: Identities/METRICS$  | virtualMachineScaleSets | false | 'SystemAssigned, UserAssigned'",
        "without: Identities/METRICS$  | virtualMachines         | true  | 'SystemAssigned, UserAssigned'",
      })
  void aListShowsAnotherIdentityUnderTheTrueETagAndAReadShowsTheTrueOne(
      String lie, String type, boolean ofGraph, String shownType) {
    // Given
    String target = target(type);
    JsonNode before = client.get(target).body();

    // When
    emulator.faults("[{listed: {%s}}]".formatted(lie));
    JsonNode shown = listed(type, ofGraph);

    // Then
    assertThat(shown.at("/identity/type").asText()).isEqualTo(shownType);
    assertThat(shown.path("identity")).isNotEqualTo(before.path("identity"));
    if (!lie.startsWith("type: User")) {
      assertThat(shown.at("/identity/userAssignedIdentities").has(metrics)).isFalse();
    }
    assertThat(shown.at("/identity/principalId").isMissingNode())
        .isEqualTo(!shownType.contains("SystemAssigned"));
    if (!ofGraph) {
      assertThat(shown.path("etag")).isEqualTo(before.path("etag"));
    }
    assertThat(client.get(target).body()).isEqualTo(before);
  }

  @Test
  void everyPageIsFalse() throws Exception {
    // Given
    start(options -> options.withPageSize(2));
    for (int i = 0; i < 5; i++) {
      ObjectNode body = MAPPER.createObjectNode();
      body.putObject("identity").put("type", "SystemAssigned");
      emulator.azure().putScaleSet("shop", "set" + i, body);
    }
    emulator.faults("[{listed: {identity: omitted}}]");

    // When
    int shown = 0;
    String next = subscription() + COMPUTE + "virtualMachineScaleSets?api-version=2024-11-01";
    while (!next.isEmpty()) {
      JsonNode page = client.get(next).body();
      for (JsonNode one : page.path("value")) {
        assertThat(one.has("identity")).isFalse();
        shown++;
      }
      next = page.path("nextLink").asText();
    }

    // Then
    assertThat(shown).isEqualTo(6);
  }

  @Test
  void onlyListsUseUpTheFault() {
    // Given
    target("virtualMachineScaleSets");
    emulator.faults("[{listed: {identity: omitted}, times: 1}]");

    // When
    client.get(web);
    patchIdentity(users(add(metrics)));
    clock.advance(Duration.ofMinutes(3));

    // Then
    assertThat(listed("virtualMachineScaleSets", false).has("identity")).isFalse();
    assertThat(listed("virtualMachineScaleSets", false).has("identity")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{listed: {}}]",
        "[{listed: {identity: missing}}]",
        "[{listed: {identity: omitted, type: None}}]",
        "[{listed: {without: '['}}]",
        "[{listed: {identity: omitted}, reset: true}]",
      })
  void aFaultThatCannotBeMeantIsRefused(String faults) {
    assertThatIllegalArgumentException().isThrownBy(() -> emulator.faults(faults));
  }
}
