package dev.managedidentity.emulator;

import static dev.managedidentity.emulator.ArmTestClient.MAPPER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.emulator.ArmTestClient.Reply;
import dev.managedidentity.emulator.arm.Access.Grant;
import dev.managedidentity.emulator.arm.Caller;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A role that was granted on a resource group, or in it, goes with the group. */
class GrantsOfGoneGroupsTest extends EmulatorFixture {
  private static final String CLIENT = "c1000000-0000-4000-8000-000000000001";

  private String subscription;
  private String group;

  @BeforeEach
  void name() {
    subscription = web.substring(0, web.toLowerCase(Locale.ROOT).indexOf("/resourcegroups/"));
    group = subscription + "/resourceGroups/shop";
  }

  private void grant(String role, String scope) {
    emulator
        .azure()
        .access()
        .restrict(
            CLIENT,
            List.of(
                new Grant(role, scope),
                new Grant("Managed Identity Operator", subscription + "/resourceGroups/ids")));
  }

  private String scope(String at) {
    return switch (at) {
      case "subscription" -> subscription;
      case "group" -> group;
      case "group in capitals" -> group.toUpperCase(Locale.ROOT);
      default -> web;
    };
  }

  @ParameterizedTest
  @CsvSource({
    "subscription,      404, ResourceGroupNotFound, 404, ResourceGroupNotFound",
    "group,             403, AuthorizationFailed,   403, AuthorizationFailed",
    "group in capitals, 403, AuthorizationFailed,   403, AuthorizationFailed",
    "target,            403, AuthorizationFailed,   403, AuthorizationFailed",
  })
  void onlyWhoHasARoleAboveIsToldThatItIsGone(
      String at, int status, String code, int ofGroup, String codeOfGroup) {
    // Given
    grant("Contributor", scope(at));
    assertThat(client.get(web).status()).isEqualTo(200);

    // When
    emulator.azure().deleteResourceGroup("shop");

    // Then
    Reply reply = client.get(web);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.error()).isEqualTo(code);
    Reply probe = client.get(group + "?api-version=2021-04-01");
    assertThat(probe.status()).isEqualTo(ofGroup);
    assertThat(probe.error()).isEqualTo(codeOfGroup);
  }

  @Test
  void theRoleDoesNotComeBackWithAGroupOfTheSameName() {
    // Given
    grant("Contributor", group);
    emulator.azure().deleteResourceGroup("shop");

    // When
    emulator.azure().putResourceGroup("shop", "westeurope");
    emulator.azure().putScaleSet("shop", "web", MAPPER.createObjectNode());

    // Then
    assertThat(client.get(web).status()).isEqualTo(403);
  }

  @Test
  void aRoleOnAGroupThatNeverWasAllowsNothing() {
    // Given
    String never = web.replace("/shop/", "/never/");
    grant("Contributor", subscription + "/resourceGroups/never");

    // When
    Reply reply = client.get(never);

    // Then
    assertThat(reply.status()).isEqualTo(403);
    assertThat(reply.error()).isEqualTo("AuthorizationFailed");
  }

  @Test
  void aGroupThatAClientDeletesTakesItsRolesAlong() {
    // Given
    grant("Contributor", group);

    // When
    assertThat(client.delete(group + "?api-version=2021-04-01").status()).isEqualTo(202);
    settle();
    settle();

    // Then
    assertThat(client.get(web).status()).isEqualTo(403);
  }

  @Test
  void anAssignedRoleGoesToo() {
    // Given
    grant("Reader", subscription);
    String principal = Caller.of(CLIENT).objectId();
    ArmTestClient owner = client.as("owner");
    String assignment =
        group
            + "/providers/Microsoft.Authorization/roleAssignments/0a000000-0000-4000-8000-000000000001";
    String body =
        "{\"properties\":{\"principalId\":\"%s\",\"principalType\":\"ServicePrincipal\",\"roleDefinitionId\":\"%s/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c\"}}"
            .formatted(principal, subscription);
    assertThat(owner.put(assignment + "?api-version=2022-04-01", body).status()).isEqualTo(201);
    assertThat(patchIdentity("{\"type\":\"SystemAssigned\"}").status()).isEqualTo(200);

    // When
    emulator.azure().deleteResourceGroup("shop");
    emulator.azure().putResourceGroup("shop", "westeurope");
    emulator.azure().putScaleSet("shop", "web", MAPPER.createObjectNode());

    // Then
    assertThat(client.get(web).status()).isEqualTo(200);
    assertThat(patchIdentity("{\"type\":\"SystemAssigned\"}").status()).isEqualTo(403);
  }
}
