package dev.managedidentity.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.IdentityPatch;
import dev.managedidentity.plan.IdentityType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of the calls to Azure. */
class CallsTest {
  @TempDir private static Path directory;

  private final List<Calls.Ended> ended = new ArrayList<>();

  @Test
  void eachIsToldOnceByWhatItIsForWithTheTokensThatAreLeft() throws Exception {
    try (EmulatedAzure azure = new EmulatedAzure(directory)) {
      // Given
      ArmId web = azure.scaleSet("web");
      ArmId app = azure.identity("app");
      Azure client = azure.connect(ended::add);

      // When
      client.compute().read(web);
      Accepted accepted =
          client
              .compute()
              .patch(web, new IdentityPatch(IdentityType.SYSTEM_ASSIGNED, Map.of()), null)
              .value()
              .orElseThrow();
      client.compute().poll(accepted.operation().orElseThrow());
      client.identities().read(app);
      client.identities().groupLocation(app);
      client.rights().at(web.text());

      // Then
      assertThat(ended)
          .extracting(Calls.Ended::kind)
          .containsExactly(
              CallKind.READ_TARGET,
              CallKind.PATCH_TARGET,
              CallKind.POLL,
              CallKind.READ_IDENTITY,
              CallKind.READ_GROUP,
              CallKind.READ_RIGHTS);
      assertThat(ended).allSatisfy(call -> assertThat(call.problem()).isEmpty());
      assertThat(ended).allSatisfy(call -> assertThat(call.took()).isPositive());
      assertThat(ended.get(0).left())
          .extracting(TokensLeft::bucket)
          .containsExactlyInAnyOrder(
              "Microsoft.Compute/GetVMScaleSetSubscriptionMaximum",
              "subscription-reads",
              "subscription-global-reads");
      assertThat(ended.get(1).left())
          .extracting(TokensLeft::subscription)
          .containsOnly(web.subscriptionId());
    }
  }

  @Test
  void aRefusalIsToldWithHowLongAzureAsksToBeLeftAlone() {
    // Given
    Recorder recorder = new Recorder();
    recorder.answer(
        429, new HttpHeaders().set(HttpHeaderName.RETRY_AFTER, "600"), "{\"error\":{}}");

    // When
    new AzureCompute(recorder.arm()).read(Replies.WEB);

    // Then
    assertThat(recorder.ended()).hasSize(1);
    Problem problem = recorder.ended().get(0).problem().orElseThrow();
    assertThat(problem.kind()).isEqualTo(Kind.THROTTLED);
    assertThat(problem.retryAfter()).contains(Duration.ofMinutes(10));
  }

  @Test
  void whatBecomesOfAnAnswerIsToldAndNotItsStatus() {
    // Given
    Recorder recorder = new Recorder();
    recorder.answer(200, new HttpHeaders(), "no JSON");

    // When
    new AzureCompute(recorder.arm()).read(Replies.WEB);

    // Then
    assertThat(recorder.ended().get(0).problem().orElseThrow().kind()).isEqualTo(Kind.UNAVAILABLE);
  }

  @Test
  void eachPageOfAListIsOneOfItsKind() {
    // Given
    String list = "{\"value\":[],\"nextLink\":\"https://arm.test:8443%s\"}";
    String path = "/subscriptions/0a0a/providers/Microsoft.Authorization/permissions";
    Recorder recorder = new Recorder();
    recorder.answer(200, new HttpHeaders(), list.formatted(path + "?$skiptoken=2"));
    recorder.then(200, new HttpHeaders(), "{\"value\":[]}");

    // When
    new AzureRights(recorder.arm()).at("/subscriptions/0a0a");

    // Then
    assertThat(recorder.ended())
        .extracting(Calls.Ended::kind)
        .containsExactly(CallKind.READ_RIGHTS, CallKind.READ_RIGHTS);
  }

  @Test
  void aCallThatGetsNoTokenIsToldToo() throws Exception {
    try (EmulatedAzure azure = new EmulatedAzure(directory)) {
      // Given
      azure.emulator().faults("[{match: {path: /token$}, status: 401, body: {error: no}}]");
      Azure client = azure.connect(ended::add);

      // When
      client.compute().read(azure.scaleSet("web"));

      // Then
      assertThat(ended)
          .singleElement()
          .satisfies(
              call -> {
                assertThat(call.kind()).isEqualTo(CallKind.READ_TARGET);
                assertThat(call.problem().orElseThrow().kind()).isEqualTo(Kind.UNAUTHENTICATED);
                assertThat(call.left()).isEmpty();
              });
    }
  }

  @Test
  void whatIsNotSentIsNotTold() {
    // Given
    Recorder recorder = new Recorder();

    // When
    Problem elsewhere =
        new AzureCompute(recorder.arm())
            .poll(new Operation("https://elsewhere.test/operations/1"))
            .problem()
            .orElseThrow();

    // Then
    assertThat(elsewhere.kind()).isEqualTo(Kind.REFUSED);
    assertThat(recorder.ended()).isEmpty();
  }
}
