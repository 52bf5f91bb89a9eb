package dev.managedidentity.emulator;

import static dev.managedidentity.emulator.ArmTestClient.MAPPER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.managedidentity.emulator.ArmTestClient.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultsEmulatorTest extends EmulatorFixture {
  private static final String SYSTEM = "{\"type\":\"SystemAssigned\"}";

  @Test
  void answersWithAStatusForAWhileAndThenNoMore() {
    // Given
    emulator.faults(
        "[{match: {method: PATCH, path: virtualMachineScaleSets/web}, skip: 1, times: 1, status: 429, retryAfter: 7}]");

    // When
    Reply passed = patchIdentity(SYSTEM);
    Reply refused = patchIdentity("{\"type\":\"None\"}");

    // Then
    assertThat(passed.status()).isEqualTo(200);
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.header("Retry-After")).isEqualTo("7");
    assertThat(refused.error()).isEqualTo("OperationNotAllowed");
    assertThat(hasIdentity()).isTrue();
    assertThat(patchIdentity("{\"type\":\"None\"}").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "SubscriptionRequestsThrottled, ''",
    "OperationNotAllowed, TooManyRequests",
  })
  void throttlesOneSubscriptionForAWhileAndNoOther(String code, String details) throws IOException {
    // Given
    start(options -> options.withTimeFactor(0.1));
    String other = web.replace(subscription(), "5b000000-0000-4000-8000-0000000000ff");
    emulator.azure().putResource(other, MAPPER.createObjectNode());
    emulator.faults(
        "[{match: {path: '^/subscriptions/%s/'}, seconds: 600, status: 429, retryAfter: 9, code: %s}]"
            .formatted(subscription(), code));

    // When
    clock.advance(Duration.ofSeconds(59));
    List<Reply> refused =
        List.of(client.get(web), patchIdentity(SYSTEM), client.put(web, "{}"), client.delete(web));
    Reply beside = client.get(other);
    clock.advance(Duration.ofSeconds(1));

    // Then
    assertThat(refused)
        .allSatisfy(
            one -> {
              assertThat(one.status()).isEqualTo(429);
              assertThat(one.header("Retry-After")).isEqualTo("9");
              assertThat(one.error()).isEqualTo(code);
              assertThat(one.body().at("/error/details/0/code").asText()).isEqualTo(details);
            });
    assertThat(beside.status()).isEqualTo(200);
    assertThat(patchIdentity(SYSTEM).status()).isEqualTo(200);
  }

  @Test
  void changesManyTargetsAtOncePastAllBudgets() throws IOException {
    // Given
    start(options -> options.withLimits(true));
    ArmTestClient anyone = ArmTestClient.anonymous(emulator);
    String sweep = "{\"client\":\"somebody\",\"targets\":{\"%s\":%s}}";

    // When
    for (int i = 0; i < 20; i++) {
      String identity = i % 2 == 0 ? SYSTEM : "{\"type\":\"None\"}";
      assertThat(anyone.put("/_emulator/changes", sweep.formatted(web, identity)).status())
          .isEqualTo(204);
    }
    Reply lost = anyone.put("/_emulator/changes", sweep.formatted(web + "-lost", SYSTEM));
    Reply wrong = anyone.put("/_emulator/changes", "{\"who\":1}");

    // Then
    assertThat(emulator.changes().stream().filter(one -> one.client().equals("somebody")))
        .hasSize(20);
    assertThat(client.get(web).body().at("/properties/provisioningState").asText())
        .isEqualTo("Succeeded");
    assertThat(lost.status()).isEqualTo(400);
    assertThat(lost.message()).isEqualTo("There is no " + web + "-lost.");
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.message()).contains("targets are identities by id");
  }

  @Test
  void meetsOnlyTheRequestsWhoseBodyHasIt() {
    // Given
    emulator.faults("[{match: {method: PATCH, body: 'type\":\"sys'}, status: 400, code: Odd}]");

    // When
    Reply refused = patchIdentity(SYSTEM);
    Reply passed = patchIdentity("{\"type\":\"None\"}");

    // Then
    assertThat(refused.error()).isEqualTo("Odd");
    assertThat(passed.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"reset: true", "truncate: true", "stall: 0.2"})
  void breaksAnAnswerOff(String action) {
    // Given: without an end, as the JDK's client repeats a GET once of its own accord
    emulator.faults("[{match: {method: GET, path: /web$}, " + action + "}]");

    // When / Then
    assertThatThrownBy(() -> client.get(web)).isInstanceOf(UncheckedIOException.class);
    emulator.faults("");
    assertThat(client.get(web).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"garbage, '<html>\u0000{]garbage'", "empty, ''"})
  void answers200WithoutMeaning(String action, String body) {
    // Given
    emulator.faults("[{match: {method: PATCH}, " + action + ": true}]");

    // When
    Reply reply = patchIdentity(SYSTEM);

    // Then
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.http().body()).isEqualTo(body);
    assertThat(hasIdentity()).isFalse();
  }

  @Test
  void losesTheAnswerOfAWriteThatTookEffect() {
    // Given
    emulator.faults("[{match: {method: PATCH}, reset: true, after: true}]");

    // When
    assertThatThrownBy(() -> patchIdentity(SYSTEM)).isInstanceOf(UncheckedIOException.class);

    // Then
    assertThat(hasIdentity()).isTrue();
    assertThat(emulator.requests().get(emulator.requests().size() - 1).status()).isZero();
  }

  @Test
  void dripsAWholeAnswer() {
    // Given
    emulator.faults("[{match: {path: /web$}, slowDrip: 0.1}]");

    // When
    Reply reply = client.get(web);

    // Then
    assertThat(reply.body().path("name").asText()).isEqualTo("web");
  }

  @ParameterizedTest
  @CsvSource({"Failed, Failed, true", "Canceled, Canceled, false", "never, InProgress, false"})
  void endsAnOperationOtherwise(String end, String status, boolean revert) {
    // Given
    emulator.faults(
        "[{operation: %s, code: Broken, message: so it is, times: 1, revert: %s}]"
            .formatted(end, revert));

    // When
    String operation = patchIdentity(SYSTEM).header("Azure-AsyncOperation");
    settle();
    JsonNode body = client.get(operation).body();

    // Then
    assertThat(body.path("status").asText()).isEqualTo(status);
    assertThat(body.at("/error/code").asText()).isEqualTo(end.equals("never") ? "" : "Broken");
    assertThat(hasIdentity()).isEqualTo(!revert);
    assertThat(client.get(web).body().at("/properties/provisioningState").asText())
        .isEqualTo(end.equals("never") ? "Updating" : "Failed");
  }

  @Test
  void strikesTheShareOfRequestsItIsToldTo() {
    // Given
    emulator.faults("[{share: 0.5, status: 503}]");

    // When
    long struck = 0;
    for (int i = 0; i < 200; i++) {
      struck += client.get(web).status() == 503 ? 1 : 0;
    }

    // Then
    assertThat(struck).isBetween(60L, 140L);
  }

  @Test
  void holdsNothingElseUpWhileItStalls() {
    // Given
    emulator.faults("[{match: {path: /web$}, stall: 0.5}]");
    Thread stalled =
        new Thread(
            () ->
                assertThatThrownBy(() -> client.get(web)).isInstanceOf(UncheckedIOException.class));
    stalled.start();

    // When
    Reply other = client.get("/subscriptions");

    // Then
    assertThat(other.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [{stauts: 500}]                            | unknown key 'stauts'
          [{match: {verb: GET}, status: 500}]        | unknown key 'verb'
          [{match: {path: '('}, status: 500}]        | match.path is no regular expression
          [{share: 2, status: 500}]                  | share must be from 0 to 1
          [{times: 2}]                               | exactly one of
          [{status: 500, reset: true}]               | exactly one of
          [{seconds: -1, status: 500}]               | seconds must not be negative
          [{operation: Lost}]                        | operation must be
          {status: 500}                              | not a list of faults
          """)
  void namesWhatItCannotRead(String faults, String words) {
    // When / Then
    assertThatIllegalArgumentException()
        .isThrownBy(() -> emulator.faults(faults))
        .withMessageContaining(words);
  }

  @Test
  void takesShowsAndEndsFaultsOverHttp() {
    // Given
    ArmTestClient anyone = ArmTestClient.anonymous(emulator);
    int before = emulator.requests().size();

    // When
    int put = anyone.put("/_emulator/faults", "[{status: 500}]").status();
    Reply wrong = anyone.put("/_emulator/faults", "[{stauts: 500}]");
    String shown = anyone.get("/_emulator/faults").http().body();
    int struck = client.get(web).status();
    anyone.delete("/_emulator/faults");

    // Then
    assertThat(put).isEqualTo(204);
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.message()).contains("unknown key 'stauts'");
    assertThat(shown).isEqualTo("[{\"status\":500}]");
    assertThat(struck).isEqualTo(500);
    assertThat(client.get(web).status()).isEqualTo(200);
    assertThat(emulator.requests()).hasSize(before + 2);
  }

  private String subscription() {
    return emulator.environment().get("AZURE_SUBSCRIPTION_ID");
  }

  private boolean hasIdentity() {
    return emulator.azure().getResource(web).has("identity");
  }
}
