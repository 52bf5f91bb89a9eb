package dev.managedidentity.azure;

import static dev.managedidentity.azure.Replies.WEB;
import static dev.managedidentity.azure.Replies.identity;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpRequest;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.IdentityPatch;
import dev.managedidentity.plan.IdentityPatch.Entry;
import dev.managedidentity.plan.IdentityType;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What exactly is sent, and what is made of the headers that come back. */
class WireTest {
  private static final String SCALE_SET =
      "{\"id\":\"%s\",\"properties\":{\"provisioningState\":\"Succeeded\"}}".formatted(WEB);

  private final Recorder recorder = new Recorder();
  private final AzureCompute compute = new AzureCompute(recorder.arm());

  @Test
  void aPatchIsTheDifferenceAndNothingElse() {
    // Given
    recorder.answer(200, new HttpHeaders(), SCALE_SET);
    ArmId app = identity("App");
    ArmId old = identity("old");

    // When
    Answer<Accepted> done =
        compute.patch(
            WEB,
            new IdentityPatch(
                IdentityType.SYSTEM_AND_USER_ASSIGNED,
                Map.of(app, Entry.ASSIGN, old, Entry.REMOVE)),
            "\"4\"");

    // Then
    assertThat(done.value()).contains(new Accepted(Optional.empty(), Duration.ZERO));
    HttpRequest sent = recorder.sent().get(0);
    assertThat(sent.getHttpMethod()).hasToString("PATCH");
    assertThat(sent.getUrl())
        .hasToString("https://arm.test:8443" + WEB + "?api-version=2025-04-01");
    assertThat(sent.getHeaders().getValue(HttpHeaderName.IF_MATCH)).isEqualTo("\"4\"");
    assertThat(sent.getHeaders().getValue(HttpHeaderName.IF_NONE_MATCH)).isNull();
    assertThat(Recorder.body(sent))
        .isEqualTo(
            "{\"identity\":{\"type\":\"SystemAssigned, UserAssigned\","
                + "\"userAssignedIdentities\":{\"%s\":{},\"%s\":null}}}".formatted(app, old));
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 202})
  void aMachineIsPatchedLikeAScaleSetAndMayNeedNoETag(int status) {
    // Given
    ArmId build = ArmId.of("s", "shop", ArmId.VIRTUAL_MACHINE, "build");
    String url = "https://arm.test:8443/subscriptions/0a0a/operations/1?t=x";
    recorder.answer(
        status, new HttpHeaders().set(HttpHeaderName.fromString("Azure-AsyncOperation"), url), "");
    ArmId app = identity("App");
    ArmId old = identity("old");

    // When
    Accepted accepted =
        compute
            .patch(
                build,
                new IdentityPatch(
                    IdentityType.USER_ASSIGNED, Map.of(app, Entry.ASSIGN, old, Entry.REMOVE)),
                null)
            .value()
            .orElseThrow();

    // Then
    HttpRequest sent = recorder.sent().get(0);
    assertThat(sent.getUrl())
        .hasToString("https://arm.test:8443" + build + "?api-version=2025-04-01");
    assertThat(sent.getHeaders().getValue(HttpHeaderName.IF_MATCH)).isNull();
    assertThat(Recorder.body(sent))
        .isEqualTo(
            "{\"identity\":{\"type\":\"UserAssigned\",\"userAssignedIdentities\":"
                + "{\"%s\":{},\"%s\":null}}}".formatted(app, old));
    assertThat(accepted.operation()).contains(new Operation(url));
    assertThat(accepted.retryAfter()).as("where Azure names no time").isPositive();
  }

  @Test
  void aTypeAloneIsSentWithoutAMap() {
    // Given
    recorder.answer(200, new HttpHeaders(), SCALE_SET);

    // When
    Answer<Accepted> done =
        compute.patch(WEB, new IdentityPatch(IdentityType.NONE, Map.of()), null);

    // Then
    assertThat(done.problem()).isEmpty();
    assertThat(Recorder.body(recorder.sent().get(0)))
        .isEqualTo("{\"identity\":{\"type\":\"None\"}}");
    assertThat(recorder.sent().get(0).getHeaders().getValue(HttpHeaderName.IF_MATCH)).isNull();
  }

  @Test
  void theOperationAndItsPaceAreTakenFromTheHeaders() {
    // Given
    String url = "https://arm.test:8443/subscriptions/0a0a/operations/1?t=x%2By&s=z";
    HttpHeaders headers =
        new HttpHeaders()
            .set(HttpHeaderName.fromString("Azure-AsyncOperation"), url)
            .set(HttpHeaderName.RETRY_AFTER, "7");
    recorder.answer(200, headers, SCALE_SET);

    // When
    Accepted accepted =
        compute
            .patch(WEB, new IdentityPatch(IdentityType.NONE, Map.of()), null)
            .value()
            .orElseThrow();
    recorder.answer(200, new HttpHeaders(), "{\"status\":\"Succeeded\"}");
    Answer<OperationState> state = compute.poll(accepted.operation().orElseThrow());

    // Then
    assertThat(accepted.retryAfter()).isEqualTo(Duration.ofSeconds(7));
    assertThat(state.problem()).isEmpty();
    assertThat(recorder.sent().get(1).getUrl()).hasToString(url);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "https://elsewhere.test:8443/operations/1",
        "https://arm.test/operations/1",
        "http://arm.test:8443/operations/1",
        "https://arm.test:8443@elsewhere.test/operations/1",
        "https://someone@arm.test:8443/operations/1",
        "https://arm.test:8443.elsewhere.test/operations/1",
        "https://elsewhere.test\\@arm.test:8443/operations/1",
        "//arm.test:8443/operations/1",
        "/operations/1",
        "file:///etc/hostname",
        "no address",
        ""
      })
  void noTokenGoesWhereAnAnswerPoints(String url) {
    // When
    Problem problem = compute.poll(new Operation(url)).problem().orElseThrow();

    // Then
    assertThat(problem.kind()).as("it is of no use to try again").isEqualTo(Problem.Kind.REFUSED);
    assertThat(problem.message()).contains("arm.test:8443").contains("not followed");
    assertThat(recorder.sent()).isEmpty();
  }

  @Test
  void aPatchThatNobodySensibleAnsweredIsNotTakenForDone() {
    // Given
    recorder.answer(200, new HttpHeaders(), "<html>Welcome</html>");

    // When
    Answer<Accepted> answer =
        compute.patch(WEB, new IdentityPatch(IdentityType.NONE, Map.of()), null);

    // Then
    assertThat(answer.problem().orElseThrow().kind()).isEqualTo(Problem.Kind.UNAVAILABLE);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          application/json | ''
          application/json | {"error":{"code":"Auth
          application/json | {"error":"text"}
          application/json | {"error":{"code":{},"message":5}}
          application/json | [7]
          application/xml  | <Error><Code>Odd</Code></Error>
          application/xml  | <Error>
          text/html        | <html>Forbidden</html>
          no/such; thing   | x
          """)
  void aRefusalOfAPatchIsAProblemWhateverItsBody(String type, String body) {
    // Given
    recorder.answer(403, new HttpHeaders().set(HttpHeaderName.CONTENT_TYPE, type), body);

    // When
    Answer<Accepted> answer =
        compute.patch(WEB, new IdentityPatch(IdentityType.NONE, Map.of()), null);

    // Then
    assertThat(answer.problem().map(Problem::kind)).contains(Problem.Kind.DENIED);
    assertThat(recorder.sent()).hasSize(1);
  }

  @Test
  void a202IsAnAnswerLikeAnyOther() {
    // Given
    HttpHeaders headers =
        new HttpHeaders()
            .set(HttpHeaderName.fromString("Azure-AsyncOperation"), "https://arm.test:8443/o/1");
    recorder.answer(202, headers, "");

    // When
    Answer<Accepted> answer =
        compute.patch(WEB, new IdentityPatch(IdentityType.NONE, Map.of()), null);

    // Then
    assertThat(answer.value().flatMap(Accepted::operation)).isPresent();
  }

  @Test
  void namesThatAUrlCannotHaveAreQuoted() {
    // Given
    ArmId odd = ArmId.of("0a0a", "grün (1)", ArmId.SCALE_SET, "we?b#1%");
    recorder.answer(500, new HttpHeaders(), "");

    // When
    Answer<ComputeResource> answer = compute.read(odd);

    // Then
    assertThat(answer.problem()).isPresent();
    assertThat(recorder.sent().get(0).getUrl().toString())
        .contains("/resourceGroups/gr%C3%BCn%20(1)/")
        .endsWith("/we%3Fb%231%25?api-version=2025-04-01");
  }
}
