package dev.managedidentity.azure;

import static dev.managedidentity.azure.Replies.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import dev.managedidentity.azure.ActivityLog.Entry;
import dev.managedidentity.azure.Problem.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What exactly is asked of the activity log, and what is made of what it answers. */
class AzureActivityLogTest {
  private static final String ARM = "https://arm.test:8443";
  private static final String WRITE = "Microsoft.Compute/virtualMachineScaleSets/write";
  private static final Instant FROM = Instant.parse("2026-03-01T10:00:00Z");
  private static final Instant TO = Instant.parse("2026-03-01T10:01:00Z");

  private final Recorder recorder = new Recorder();
  private final Arm arm = recorder.arm();
  private final ActivityLog log = new AzureActivityLog(arm, "OURS");

  private Answer<List<Entry>> ask() {
    return log.writes(WEB, FROM, TO);
  }

  private void answer(String... entries) {
    recorder.answer(200, new HttpHeaders(), list("", entries));
  }

  private static String list(String next, String... entries) {
    return "{\"value\":[%s]%s}".formatted(String.join(",", entries), next);
  }

  private static String entry(String request, String caller, String status, String second) {
    return entry(request, caller, "az", WRITE, status, second);
  }

  private static String entry(
      String request, String caller, String client, String action, String status, String second) {
    return """
        {"correlationId":"%s","caller":"%s","claims":{"appid":"%s"},
         "operationName":{"value":"%s","localizedValue":"Schreiben"},
         "status":{"value":"%s"},"eventTimestamp":"2026-03-01T10:00:%s.1234567Z"}"""
        .formatted(request, caller, client, action, status, second);
  }

  private List<String> callers() {
    return ask().value().orElseThrow().stream().map(Entry::caller).toList();
  }

  @Test
  void itIsAskedForOneResourceBetweenTwoTimes() {
    // Given
    answer();

    // When
    assertThat(ask().value().orElseThrow()).isEmpty();

    // Then
    assertThat(recorder.sent().get(0).getUrl())
        .hasToString(
            ARM
                + "/subscriptions/0a0a/providers/Microsoft.Insights/eventtypes/management/values"
                + "?api-version=2015-04-01&$filter=eventTimestamp%20ge%20%272026-03-01T10%3A00%3A00Z"
                + "%27%20and%20eventTimestamp%20le%20%272026-03-01T10%3A01%3A00Z%27%20and%20"
                + "resourceUri%20eq%20%27"
                + Addresses.quoted(WEB.text())
                + "%27");
  }

  @Test
  void anEntryIsWhoWithWhatAndWhen() {
    // Given
    answer(entry("1", "ada@example.com", "Succeeded", "20"));

    // Then
    assertThat(ask().value().orElseThrow())
        .containsExactly(
            new Entry(
                "ada@example.com", "az", WRITE, Instant.parse("2026-03-01T10:00:20.123456700Z")));
  }

  @Test
  void theEntriesOfOneRequestAreOneAndTheNewestRequestIsFirst() {
    // Given
    answer(
        entry("1", "ada", "Succeeded", "30"),
        entry("2", "bob", "Accepted", "40"),
        entry("1", "ada", "Accepted", "21"),
        entry("1", "ada", "Started", "20"));

    // Then
    assertThat(callers()).containsExactly("bob", "ada");
    assertThat(ask().value().orElseThrow().get(1).time())
        .as("when it was sent")
        .isEqualTo(Instant.parse("2026-03-01T10:00:20.123456700Z"));
  }

  @Test
  void allPagesAreRead() {
    // Given
    String next = ",\"nextLink\":\"%s/next?$skipToken=a%%2Bb\"".formatted(ARM);
    recorder.answer(200, new HttpHeaders(), list(next, entry("1", "ada", "Succeeded", "20")));
    recorder.then(200, new HttpHeaders(), list("", entry("2", "bob", "Succeeded", "30")));

    // Then
    assertThat(callers()).containsExactly("bob", "ada");
    assertThat(recorder.sent().get(1).getUrl()).hasToString(ARM + "/next?$skipToken=a%2Bb");
  }

  @Test
  void aListWithoutAnEndIsNotReadForEver() {
    // Given
    recorder.answer(200, new HttpHeaders(), list(",\"nextLink\":\"%s/next\"".formatted(ARM)));

    // Then
    assertThat(ask().problem().orElseThrow().message()).contains("10 pages");
    assertThat(recorder.sent()).hasSize(10);
  }

  @ParameterizedTest
  @CsvSource({
    WRITE + ", true",
    "MICROSOFT.COMPUTE/VIRTUALMACHINESCALESETS/WRITE, true",
    "Microsoft.Compute/virtualMachineScaleSets/extensions/write, false",
    "Microsoft.Compute/virtualMachineScaleSets/delete, false",
    "Microsoft.Authorization/locks/write, false"
  })
  void onlyWritesOfTheResourceItselfCount(String action, boolean counts) {
    // Given
    answer(entry("1", "ada", "az", action, "Succeeded", "20"));

    // Then
    assertThat(callers()).hasSize(counts ? 1 : 0);
  }

  @ParameterizedTest
  @CsvSource({
    "Failed, Started, false",
    "Failed, Accepted, true",
    "Started, Started, true",
    "Succeeded, Accepted, true"
  })
  void whatWasRefusedDoesNotCount(String last, String first, boolean counts) {
    // Given
    answer(entry("1", "ada", last, "30"), entry("1", "ada", first, "20"));

    // Then
    assertThat(callers()).hasSize(counts ? 1 : 0);
  }

  @Test
  void whatWeDidIsKnownByTheClientInAnyCasing() {
    // Given
    answer(
        entry("1", "object", "ours", WRITE, "Succeeded", "20"),
        entry("2", "object", "theirs", WRITE, "Succeeded", "30"));

    // Then
    assertThat(callers()).hasSize(1);
  }

  @Test
  void whatWeDidIsKnownByItsRequestWhereOurClientIsNotKnown() {
    // Given
    HttpHeaders headers =
        new HttpHeaders()
            .set(HttpHeaderName.fromString("x-ms-correlation-request-id"), "AB-OF-THIS-TEST");
    recorder.answer(200, headers, "{}");
    new AzureIdentities(arm).tag(Replies.identity("app"), Map.of("a", "b"));
    answer(
        entry("ab-of-this-test", "object", "machine", WRITE, "Succeeded", "20"),
        entry("another", "ada", "Succeeded", "20"));

    // When
    Answer<List<Entry>> found = new AzureActivityLog(arm, null).writes(WEB, FROM, TO);

    // Then
    assertThat(found.value().orElseThrow()).extracting(Entry::caller).containsExactly("ada");
  }

  @Test
  void whatWeOnlyReadIsNotOurs() {
    // Given
    HttpHeaders headers =
        new HttpHeaders()
            .set(HttpHeaderName.fromString("x-ms-correlation-request-id"), "read-of-this-test");
    recorder.answer(200, headers, list("", entry("read-of-this-test", "ada", "Succeeded", "20")));
    ask();

    // Then
    assertThat(callers()).containsExactly("ada");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "null",
        "1",
        "[]",
        "{}",
        "{\"caller\":\"ada\"}",
        "{\"caller\":\"ada\",\"operationName\":\"x\",\"eventTimestamp\":\"2026-03-01T10:00:20Z\"}",
        "{\"caller\":\"ada\",\"operationName\":{\"value\":\"x\"},\"eventTimestamp\":\"yesterday\"}",
        "{\"caller\":{},\"claims\":1,\"operationName\":{\"value\":1},\"eventTimestamp\":5}"
      })
  void anEntryWithoutSenseHidesNoOther(String senseless) {
    // Given
    answer(senseless, entry("1", "ada@example.com", "Succeeded", "20"), senseless);

    // Then
    assertThat(callers()).containsExactly("ada@example.com");
  }

  @Test
  void whoHasNoNameIsKnownByTheObjectId() {
    // Given
    answer(
        """
        {"correlationId":"1","operationName":{"value":"%s"},"status":{"value":"Succeeded"},
         "claims":{"http://schemas.microsoft.com/identity/claims/objectidentifier":"0f0f"},
         "eventTimestamp":"2026-03-01T11:00:20+01:00"}"""
            .formatted(WRITE));

    // Then
    assertThat(ask().value().orElseThrow())
        .containsExactly(new Entry("0f0f", null, WRITE, Instant.parse("2026-03-01T10:00:20Z")));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"{}", "{\"value\":{}}", "{\"value\":1}", "no JSON", "", "[]"})
  void anAnswerWithoutAListIsAProblem(String body) {
    // Given
    recorder.answer(200, new HttpHeaders(), body);

    // Then
    assertThat(ask().problem().orElseThrow().kind()).isEqualTo(Kind.UNAVAILABLE);
  }

  @Test
  void aRefusalIsAProblem() {
    // Given
    recorder.answer(
        403, new HttpHeaders(), Replies.errorBody("AuthorizationFailed", "may not read events"));

    // Then
    assertThat(ask().problem().orElseThrow().kind()).isEqualTo(Kind.DENIED);
  }
}
