package dev.managedidentity.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.emulator.ArmTestClient.Reply;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Extensions, and with them the one by which machines once got identities. */
class ExtensionEmulatorTest extends EmulatorFixture {
  private static final String LEGACY =
      """
      {"properties": {"publisher": "Microsoft.ManagedIdentity",
        "type": "ManagedIdentityExtensionForLinux", "typeHandlerVersion": "1.0",
        "settings": {"port": 50342}, "protectedSettings": {"key": "secret"}}}
      """;

  private String box;

  @BeforeEach
  void makeMachine() {
    box = emulator.azure().putVirtualMachine("shop", "box", null);
  }

  @ParameterizedTest
  @ValueSource(strings = {"web", "box"})
  void keepsSettingsAndNeverShowsProtectedOnes(String owner) {
    // Given
    String extension = (owner.equals("web") ? web : box) + "/extensions/msi";

    // When
    Reply made = client.put(extension, LEGACY);
    settle();
    Reply read = client.get(extension);

    // Then
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.header("Azure-AsyncOperation")).isNotNull();
    assertThat(made.body().path("properties").path("provisioningState").asText())
        .isEqualTo("Creating");
    assertThat(read.body().path("properties").path("provisioningState").asText())
        .isEqualTo("Succeeded");
    assertThat(read.body().path("properties").path("settings").path("port").asInt())
        .isEqualTo(50342);
    assertThat(made.http().body() + read.http().body()).doesNotContain("protectedSettings");
    assertThat(read.body().fieldNames()).toIterable().startsWith("name", "id", "type");
  }

  @Test
  void showsTheExtensionOfAScaleSetInItsModelToo() {
    // When
    client.put(web + "/extensions/msi", LEGACY);
    settle();

    // Then
    assertThat(client.get(web).body().at("/properties/virtualMachineProfile/extensionProfile"))
        .hasToString(
            "{\"extensions\":[{\"name\":\"msi\",\"properties\":{\"publisher\":\"Microsoft.ManagedIdentity\",\"type\":\"ManagedIdentityExtensionForLinux\",\"typeHandlerVersion\":\"1.0\",\"settings\":{\"port\":50342}}}]}");
    assertThat(client.get(web + "/extensions").body().path("value")).hasSize(1);
  }

  @Test
  void takesAnExtensionAwayWithTheWholeModel() {
    // Given: what az sends for "vmss extension delete"
    client.put(web + "/extensions/msi", LEGACY);
    settle();
    String whole =
        "{\"location\":\"westeurope\",\"properties\":{\"virtualMachineProfile\":{\"extensionProfile\":{\"extensions\":[]}}}}";

    // When
    Reply put = client.put(web, whole);
    settle();

    // Then
    assertThat(put.status()).isEqualTo(200);
    assertThat(client.get(web + "/extensions").body().path("value")).isEmpty();
    assertThat(client.get(web + "/extensions/msi").error()).isEqualTo("NotFound");
  }

  @Test
  void listsTheExtensionsOfAMachineAsItsResources() {
    // Given
    client.put(box + "/extensions/msi", LEGACY);
    settle();

    // When
    Reply read = client.get(box);

    // Then
    assertThat(read.body().at("/resources/0/name").asText()).isEqualTo("msi");
    assertThat(client.get(box + "/extensions").body().path("value")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"web", "box"})
  void deletesInItsOwnTime(String owner) {
    // Given
    String extension = (owner.equals("web") ? web : box) + "/extensions/msi";
    client.put(extension, LEGACY);
    settle();

    // When
    Reply deleted = client.delete(extension);
    Reply during = client.get(extension);
    settle();

    // Then
    assertThat(deleted.status()).isEqualTo(202);
    assertThat(deleted.header("Location")).contains("monitor=true");
    assertThat(during.body().at("/properties/provisioningState").asText()).isEqualTo("Deleting");
    assertThat(client.get(extension).status()).isEqualTo(404);
    assertThat(client.delete(extension).status()).isEqualTo(204);
  }

  @Test
  void refusesAnExtensionOfNothing() {
    // When
    Reply reply = client.put(web + "x/extensions/msi", LEGACY);

    // Then
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.error()).isEqualTo("ParentResourceNotFound");
  }

  @Test
  void knowsAsManyInstancesAsTheCapacitySays() {
    // Given
    client.patch(web, "{\"sku\":{\"name\":\"Standard_B1s\",\"capacity\":2}}");
    settle();

    // When
    Reply list = client.get(web + "/virtualMachines");
    client.delete(web + "/virtualMachines/0");
    settle();

    // Then
    assertThat(list.body().path("value")).hasSize(2);
    assertThat(list.body().at("/value/1/name").asText()).isEqualTo("web_1");
    assertThat(client.get(web + "/virtualMachines").body().path("value")).hasSize(1);
    assertThat(client.get(web + "/virtualMachines/7").status()).isEqualTo(404);
    assertThat(client.get(web + "/virtualMachines/x").error()).isEqualTo("InvalidParameter");
  }
}
