package dev.managedidentity.azure;

import static dev.managedidentity.azure.Replies.ROLE;
import static dev.managedidentity.azure.Replies.assignment;
import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.http.HttpHeaders;
import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.plan.LiveRole;
import dev.managedidentity.plan.RolePlan.Grant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What exactly is sent about roles, and where to. */
class RoleWireTest {
  private static final String NAME = "33333333-0000-0000-0000-000000000003";
  private static final String ARM = "https://arm.test:8443";
  private static final String SCOPE = "/subscriptions/0a0a/resourceGroups/shop";

  private final Recorder recorder = new Recorder();
  private final Roles roles = new AzureRoles(recorder.arm());

  @Test
  void quotesInANameAreDoubledAndTheFilterIsQuoted() {
    // Given
    answer(list(""));

    // When
    Problem problem = roles.definition("O'Neil & Söhne+#", SCOPE).problem().orElseThrow();

    // Then
    assertThat(recorder.sent().get(0).getUrl())
        .hasToString(
            ARM
                + SCOPE
                + "/providers/Microsoft.Authorization/roleDefinitions?api-version=2022-04-01"
                + "&$filter=roleName%20eq%20%27O%27%27Neil%20%26%20S%C3%B6hne%2B%23%27");
    assertThat(problem.kind()).isEqualTo(Kind.ROLE_NOT_FOUND);
    assertThat(problem.message()).contains("O'Neil & Söhne+#").contains(SCOPE);
  }

  @Test
  void oneOfSeveralRolesOfANameIsNotGuessed() {
    // Given
    String other = ROLE.replace('a', 'b');
    answer(list(definition("Reader", ROLE) + "," + definition("READER", other)));

    // When
    Problem problem = roles.definition("reader", SCOPE).problem().orElseThrow();

    // Then
    assertThat(problem.kind()).isEqualTo(Kind.ROLE_NOT_FOUND);
    assertThat(problem.message()).contains("several");
  }

  @Test
  void aRoleOfAnotherNameIsNotTheOneAskedFor() {
    // Given
    answer(list(definition("Owner", ROLE)));

    // Then
    assertThat(kind(roles.definition("Reader", SCOPE))).isEqualTo(Kind.ROLE_NOT_FOUND);
  }

  @Test
  void allPagesAreReadAndOthersLeftOut() {
    // Given
    String next = ARM + "/next?$skiptoken=a%2Bb";
    answer(list(role("1", "p"), next));
    recorder.then(200, new HttpHeaders(), list(role("2", "P") + "," + role("3", "q")));

    // When
    List<LiveRole> all = roles.assignments("p", SCOPE).value().orElseThrow();

    // Then
    assertThat(all).extracting(LiveRole::id).containsExactly("/x/1", "/x/2");
    assertThat(recorder.sent().get(0).getUrl().toString())
        .contains("&$filter=principalId%20eq%20%27p%27");
    assertThat(recorder.sent().get(1).getUrl()).hasToString(next);
    assertThat(recorder.sent()).hasSize(2);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "https://elsewhere.test:8443/next",
        "http://arm.test:8443/next",
        "https://someone@arm.test:8443/next",
        "/next"
      })
  void noTokenGoesWhereANextLinkPoints(String next) {
    // Given
    answer(list(role("1", "p"), next));

    // When
    Problem problem = roles.assignments("p", SCOPE).problem().orElseThrow();

    // Then
    assertThat(problem.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(problem.message()).contains("next page").contains("not followed");
    assertThat(recorder.sent()).hasSize(1);
  }

  @Test
  void aListWithoutAnEndIsGivenUp() {
    // Given
    answer(list(role("1", "p"), ARM + "/next"));

    // When
    Problem problem = roles.assignments("p", SCOPE).problem().orElseThrow();

    // Then
    assertThat(problem.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(problem.message()).contains("50 pages");
    assertThat(recorder.sent()).hasSize(50);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /subscriptions/0a0a                                            | /subscriptions/0a0a
          /Subscriptions/0A0A/resourceGroups/shop                        | /Subscriptions/0A0A
          /subscriptions/0a0a/resourceGroups/shop/providers/A.B/c/d/e/f  | /subscriptions/0a0a
          /providers/Microsoft.Management/managementGroups/x             | ''
          """)
  void aDefinitionIsNamedInTheSubscriptionOfTheScope(String scope, String subscription) {
    // Given
    Grant grant = new Grant(assignment(scope, NAME), "p", ROLE, "Reader", scope, List.of());
    answer("{}");

    // When
    Answer<LiveRole> answer = roles.grant(grant);

    // Then
    assertThat(kind(answer)).isEqualTo(Kind.UNAVAILABLE);
    assertThat(recorder.sent().get(0).getUrl())
        .hasToString(ARM + assignment(scope, NAME) + "?api-version=2022-04-01");
    assertThat(Recorder.body(recorder.sent().get(0)))
        .isEqualTo(
            "{\"properties\":{\"roleDefinitionId\":\"%s/providers/Microsoft.Authorization/"
                    .formatted(subscription)
                + "roleDefinitions/%s\",\"principalId\":\"p\",".formatted(ROLE)
                + "\"principalType\":\"ServicePrincipal\"}}");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "/",
        "subscriptions/0a0a",
        "//elsewhere.test/subscriptions/0a0a",
        "https://elsewhere.test/subscriptions/0a0a",
        "@elsewhere.test/",
        "/subscriptions/0a0a/",
        "/subscriptions/../0a0a",
        "/subscriptions/./0a0a",
        "/subscriptions/0a0a?x",
        "/subscriptions/0a0a#x",
        "/subscriptions\\0a0a",
        "/subscriptions/0a0a\r\nx: y"
      })
  void nothingIsSentToAScopeThatLeadsElsewhere(String scope) {
    // Given
    String id = assignment(scope, NAME);
    Grant grant = new Grant(id, "p", ROLE, "Reader", scope, List.of());

    // When
    List<Answer<?>> answers =
        List.of(
            roles.definition("Reader", scope),
            roles.assignments("p", scope),
            roles.grant(grant),
            roles.assignment(id),
            roles.revoke(id));

    // Then
    assertThat(answers)
        .allSatisfy(answer -> assertThat(kind(answer)).isEqualTo(Kind.REFUSED))
        .allSatisfy(
            answer -> assertThat(answer.problem().orElseThrow().message()).contains("not the id"));
    assertThat(recorder.sent()).isEmpty();
  }

  /** Whatever a record or a caller says: nothing but a role assignment is made or deleted. */
  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "/subscriptions/0a0a",
        "/subscriptions/0a0a/resourceGroups/shop",
        "/subscriptions/0a0a/resourceGroups/shop/providers/Microsoft.Compute/virtualMachines/web",
        "/subscriptions/0a0a/providers/Microsoft.Authorization/roleAssignments",
        "/subscriptions/0a0a/providers/Microsoft.Authorization/roleAssignments/web",
        "/subscriptions/0a0a/providers/Microsoft.Authorization/roleAssignments/" + NAME + "/x",
        "/subscriptions/0a0a/providers/Microsoft.Authorization/roleDefinitions/" + NAME,
        "/subscriptions/0a0a/providers/Microsoft.AuthorizationX/roleAssignments/" + NAME,
        "/subscriptions/0a0a/roleAssignments/" + NAME
      })
  void nothingIsSentForWhatIsNoRoleAssignment(String id) {
    // Given
    Grant grant = new Grant(id, "p", ROLE, "Reader", "/subscriptions/0a0a", List.of());

    // When
    List<Answer<?>> answers = List.of(roles.grant(grant), roles.assignment(id), roles.revoke(id));

    // Then
    assertThat(answers)
        .allSatisfy(answer -> assertThat(kind(answer)).isEqualTo(Kind.REFUSED))
        .allSatisfy(
            answer ->
                assertThat(answer.problem().orElseThrow().message()).contains(id, "not the id"));
    assertThat(recorder.sent()).isEmpty();
  }

  @Test
  void namesThatAUrlCannotHaveAreQuoted() {
    // Given
    answer(list(""));

    // When
    Answer<List<LiveRole>> answer =
        roles.assignments("p", "/subscriptions/0a0a/resourceGroups/grün (1)%2e");

    // Then
    assertThat(answer.value()).contains(List.of());
    assertThat(recorder.sent().get(0).getUrl().toString())
        .startsWith(ARM + "/subscriptions/0a0a/resourceGroups/gr%C3%BCn%20(1)%252e/providers/");
  }

  private void answer(String body) {
    recorder.answer(200, new HttpHeaders(), body);
  }

  private static String list(String entries) {
    return "{\"value\":[%s]}".formatted(entries);
  }

  private static String list(String entries, String next) {
    return "{\"value\":[%s],\"nextLink\":\"%s\"}".formatted(entries, next);
  }

  private static String definition(String name, String guid) {
    return "{\"id\":\"/x/%s\",\"properties\":{\"roleName\":\"%s\"}}".formatted(guid, name);
  }

  private static String role(String name, String principal) {
    return "{\"id\":\"/x/%s\",\"properties\":{\"principalId\":\"%s\",".formatted(name, principal)
        + "\"scope\":\"/x\",\"roleDefinitionId\":\"/x/%s\"}}".formatted(ROLE);
  }

  private static Kind kind(Answer<?> answer) {
    return answer.problem().orElseThrow().kind();
  }
}
