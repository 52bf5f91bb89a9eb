package dev.managedidentity.azure;

import static dev.managedidentity.azure.Replies.WEB;
import static dev.managedidentity.azure.Replies.error;
import static dev.managedidentity.azure.Replies.reply;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import dev.managedidentity.api.LegacyExtension.OperatingSystem;
import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.ExtensionPlan;
import dev.managedidentity.plan.LiveIdentity;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is sent for an extension, and what is made of what comes back. */
class ExtensionAnswerTest {
  private static final HttpHeaderName OPERATION = HttpHeaderName.fromString("Azure-AsyncOperation");
  private static final String URL = "https://arm.test:8443/subscriptions/0a0a/operations/1?t=x";
  private static final String MSI = WEB + "/extensions/msi";
  private static final Accepted AT_ONCE = new Accepted(Optional.empty(), Duration.ZERO);

  @ParameterizedTest
  @CsvSource({
    "virtualMachineScaleSets, ''",
    "virtualMachines, '\"location\":\"westeurope\",'",
  })
  void aMachinesExtensionIsSentWithItsLocation(String type, String location) {
    // Given
    Recorder recorder = new Recorder();
    recorder.answer(202, new HttpHeaders().set(OPERATION, URL), "");
    ArmId target = ArmId.of("0a0a", "shop", "Microsoft.Compute/" + type, "web");

    // When
    Answer<Accepted> answer =
        new AzureCompute(recorder.arm()).putExtension(resource(target), change("msi"));

    // Then
    assertThat(answer.value().flatMap(Accepted::operation)).contains(new Operation(URL));
    assertThat(recorder.sent().get(0).getHttpMethod()).hasToString("PUT");
    assertThat(recorder.sent().get(0).getUrl())
        .hasToString("https://arm.test:8443" + target + "/extensions/msi?api-version=2025-04-01");
    assertThat(Recorder.body(recorder.sent().get(0)))
        .isEqualTo(
            "{%s\"properties\":{\"publisher\":\"Microsoft.ManagedIdentity\",".formatted(location)
                + "\"type\":\"ManagedIdentityExtensionForLinux\",\"typeHandlerVersion\":\"1.0\","
                + "\"autoUpgradeMinorVersion\":true,\"settings\":{\"port\":50342}}}");
  }

  @Test
  void aNameThatLeadsElsewhereIsNotSent() {
    // Given
    Recorder recorder = new Recorder();

    // When
    Answer<Accepted> answer =
        new AzureCompute(recorder.arm()).removeExtension(resource(WEB), change("../../other"));

    // Then
    assertThat(answer.problem().orElseThrow().kind()).isEqualTo(Kind.REFUSED);
    assertThat(recorder.sent()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"200", "201", "202"})
  void anOperationIsAskedInItsTime(int status) {
    // Given
    Reply reply =
        new Reply(
            status,
            new HttpHeaders().set(OPERATION, URL).set(HttpHeaderName.RETRY_AFTER, "7"),
            "",
            Replies.NOW);
    Accepted running = new Accepted(Optional.of(new Operation(URL)), Duration.ofSeconds(7));

    // Then
    assertThat(ExtensionAnswer.ofPut(reply, MSI).value()).contains(running);
    assertThat(ExtensionAnswer.ofDelete(reply).value()).contains(running);
  }

  @Test
  void aPutWithoutAnOperationIsDoneWhereTheBodySaysSo() {
    // Given
    String body = "{\"id\":\"%s\"}".formatted(MSI.replace("shop", "SHOP"));

    // Then
    assertThat(ExtensionAnswer.ofPut(reply(201, body), MSI).value()).contains(AT_ONCE);
    assertThat(kind(ExtensionAnswer.ofPut(reply(200, "{\"id\":\"/other\"}"), MSI)))
        .isEqualTo(Kind.UNAVAILABLE);
    assertThat(kind(ExtensionAnswer.ofPut(reply(200, "<html>Welcome</html>"), MSI)))
        .isEqualTo(Kind.UNAVAILABLE);
    assertThat(kind(ExtensionAnswer.ofPut(reply(202, ""), MSI))).isEqualTo(Kind.UNAVAILABLE);
  }

  @Test
  void aDeletionWithoutAnOperationIsDoneUnlessItWasOnlyAccepted() {
    assertThat(ExtensionAnswer.ofDelete(reply(200, "")).value()).contains(AT_ONCE);
    assertThat(ExtensionAnswer.ofDelete(reply(204, "")).value()).contains(AT_ONCE);
    assertThat(kind(ExtensionAnswer.ofDelete(reply(202, "")))).isEqualTo(Kind.UNAVAILABLE);
    assertThat(kind(ExtensionAnswer.ofDelete(reply(200, "<html>Welcome</html>"))))
        .isEqualTo(Kind.UNAVAILABLE);
  }

  @ParameterizedTest(name = "{1} {2}")
  @CsvSource({
    "NOT_FOUND, 404, ParentResourceNotFound",
    "CONFLICT, 409, Conflict",
    "LOCKED, 409, ScopeLocked",
    "DENIED, 403, AuthorizationFailed",
    "THROTTLED, 429, OperationNotAllowed",
    "UNAVAILABLE, 500, InternalServerError"
  })
  void aRefusalIsAProblem(Kind kind, int status, String code) {
    assertThat(kind(ExtensionAnswer.ofPut(error(status, code, "m"), MSI))).isEqualTo(kind);
    assertThat(kind(ExtensionAnswer.ofDelete(error(status, code, "m")))).isEqualTo(kind);
  }

  private static Kind kind(Answer<?> answer) {
    return answer.problem().orElseThrow().kind();
  }

  private static ComputeResource resource(ArmId target) {
    return new ComputeResource(
        target, null, "westeurope", false, "Succeeded", LiveIdentity.NONE, List.of(), false);
  }

  private static ExtensionPlan.Change change(String name) {
    return new ExtensionPlan.Change(true, name, OperatingSystem.Linux, 50342, List.of());
  }
}
