package dev.managedidentity.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.managedidentity.emulator.ArmTestClient.Reply;
import dev.managedidentity.emulator.arm.Access.Grant;
import dev.managedidentity.emulator.arm.DenyAssignment;
import dev.managedidentity.emulator.arm.Lock;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RightsEmulatorTest extends EmulatorFixture {
  private static final String MISSING =
      "/subscriptions/5b000000-0000-4000-8000-000000000001/resourceGroups/shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/nowhere";

  @Test
  void namesEveryIdThatMayNotBeAssigned() {
    // Given
    emulator
        .azure()
        .access()
        .restrict(
            "team",
            List.of(
                new Grant("Virtual Machine Contributor", "/"),
                new Grant("Managed Identity Operator", app)));

    // When
    Reply reply =
        client
            .as("team")
            .patch(web, "{\"identity\":" + users(add(app), add(metrics), add(MISSING)) + "}");

    // Then
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.error()).isEqualTo("LinkedAuthorizationFailed");
    assertThat(reply.message())
        .startsWith("The client 'team' with object id '")
        .endsWith(
            "' has permission to perform action 'Microsoft.Compute/virtualMachineScaleSets/write' on scope '"
                + web
                + "'; however, it does not have permission to perform action 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action' on the linked scope(s) '"
                + metrics
                + ","
                + MISSING
                + "' or the linked scope(s) are invalid.");
  }

  @Test
  void refusesAWriteWithoutTheRight() {
    // Given
    emulator.azure().access().restrict("reader", List.of(new Grant("Reader", "/")));

    // When
    Reply reply = client.as("reader").patch(web, "{\"identity\":{\"type\":\"SystemAssigned\"}}");
    int read = client.as("reader").get(web).status();

    // Then
    assertThat(read).isEqualTo(200);
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.error()).isEqualTo("AuthorizationFailed");
    assertThat(reply.message())
        .startsWith("The client 'reader' with object id '")
        .endsWith(
            "' does not have authorization to perform action 'Microsoft.Compute/virtualMachineScaleSets/write' over scope '"
                + web
                + "' or the scope is invalid. If access was recently granted, please refresh your credentials.");
  }

  @Test
  void letsADenyAssignmentBeatEveryRole() {
    // Given
    String group = web.substring(0, web.indexOf("/providers"));
    emulator.azure().access().deny(new DenyAssignment(group, "lockdown", null, null));

    // When
    Reply reply = patchIdentity("{\"type\":\"SystemAssigned\"}");

    // Then
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.error()).isEqualTo("DenyAssignmentAuthorizationFailed");
    assertThat(reply.message())
        .contains(
            "however, the access is denied because of the deny assignment with name 'lockdown' and Id '")
        .endsWith("' at scope '" + group + "'.");
  }

  @Test
  void refusesWritesUnderAReadOnlyLockAndOnlyDeletesUnderTheOther() {
    // Given
    String group = web.substring(0, web.indexOf("/providers"));
    emulator.azure().access().lock(new Lock(null, web, "CanNotDelete"));

    // When
    int tagged = client.patch(web, "{\"tags\":{\"a\":\"b\"}}").status();
    Reply deleted = client.delete(web);
    emulator.azure().access().lock(new Lock(null, group, "ReadOnly"));
    Reply locked = patchIdentity("{\"type\":\"SystemAssigned\"}");

    // Then
    assertThat(tagged).isEqualTo(200);
    assertThat(deleted.error()).isEqualTo("ScopeLocked");
    assertThat(locked.status()).isEqualTo(409);
    assertThat(locked.error()).isEqualTo("ScopeLocked");
    assertThat(locked.message())
        .isEqualTo(
            "The scope '"
                + web
                + "' cannot perform write operation because following scope(s) are locked: '"
                + group
                + "'. Please remove the lock and try again.");
  }

  @Test
  void takesLocksOverTheWireAndLetsThemGoAgain() {
    // Given
    String lock = web + "/providers/Microsoft.Authorization/locks/freeze";

    // When
    Reply made = client.put(lock, "{\"properties\":{\"level\":\"ReadOnly\"}}");
    Reply locked = patchIdentity("{\"type\":\"SystemAssigned\"}");
    Reply changed = client.put(lock, "{\"properties\":{\"level\":\"CanNotDelete\"}}");
    Reply allowed = patchIdentity("{\"type\":\"SystemAssigned\"}");

    // Then
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.body().path("id").asText()).isEqualTo(lock);
    assertThat(locked.error()).isEqualTo("ScopeLocked");
    assertThat(changed.status()).isEqualTo(200);
    assertThat(allowed.status()).isEqualTo(200);
    assertThat(client.get(lock).body().at("/properties/level").asText()).isEqualTo("CanNotDelete");

    // When
    int freed = client.delete(lock).status();

    // Then
    assertThat(freed).isEqualTo(200);
    assertThat(client.delete(lock).status()).isEqualTo(204);
    assertThat(client.get(lock).error()).isEqualTo("ResourceNotFound");
    assertThat(client.get(web + "/providers/Microsoft.Authorization/locks").body().path("value"))
        .isEmpty();
  }

  @Test
  void refusesALockOfNoLevel() {
    // When
    Reply refused =
        client.put(
            web + "/providers/Microsoft.Authorization/locks/freeze",
            "{\"properties\":{\"level\":\"Soft\"}}");

    // Then
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.message()).contains("ReadOnly or CanNotDelete");
  }

  @Test
  void showsTheRightsOfTheCaller() {
    // Given
    emulator.azure().access().restrict("reader", List.of(new Grant("Reader", "/")));
    String path = web + "/providers/Microsoft.Authorization/permissions";

    // When
    JsonNode owner = client.get(path).body().path("value");
    JsonNode reader = client.as("reader").get(path).body().path("value");

    // Then
    assertThat(actions(owner)).isEqualTo("*");
    assertThat(actions(reader)).isEqualTo("*/read");
  }

  private static String actions(JsonNode value) {
    return IntStream.range(0, value.size())
        .mapToObj(i -> value.get(i).path("actions").get(0).asText())
        .collect(Collectors.joining(","));
  }
}
