package dev.managedidentity.azure;

import static dev.managedidentity.azure.Replies.SUBSCRIPTION;
import static dev.managedidentity.azure.Replies.WEB;
import static dev.managedidentity.azure.Replies.identity;
import static dev.managedidentity.azure.Replies.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.LiveIdentity;
import dev.managedidentity.plan.LiveIdentity.Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ComputeAnswerTest {
  private static final String APP = identity("App").text();

  @Test
  void aWholeScaleSetIsRead() {
    // Given
    String identity =
        """
        {"type":"SystemAssigned, UserAssigned","principalId":"p","tenantId":"t",
         "userAssignedIdentities":{"%s":{"principalId":"q","clientId":"c"}}}"""
            .formatted(APP);

    // When
    ComputeResource read = read(body("\"etag\":\"\\\"7\\\"\",\"identity\":" + identity));

    // Then
    assertThat(read.etag()).isEqualTo("\"7\"");
    assertThat(read.flexible()).isFalse();
    assertThat(read.provisioningState()).isEqualTo("Succeeded");
    assertThat(read.identity().systemAssigned()).isTrue();
    assertThat(read.identity().principalId()).isEqualTo("p");
    assertThat(read.identity().tenantId()).isEqualTo("t");
    assertThat(read.identity().userAssigned())
        .containsEntry(identity("app"), new Principal("c", "q"));
    assertThat(read.identity().userAssigned().keySet().iterator().next().text()).isEqualTo(APP);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "\"tags\":{}",
        "\"identity\":null",
        "\"identity\":{\"type\":\"None\"}",
        "\"identity\":{\"type\":\"none\",\"userAssignedIdentities\":{}}",
        "\"identity\":{\"type\":\"None\",\"userAssignedIdentities\":null}"
      })
  void aScaleSetWithoutTheMemberHasNoIdentity(String member) {
    assertThat(read(body(member)).identity()).isEqualTo(LiveIdentity.NONE);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "SystemAssigned, UserAssigned",
        "SystemAssigned,UserAssigned",
        "systemassigned, userassigned"
      })
  void typesAreReadInEverySpelling(String type) {
    // Given
    String body =
        body(
            "\"identity\":{\"type\":\"%s\",\"userAssignedIdentities\":{\"%s\":{}}}"
                .formatted(type, APP));

    // Then
    assertThat(read(body).identity().systemAssigned()).isTrue();
    assertThat(read(body).identity().userAssigned())
        .containsEntry(identity("app"), Principal.UNKNOWN);
  }

  @Test
  void theTagsTellWhetherAksManagesIt() {
    assertThat(
            read(body("\"tags\":{\"team\":\"shop\",\"aks-managed-poolName\":\"gpu\"}"))
                .managedGroup())
        .hasValueSatisfying(group -> assertThat(group.contains(identity("app"))).isTrue());
    assertThat(read(body("\"tags\":{\"team\":\"aks-managed-poolName\"}")).managedGroup()).isEmpty();
    assertThat(read(body("\"tags\":null")).managedGroup()).isEmpty();
  }

  @Test
  void flexibleIsTold() {
    // Given
    String body =
        "{\"id\":\"%s\",\"properties\":{\"orchestrationMode\":\"Flexible\"}}".formatted(WEB);

    // Then
    assertThat(read(body).flexible()).isTrue();
  }

  @Test
  void aMachineIsReadLikeAScaleSetAndMayHaveNoETag() {
    // Given
    ArmId build = ArmId.parse(SUBSCRIPTION + "Microsoft.Compute/virtualMachines/build");
    String identity = "\"identity\":{\"type\":\"SystemAssigned\",\"principalId\":\"p\"}";

    // When
    ComputeResource read =
        ComputeAnswer.read(reply(200, body(identity).replace(WEB.text(), build.text())), build)
            .value()
            .orElseThrow();

    // Then
    assertThat(read.etag()).isNull();
    assertThat(read.flexible()).isFalse();
    assertThat(read.identity().systemAssigned()).isTrue();
    assertThat(read.identity().principalId()).isEqualTo("p");
  }

  @Test
  void theEtagIsTakenFromTheHeaderWhereTheBodyHasNone() {
    // When
    Answer<ComputeResource> answer =
        ComputeAnswer.read(reply(200, "ETag", "\"3\"", body("\"tags\":{}")), WEB);

    // Then
    assertThat(answer.value().orElseThrow().etag()).isEqualTo("\"3\"");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "7",
        "<html>Welcome</html>",
        "{}",
        "{\"id\":5,\"properties\":{}}",
        "{\"id\":\"web\",\"properties\":{}}",
        "{\"value\":[]}",
        "{\"error\":{\"code\":\"Odd\"}}",
        "{\"id\":\"/subscriptions/0a0a/resourceGroups/shop/providers/Microsoft.Compute/x/y\"}"
      })
  void aBodyThatIsNotThisScaleSetIsNoAnswer(String body) {
    // When
    Problem problem = ComputeAnswer.read(reply(200, body), WEB).problem().orElseThrow();

    // Then
    assertThat(problem.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(problem.code()).isEqualTo("SenselessAnswer");
  }

  @Test
  void noBeginningOfABodyIsAnAnswer() {
    // Given
    String whole = body("\"identity\":{\"type\":\"SystemAssigned\"}");

    // Then
    for (int end = 0; end < whole.length(); end++) {
      assertThat(ComputeAnswer.read(reply(200, whole.substring(0, end)), WEB).problem())
          .isPresent();
    }
    assertThat(ComputeAnswer.read(reply(200, whole + "}"), WEB).problem()).isPresent();
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          identity is no object           | "identity":"None"
          identity is no object           | "identity":[]
          identity is no object           | "identity":false
          identity has no type            | "identity":{}
          identity has no type            | "identity":{"type":null}
          type is no text                 | "identity":{"type":{}}
          type is no text                 | "identity":{"type":5}
          'Shared'                        | "identity":{"type":"Shared"}
          ''                              | "identity":{"type":""}
          0 user-assigned                 | "identity":{"type":"UserAssigned"}
          0 user-assigned                 | "identity":{"type":"SystemAssigned, UserAssigned","userAssignedIdentities":{}}
          1 user-assigned                 | "identity":{"type":"SystemAssigned","userAssignedIdentities":{"ID":{}}}
          userAssignedIdentities is no    | "identity":{"type":"UserAssigned","userAssignedIdentities":["ID"]}
          not the id                      | "identity":{"type":"UserAssigned","userAssignedIdentities":{"app":{}}}
          is no object                    | "identity":{"type":"UserAssigned","userAssignedIdentities":{"ID":5}}
          clientId is no text             | "identity":{"type":"UserAssigned","userAssignedIdentities":{"ID":{"clientId":5}}}
          principalId is no text          | "identity":{"type":"SystemAssigned","principalId":[]}
          no JSON object                  | "identity":{"type":"SystemAssigned","type":"None"}
          etag is no text                 | "etag":3
          """)
  void anIdentityThatMakesNoSenseIsNotTakenForNone(String why, String member) {
    // When
    Answer<ComputeResource> answer =
        ComputeAnswer.read(reply(200, body(member.replace("ID", APP))), WEB);

    // Then
    assertThat(answer.problem().orElseThrow().kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(answer.problem().orElseThrow().message()).contains(why);
  }

  private static ComputeResource read(String body) {
    return ComputeAnswer.read(reply(200, body), WEB).value().orElseThrow();
  }

  private static String body(String member) {
    return "{\"id\":\"%s\",%s,\"properties\":{\"provisioningState\":\"Succeeded\"}}"
        .formatted(WEB, member);
  }
}
