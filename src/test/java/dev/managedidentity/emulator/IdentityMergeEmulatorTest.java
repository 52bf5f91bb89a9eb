package dev.managedidentity.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.managedidentity.emulator.ArmTestClient.Reply;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentityMergeEmulatorTest extends EmulatorFixture {

  /** A and M stand for the two identities; `+` adds, `-` drops, `.` is an entry listed after. */
  @ParameterizedTest(name = "{0} then {1} {2} {3} gives {4} with {5}")
  @CsvSource(
      nullValues = "none",
      textBlock =
          """
          None,                          PATCH, SystemAssigned,              none, SystemAssigned,               ''
          None,                          PATCH, systemassigned,              none, SystemAssigned,               ''
          None,                          PATCH, UserAssigned,                +A,   UserAssigned,                 A
          'UserAssigned+A',              PATCH, UserAssigned,                +M,   UserAssigned,                 AM
          'UserAssigned+A+M',            PATCH, UserAssigned,                -M,   UserAssigned,                 A
          'UserAssigned+A',              PATCH, UserAssigned,                -A+M, UserAssigned,                 M
          'UserAssigned+A',              PATCH, 'SystemAssigned,UserAssigned', none, 'SystemAssigned, UserAssigned', A
          'UserAssigned+A',              PATCH, 'userassigned , SYSTEMASSIGNED', none, 'SystemAssigned, UserAssigned', A
          'SystemAssigned,UserAssigned+A', PATCH, SystemAssigned,            none, SystemAssigned,               ''
          'SystemAssigned,UserAssigned+A', PATCH, SystemAssigned,            null, SystemAssigned,               ''
          'SystemAssigned,UserAssigned+A', PATCH, UserAssigned,              none, UserAssigned,                 A
          'SystemAssigned,UserAssigned+A', PATCH, UserAssigned,              '',   UserAssigned,                 A
          'SystemAssigned,UserAssigned+A', PATCH, None,                      none, none,                         ''
          'SystemAssigned,UserAssigned+A', PATCH, NONE,                      null, none,                         ''
          'UserAssigned+A',              PATCH, UserAssigned,                -M,   UserAssigned,                 A
          'UserAssigned+A',              PUT,   UserAssigned,                +M,   UserAssigned,                 M
          'UserAssigned+A+M',            PUT,   UserAssigned,                +A,   UserAssigned,                 A
          'UserAssigned+A',              PUT,   SystemAssigned,              none, SystemAssigned,               ''
          """)
  void mergesAsAzureDoes(
      String before, String method, String type, String entries, String after, String left) {
    // Given
    int plus = before.indexOf('+');
    send(
        "PATCH",
        plus < 0 ? before : before.substring(0, plus),
        plus < 0 ? null : before.substring(plus));
    settle();

    // When
    Reply reply = send(method, type, entries);
    settle();

    // Then
    assertThat(reply.status()).as(reply.message()).isEqualTo(200);
    JsonNode identity = client.get(web).body().path("identity");
    assertThat(identity.path("type").asText(null)).isEqualTo(after);
    String names = identity.path("userAssignedIdentities").has(app) ? "A" : "";
    names += identity.path("userAssignedIdentities").has(metrics) ? "M" : "";
    assertThat(names).isEqualTo(left);
    assertThat(identity.has("userAssignedIdentities")).isEqualTo(!left.isEmpty());
    assertThat(identity.has("principalId")).isEqualTo(after != null && after.contains("System"));
  }

  private Reply send(String method, String type, String entries) {
    String map = "";
    if (entries != null) {
      String written =
          entries.equals("null")
              ? "null"
              : "{"
                  + entries
                      .replace("+", ",+")
                      .replace("-", ",-")
                      .replaceFirst("^,", "")
                      .replace("+A", add(app))
                      .replace("+M", add(metrics))
                      .replace("-A", drop(app))
                      .replace("-M", drop(metrics))
                  + "}";
      map = ",\"userAssignedIdentities\":" + written;
    }
    String body =
        "{\"location\":\"westeurope\",\"identity\":{\"type\":\"" + type + "\"" + map + "}}";
    return client.call(method, web, body);
  }

  @Test
  void keepsThePrincipalWhileSystemStaysAndMakesAnotherAfterwards() {
    // Given
    String first =
        patchIdentity("{\"type\":\"SystemAssigned\"}").body().at("/identity/principalId").asText();

    // When
    patchIdentity(
        "{\"type\":\"SystemAssigned,UserAssigned\",\"userAssignedIdentities\":{%s}}"
            .formatted(add(app)));
    String kept = client.get(web).body().at("/identity/principalId").asText();
    patchIdentity("{\"type\":\"None\"}");
    String second =
        patchIdentity("{\"type\":\"SystemAssigned\"}").body().at("/identity/principalId").asText();

    // Then
    assertThat(first).isNotEmpty().isEqualTo(kept).isNotEqualTo(second);
  }

  @Test
  void ordersTheMembersAsAzureDoes() {
    // Given
    patchIdentity(
        "{\"userAssignedIdentities\":{%s},\"type\":\"UserAssigned,SystemAssigned\"}"
            .formatted(add(app)));

    // When
    settle();
    JsonNode identity = client.get(web).body().path("identity");

    // Then
    assertThat(identity.fieldNames())
        .toIterable()
        .containsExactly("type", "principalId", "tenantId", "userAssignedIdentities");
    assertThat(identity.path("userAssignedIdentities").path(app).fieldNames())
        .toIterable()
        .containsExactly("principalId", "clientId");
  }

  @Test
  void keepsTheCasingFirstSentAndFindsEntriesInAnyCasing() {
    // Given
    String shouted = app.replace("/app", "/APP");
    patchIdentity(users(add(shouted)));

    // When
    patchIdentity(users(add(app), add(metrics)));

    // Then
    assertThat(client.get(web).body().at("/identity/userAssignedIdentities").fieldNames())
        .toIterable()
        .containsExactly(shouted, metrics);

    // When
    patchIdentity(users(drop(shouted.toLowerCase(Locale.ROOT))));

    // Then
    assertThat(client.get(web).body().at("/identity/userAssignedIdentities").fieldNames())
        .toIterable()
        .containsExactly(metrics);
  }

  @Test
  void takesAnEchoOfWhatIsStored() {
    // Given
    patchIdentity(users(add(app)));
    settle();
    String echo = client.get(web).body().path("identity").toString();

    // When
    Reply patched = patchIdentity(echo);

    // Then
    assertThat(patched.status()).isEqualTo(200);
    assertThat(patched.body().path("identity").toString()).isEqualTo(echo);
  }

  @Test
  void keepsTheIdentityOnAPutThatNamesNone() {
    // Given
    patchIdentity(users(add(app)));
    settle();
    JsonNode before = client.get(web).body().path("identity");

    // When
    client.put(web, "{\"location\":\"westeurope\",\"sku\":{\"capacity\":3}}");

    // Then
    assertThat(client.get(web).body().path("identity")).isEqualTo(before);
    assertThat(client.get(web).body().at("/sku/capacity").asInt()).isEqualTo(3);
  }

  @Test
  void leavesAStaleReferenceWhenAnIdentityIsMadeAgain() {
    // Given
    patchIdentity(users(add(app)));
    settle();

    // When
    emulator.azure().deleteIdentity(app);
    boolean listed = client.get(web).body().at("/identity/userAssignedIdentities").has(app);
    emulator.azure().putIdentity("shop", "app");
    patchIdentity(users(add(app)));
    settle();

    // Then
    assertThat(listed).isTrue();
    assertThat(entry(app)).isEmpty();

    // When
    patchIdentity(users(add(metrics), drop(app)));
    patchIdentity(users(add(app)));
    settle();

    // Then
    assertThat(entry(app)).hasSize(2);
  }

  @Test
  void neverFillsTheEntriesOfAFlexibleScaleSet() {
    // Given
    String flexible =
        emulator
            .azure()
            .putScaleSet(
                "shop",
                "flexible",
                ArmTestClient.json("{\"properties\":{\"orchestrationMode\":\"Flexible\"}}")
                    .deepCopy());

    // When
    client.patch(flexible, "{\"identity\":" + users(add(app)) + "}");
    settle();

    // Then
    assertThat(client.get(flexible).body().at("/identity/userAssignedIdentities").path(app))
        .isEmpty();
  }

  @Test
  void letsANullTakeAwayAnIdentityWhoseResourceIsGone() {
    // Given
    patchIdentity(users(add(app), add(metrics)));
    emulator.azure().deleteIdentity(app);

    // When
    Reply dropped = patchIdentity(users(drop(app)));

    // Then
    assertThat(dropped.status()).isEqualTo(200);
    assertThat(client.get(web).body().at("/identity/userAssignedIdentities").has(app)).isFalse();
  }

  private JsonNode entry(String id) {
    return client.get(web).body().at("/identity/userAssignedIdentities").path(id);
  }
}
