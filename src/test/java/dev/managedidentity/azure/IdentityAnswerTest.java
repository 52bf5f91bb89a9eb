package dev.managedidentity.azure;

import static dev.managedidentity.azure.Replies.error;
import static dev.managedidentity.azure.Replies.identity;
import static dev.managedidentity.azure.Replies.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.plan.ArmId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityAnswerTest {
  private static final ArmId APP = identity("app");
  private static final String GROUP = "/subscriptions/0a0a/resourceGroups/shop";
  private static final String WHOLE =
      """
      {"id":"%s","type":"Microsoft.ManagedIdentity/userAssignedIdentities",
       "location":"westeurope","tags":{"team":"shop","empty":null},
       "properties":{"tenantId":"t","principalId":"p","clientId":"c","isolationScope":"None"}}"""
          .formatted(APP.text().replace("/resourceGroups/", "/resourcegroups/"));

  @Test
  void aWholeIdentityIsRead() {
    // When
    UserIdentity read = IdentityAnswer.read(reply(201, WHOLE), APP).value().orElseThrow();

    // Then
    assertThat(read)
        .isEqualTo(
            new UserIdentity(
                APP, "westeurope", Map.of("team", "shop", "empty", ""), "t", "p", "c"));
    assertThat(read.id().text()).contains("/resourcegroups/");
  }

  @ParameterizedTest(name = "{0} for {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ""                     | "p"
          null                   | "p"
          7                      | "p"
          null                   | "c"
          null                   | "t"
          null                   | "westeurope"
          7                      | {"team":"shop","empty":null}
          {"team":5}             | {"team":"shop","empty":null}
          []                     | {"tenantId":"t","principalId":"p","clientId":"c","isolationScope":"None"}
          "Microsoft.Compute/x"  | "Microsoft.ManagedIdentity/userAssignedIdentities"
          """)
  void anIdentityThatMakesNoSenseIsNoAnswer(String told, String instead) {
    // Given
    assertThat(WHOLE).contains(instead);
    Reply reply = reply(200, WHOLE.replace(instead, told));

    // When
    Problem problem = IdentityAnswer.read(reply, APP).problem().orElseThrow();

    // Then
    assertThat(problem.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(problem.code()).isEqualTo("SenselessAnswer");
  }

  @Test
  void anotherIdentityIsNoAnswer() {
    assertThat(IdentityAnswer.read(reply(200, WHOLE), identity("app2")).problem().orElseThrow())
        .extracting(Problem::kind)
        .isEqualTo(Kind.UNAVAILABLE);
  }

  @Test
  void noBeginningOfABodyIsAnAnswer() {
    for (int end = 0; end < WHOLE.length(); end++) {
      assertThat(IdentityAnswer.read(reply(200, WHOLE.substring(0, end)), APP).problem())
          .isPresent();
    }
  }

  @ParameterizedTest(name = "{1} {2}")
  @CsvSource({
    "GROUP_NOT_FOUND, 404, ResourceGroupNotFound",
    "GROUP_NOT_FOUND, 404, SubscriptionNotFound",
    "DENIED, 403, AuthorizationFailed",
    "LOCKED, 409, ScopeLocked",
    "REFUSED, 404, InvalidResourceType",
    "THROTTLED, 429, TooManyRequests",
    "UNAVAILABLE, 500, InternalServerError"
  })
  void refusalsHaveTheirKindsForEveryCall(Kind kind, int status, String code) {
    // Given
    Reply reply = error(status, code, "m");

    // Then
    assertThat(kind(IdentityAnswer.read(reply, APP))).isEqualTo(kind);
    assertThat(kind(IdentityAnswer.ofGroup(reply, GROUP))).isEqualTo(kind);
    assertThat(kind(IdentityAnswer.ofDelete(reply))).isEqualTo(kind);
  }

  @Test
  void anIdentityThatIsNotThereIsNotFoundAndNeedsNoDeletion() {
    // Given
    Reply reply = error(404, "ResourceNotFound", "m");

    // Then
    assertThat(kind(IdentityAnswer.read(reply, APP))).isEqualTo(Kind.NOT_FOUND);
    assertThat(IdentityAnswer.ofDelete(reply).value()).contains(false);
    assertThat(IdentityAnswer.ofDelete(reply(204, "")).value()).contains(false);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({"404, ''", "404, <html>", "200, <html>", "202, ''"})
  void aProxyDeletesNothing(int status, String body) {
    assertThat(kind(IdentityAnswer.ofDelete(reply(status, body)))).isEqualTo(Kind.UNAVAILABLE);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"id\":\"/subscriptions/0a0a/resourceGroups/shop\"}",
        "{\"id\":\"/subscriptions/0a0a/resourceGroups/shop2\",\"location\":\"westeurope\"}",
        "{\"id\":\"/subscriptions/0a0a/resourceGroups/shop\",\"location\":\"\"}"
      })
  void aGroupThatMakesNoSenseIsNoAnswer(String body) {
    assertThat(kind(IdentityAnswer.ofGroup(reply(200, body), GROUP))).isEqualTo(Kind.UNAVAILABLE);
  }

  private static Kind kind(Answer<?> answer) {
    return answer.problem().orElseThrow().kind();
  }
}
