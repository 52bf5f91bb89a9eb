package dev.managedidentity.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import dev.managedidentity.emulator.ArmTestClient.Reply;
import dev.managedidentity.emulator.audit.RequestRecord;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the page asks for, asked without a browser. */
class PortalEmulatorTest extends EmulatorFixture {
  private static final String[] OWN = {"X-Emulator-Page", "1"};

  private Reply wish(String json) {
    return client.call("POST", "/_emulator/identity", json, OWN);
  }

  private String wished(String what) {
    return "{\"target\":\"" + web + "\"," + what + "}";
  }

  private JsonNode identity() {
    return emulator.azure().getResource(web).path("identity");
  }

  @Test
  void servesThePageToBrowsersOnly() {
    // When
    Reply page = client.call("GET", emulator.uri() + "/", "", "Accept", "text/html,*/*;q=0.8");
    Reply script = client.get(emulator.uri() + "/_emulator/page.js");
    Reply style = client.get(emulator.uri() + "/_emulator/page.css");
    Reply other = client.get(emulator.uri() + "/");

    // Then
    assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(page.header("Content-Security-Policy")).startsWith("default-src 'none'");
    assertThat(page.http().body()).contains("<title>").doesNotContain("://");
    assertThat(script.http().body()).contains("/_emulator/state").doesNotContain("://");
    assertThat(style.header("Content-Type")).startsWith("text/css");
    assertThat(other.status()).isEqualTo(400);
  }

  @Test
  void changesAsAzureWouldAndAsThePortal() {
    // When
    Reply on = wish(wished("\"systemAssigned\":true"));
    Reply added = wish(wished("\"add\":\"" + app + "\""));
    wish(wished("\"add\":\"" + metrics + "\""));

    // Then
    assertThat(on.status()).isEqualTo(200);
    assertThat(added.body().at("/properties/provisioningState").asText()).isEqualTo("Updating");
    assertThat(identity().path("type").asText()).isEqualTo("SystemAssigned, UserAssigned");
    assertThat(identity().path("userAssignedIdentities")).hasSize(2);
    assertThat(emulator.requests())
        .filteredOn(one -> one.client().equals("portal"))
        .extracting(RequestRecord::method, RequestRecord::path, RequestRecord::status)
        .containsOnly(tuple("PATCH", web, 200))
        .hasSize(3);

    // When
    wish(wished("\"systemAssigned\":false"));
    wish(wished("\"remove\":\"" + app.toUpperCase(Locale.ROOT) + "\""));

    // Then
    assertThat(identity().path("type").asText()).isEqualTo("UserAssigned");
    assertThat(identity().path("userAssignedIdentities").has(metrics)).isTrue();

    // When
    wish(wished("\"remove\":\"" + metrics + "\""));

    // Then
    assertThat(identity().isMissingNode()).isTrue();
    assertThat(emulator.changes()).extracting(one -> one.client()).containsOnly("portal");
  }

  @Test
  void keepsPagesOfOthersFromChangingAnything() {
    // Given
    String body = wished("\"systemAssigned\":true");

    // When
    Reply plain = client.call("POST", "/_emulator/identity", body, "Content-Type", "text/plain");
    Reply foreign =
        client.call(
            "POST",
            "/_emulator/identity",
            body,
            "X-Emulator-Page",
            "1",
            "Origin",
            "https://elsewhere.example");
    Reply asked =
        client.call("OPTIONS", "/_emulator/identity", "", "Origin", "https://elsewhere.example");

    // Then
    assertThat(List.of(plain.status(), foreign.status())).containsOnly(403);
    assertThat(asked.header("Access-Control-Allow-Origin")).isNull();
    assertThat(emulator.changes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {                                   | 400
          null                                | 400
          {}                                  | 400
          {"target":"nothing"}                | 400
          {"target":1,"king":true}            | 400
          """)
  void refusesWhatIsNoWish(String body, int status) {
    // When
    Reply reply = wish(body);

    // Then
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.message()).isNotEmpty();
  }

  @Test
  void saysThatATargetIsGone() {
    // Given
    emulator.azure().deleteResource(web);

    // When
    Reply reply = wish(wished("\"systemAssigned\":true"));

    // Then
    assertThat(reply.status()).isEqualTo(404);
  }

  @Test
  void showsAPageOfTheStateWithoutItsProperties() {
    // Given
    emulator.azure().putVirtualMachine("shop", "till", null);
    emulator.azure().putScaleSet("farm", "web-2", null);
    patchIdentity("{\"type\":\"SystemAssigned\"}");

    // When
    JsonNode all = client.get("/_emulator/state").body();
    JsonNode second = client.get("/_emulator/state?filter=WEB&skip=1&take=1").body();
    JsonNode shop = client.get("/_emulator/state?filter=shop%20till").body();

    // Then
    assertThat(all.path("total").asInt()).isEqualTo(3);
    assertThat(all.path("lastChange").asInt()).isEqualTo(1);
    assertThat(all.at("/rows/2/name").asText()).isEqualTo("till");
    assertThat(second.path("rows")).hasSize(1);
    assertThat(second.at("/rows/0/identity/type").asText()).isEqualTo("SystemAssigned");
    assertThat(second.at("/rows/0/mode").asText()).isEqualTo("Uniform");
    assertThat(second.at("/rows/0").has("properties")).isFalse();
    assertThat(shop.at("/rows/0/id").asText()).endsWith("/virtualMachines/till");
    assertThat(client.get("/_emulator/identities?filter=met").body().path("value"))
        .extracting(JsonNode::asText)
        .containsExactly(metrics);
  }
}
