package dev.managedidentity.azure;

import static dev.managedidentity.azure.Replies.ROLE;
import static dev.managedidentity.azure.Replies.assignment;
import static dev.managedidentity.azure.Replies.error;
import static dev.managedidentity.azure.Replies.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.plan.LiveRole;
import dev.managedidentity.plan.RolePlan.Grant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoleAnswerTest {
  private static final String SCOPE = "/subscriptions/0a0a/resourceGroups/shop";
  private static final String ID = assignment(SCOPE, "a1000000-0000-4000-8000-000000000001");
  private static final String WHOLE =
      """
      {"id":"%s","name":"n","properties":{"principalId":"p","scope":"%s","condition":null,
       "roleDefinitionId":"/subscriptions/0a0a/providers/Microsoft.Authorization/roleDefinitions/%s"}}"""
          .formatted(ID, SCOPE, ROLE.toUpperCase(Locale.ROOT));
  private static final LiveRole ROLE_OF_P = new LiveRole(ID, "p", ROLE, SCOPE);
  private static final Grant GRANT = new Grant(ID, "P", ROLE, "Reader", SCOPE, List.of());

  @Test
  void aGrantIsReadFromWhatAzureMadeOfIt() {
    assertThat(RoleAnswer.ofGrant(reply(201, WHOLE), GRANT).value()).contains(ROLE_OF_P);
  }

  @Test
  void aPageIsReadWithWhereTheNextOneIs() {
    // When
    Page<LiveRole> page =
        RoleAnswer.assignments(reply(200, "{\"value\":[%s],\"nextLink\":\"x\"}".formatted(WHOLE)))
            .value()
            .orElseThrow();

    // Then
    assertThat(page.entries()).containsExactly(ROLE_OF_P);
    assertThat(page.next()).contains("x");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"{\"value\":[]}", "{\"value\":[],\"nextLink\":null}"})
  void aListMayBeEmpty(String body) {
    // When
    Page<LiveRole> page = RoleAnswer.assignments(reply(200, body)).value().orElseThrow();

    // Then
    assertThat(page.entries()).isEmpty();
    assertThat(page.next()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "",
        "<html>Welcome</html>",
        "{}",
        "[]",
        "{\"value\":null}",
        "{\"value\":{}}",
        "{\"value\":[7]}",
        "{\"value\":[{}]}",
        "{\"value\":[],\"nextLink\":7}",
        "{\"value\":["
      })
  void aListThatMakesNoSenseIsNotTakenForEmpty(String body) {
    assertThat(kind(RoleAnswer.assignments(reply(200, body)))).isEqualTo(Kind.UNAVAILABLE);
    assertThat(kind(RoleAnswer.definitions(reply(200, body)))).isEqualTo(Kind.UNAVAILABLE);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "\"principalId\":\"q\"",
        "\"principalId\":null",
        "\"principalId\":7",
      })
  void anotherRoleAssignmentIsNotTheOneThatWasSent(String principal) {
    // Given
    String other = WHOLE.replace("\"principalId\":\"p\"", principal);

    // Then
    assertThat(kind(RoleAnswer.ofGrant(reply(200, other), GRANT))).isEqualTo(Kind.UNAVAILABLE);
  }

  @Test
  void anotherRoleOrNameIsNotTheOneThatWasSent() {
    // Given
    Reply role = reply(200, WHOLE.replace("ACDD72A7", "BCDD72A7"));
    Reply name = reply(200, WHOLE.replace("0001\"", "0002\""));
    Reply none = reply(200, WHOLE.replace("ACDD72A7", ""));

    // Then
    assertThat(kind(RoleAnswer.ofGrant(role, GRANT))).isEqualTo(Kind.UNAVAILABLE);
    assertThat(kind(RoleAnswer.ofGrant(name, GRANT))).isEqualTo(Kind.UNAVAILABLE);
    assertThat(kind(RoleAnswer.ofGrant(none, GRANT))).isEqualTo(Kind.UNAVAILABLE);
  }

  @Test
  void noBeginningOfABodyIsAnAnswer() {
    for (int end = 0; end < WHOLE.length(); end++) {
      Reply reply = reply(200, WHOLE.substring(0, end));
      assertThat(RoleAnswer.ofGrant(reply, GRANT).problem()).isPresent();
      assertThat(RoleAnswer.ofRevoke(reply, ID).problem()).isPresent();
    }
  }

  @ParameterizedTest(name = "{1} {2}")
  @CsvSource({
    "PRINCIPAL_NOT_FOUND, 400, PrincipalNotFound",
    "ROLE_NOT_FOUND, 400, RoleDefinitionDoesNotExist",
    "ROLE_NOT_FOUND, 404, RoleDefinitionDoesNotExist",
    "ALREADY_GRANTED, 409, RoleAssignmentExists",
    "REFUSED, 400, RoleAssignmentUpdateNotPermitted",
    "NOT_FOUND, 404, ResourceGroupNotFound",
    "DENIED, 403, AuthorizationFailed",
    "LOCKED, 409, ScopeLocked",
    "THROTTLED, 429, TooManyRequests"
  })
  void aRefusedGrantHasItsKind(Kind kind, int status, String code) {
    assertThat(kind(RoleAnswer.ofGrant(error(status, code, "m"), GRANT))).isEqualTo(kind);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({"404, RoleAssignmentNotFound", "404, ResourceNotFound", "404, ResourceGroupNotFound"})
  void whatIsGoneWithItsScopeNeedsNotBeTakenAway(int status, String code) {
    assertThat(RoleAnswer.ofRevoke(error(status, code, "m"), ID).value()).contains(false);
  }

  @Test
  void whatWasTakenAwayIsNamed() {
    assertThat(RoleAnswer.ofRevoke(reply(200, WHOLE), ID).value()).contains(true);
    assertThat(RoleAnswer.ofRevoke(reply(204, ""), ID).value()).contains(false);
    assertThat(kind(RoleAnswer.ofRevoke(reply(200, WHOLE), ID + "2"))).isEqualTo(Kind.UNAVAILABLE);
  }

  @ParameterizedTest(name = "{1} {2}")
  @CsvSource({
    "UNAVAILABLE, 404, <html>",
    "UNAVAILABLE, 200, ''",
    "NOT_FOUND, 404, '{\"error\":{\"code\":\"SubscriptionNotFound\"}}'",
    "LOCKED, 409, '{\"error\":{\"code\":\"ScopeLocked\"}}'"
  })
  void whatMayStillBeThereIsNotTakenForGone(Kind kind, int status, String body) {
    assertThat(kind(RoleAnswer.ofRevoke(reply(status, body), ID))).isEqualTo(kind);
  }

  private static Kind kind(Answer<?> answer) {
    return answer.problem().orElseThrow().kind();
  }
}
