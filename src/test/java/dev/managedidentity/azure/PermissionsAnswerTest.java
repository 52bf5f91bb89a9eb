package dev.managedidentity.azure;

import static dev.managedidentity.azure.Replies.error;
import static dev.managedidentity.azure.Replies.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.azure.Permissions.Role;
import dev.managedidentity.azure.Problem.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PermissionsAnswerTest {

  @Test
  void everyRoleIsReadWithWhatItExcepts() {
    // Given
    Reply reply =
        reply(
            200,
            """
            {"value":[
              {"actions":["*"],"notActions":["a/*"],"dataActions":[],"notDataActions":[]},
              {"actions":[],"notActions":null},
              {"actions":["b/read"]}],
             "nextLink":"x"}""");

    // When
    Page<Role> page = PermissionsAnswer.read(reply).value().orElseThrow();

    // Then
    assertThat(page.entries())
        .containsExactly(
            new Role(List.of("*"), List.of("a/*")),
            new Role(List.of(), List.of()),
            new Role(List.of("b/read"), List.of()));
    assertThat(page.next()).contains("x");
  }

  @Test
  void whoHoldsNoRoleMayNothing() {
    // When
    Page<Role> page = PermissionsAnswer.read(reply(200, "{\"value\":[]}")).value().orElseThrow();

    // Then
    assertThat(page.entries()).isEmpty();
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
        "{\"value\":[null]}",
        "{\"value\":[{}]}",
        "{\"value\":[{\"actions\":null}]}",
        "{\"value\":[{\"actions\":\"*\"}]}",
        "{\"value\":[{\"actions\":[7]}]}",
        "{\"value\":[{\"actions\":[null]}]}",
        "{\"value\":[{\"actions\":[\"*\"],\"notActions\":\"a\"}]}",
        "{\"value\":[{\"actions\":[\"*\"],\"notActions\":[{}]}]}",
        "{\"value\":[],\"nextLink\":7}",
        "{\"value\":["
      })
  void anAnswerThatMakesNoSenseIsNotTakenForALackOfRights(String body) {
    assertThat(kind(reply(200, body))).isEqualTo(Kind.UNAVAILABLE);
  }

  @Test
  void aRefusalIsAProblem() {
    assertThat(kind(error(403, "AuthorizationFailed", "m"))).isEqualTo(Kind.DENIED);
  }

  private static Kind kind(Reply reply) {
    return PermissionsAnswer.read(reply).problem().orElseThrow().kind();
  }
}
