package dev.managedidentity.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.ArmTestClient.Reply;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalsEmulatorTest extends EmulatorFixture {
  private static final String MISSING =
      "/subscriptions/5b000000-0000-4000-8000-000000000001/resourceGroups/shop/providers/Microsoft.ManagedIdentity/userAssignedIdentities/nowhere";

  private static void assertRefused(Reply reply, int status, String code, String message) {
    assertThat(reply.message()).isEqualTo(message);
    assertThat(reply.error()).isEqualTo(code);
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.header("Azure-AsyncOperation")).isNull();
  }

  @AfterEach
  void nothingWasApplied() {
    assertThat(emulator.azure().getResource(web).has("identity")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"SystemAssigned", "None"})
  void refusesEntriesWithoutUserAssigned(String type) {
    // When
    Reply reply =
        patchIdentity(
            "{\"type\":\"%s\",\"userAssignedIdentities\":{%s}}".formatted(type, add(app)));

    // Then
    assertRefused(
        reply,
        400,
        "FailedIdentityOperation",
        "Identity operation for resource '"
            + web
            + "' failed with error 'Failed to perform resource identity operation. Status: 'BadRequest'. Response: '{\"error\":{\"code\":\"BadRequest\",\"message\":\"The request format was unexpected, a non-UserAssigned identity type should not contain: userAssignedIdentities\"}}'.'.");
  }

  @Test
  void refusesAnEmptyMapWithoutUserAssignedOnAPutOnly() {
    // Given
    String body =
        "{\"location\":\"westeurope\",\"identity\":{\"type\":\"None\",\"userAssignedIdentities\":{}}}";

    // When
    Reply put = client.put(web, body);
    Reply patched = client.patch(web, body);

    // Then
    assertThat(put.error()).isEqualTo("FailedIdentityOperation");
    assertThat(patched.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UserAssigned", "SystemAssigned, UserAssigned"})
  void refusesUserAssignedWithNothingLeft(String type) {
    // When
    Reply reply = patchIdentity("{\"type\":\"" + type + "\"}");

    // Then
    assertRefused(
        reply,
        400,
        "MissingIdentityIds",
        "The identity ids must not be null or empty for 'UserAssigned' identity type.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"clientId\":\"another\"}", "true", "\"x\"", "[]", "{\"a\":{}}"})
  void refusesValuesOfItsOwn(String value) {
    // When
    Reply reply = patchIdentity(users("\"" + app + "\":" + value));

    // Then
    assertThat(reply.error()).isEqualTo("InvalidIdentityValues");
    assertThat(reply.status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"app", "/", "/subscriptions/s/resourceGroups/g", "https://x/y"})
  void refusesWhatIsNoArmId(String id) {
    // When
    Reply reply = patchIdentity(users(add(id)));

    // Then
    assertThat(reply.error()).isEqualTo("LinkedInvalidPropertyId");
    assertThat(reply.status()).isEqualTo(400);
  }

  @Test
  void refusesOneIdInTwoCasings() {
    // When
    Reply reply = patchIdentity(users(add(app), add(app.toUpperCase(Locale.ROOT))));

    // Then
    assertThat(reply.error()).isEqualTo("InvalidParameter");
    assertThat(reply.message()).contains("cannot be duplicated");
  }

  @Test
  void refusesTheWholePatchForOneMissingIdentity() {
    // When
    Reply reply = patchIdentity(users(add(app), add(MISSING)));

    // Then
    assertRefused(
        reply,
        400,
        "FailedIdentityOperation",
        "Identity operation for resource '"
            + web
            + "' failed with error 'Failed to perform resource identity operation. Status: 'BadRequest'. Response: '{\"error\":{\"code\":\"BadRequest\",\"message\":\"Resource '"
            + MISSING
            + "' was not found.\"}}'.'.");
  }

  @Test
  void refusesMoreIdsThanARequestMayName() {
    // Given
    String[] many =
        IntStream.rangeClosed(1, 151).mapToObj(i -> add(MISSING + i)).toArray(String[]::new);

    // When
    Reply reply = patchIdentity(users(many));

    // Then
    assertThat(reply.error()).isEqualTo("FailedIdentityOperation");
    assertThat(reply.message()).contains("more than 150");
  }

  @Test
  void refusesSystemAssignedOnFlexible() {
    // Given
    ObjectNode body =
        ArmTestClient.json("{\"properties\":{\"orchestrationMode\":\"Flexible\"}}").deepCopy();
    String flexible = emulator.azure().putScaleSet("shop", "flexible", body);

    // When
    Reply reply = client.patch(flexible, "{\"identity\":{\"type\":\"SystemAssigned\"}}");

    // Then
    assertRefused(
        reply,
        400,
        "InvalidParameter",
        "The value 'SystemAssigned' of parameter 'identity' is not allowed. Allowed values are: UserAssigned, None.");
    assertThat(reply.body().at("/error/target").asText()).isEqualTo("identity");
  }

  @Test
  void refusesAWriteToWhatIsBeingDeleted() {
    // Given
    client.delete(web);

    // When
    Reply reply = patchIdentity("{\"type\":\"SystemAssigned\"}");

    // Then
    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.error()).isEqualTo("OperationNotAllowed");
    assertThat(reply.message()).contains("since it is marked for deletion");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"type\":\"Managed\"}", "{}", "{\"type\":5}", "7"})
  void refusesAnIdentityWithoutAKnownType(String identity) {
    // When
    Reply reply = patchIdentity(identity);

    // Then
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.error()).isIn("InvalidParameter", "InvalidRequestContent");
  }

  @Test
  void saysWhatIsNotThere() {
    // When
    Reply noScaleSet = client.get(web + "2");
    Reply noGroup = client.get(web.replace("/shop/", "/stall/"));
    Reply noSubscription = client.get("/subscriptions/none/resourcegroups/shop");

    // Then
    assertRefused(
        noScaleSet,
        404,
        "ResourceNotFound",
        "The Resource 'Microsoft.Compute/virtualMachineScaleSets/web2' under resource group 'shop' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix");
    assertRefused(
        noGroup, 404, "ResourceGroupNotFound", "Resource group 'stall' could not be found.");
    assertRefused(
        noSubscription, 404, "SubscriptionNotFound", "The subscription 'none' could not be found.");
  }
}
