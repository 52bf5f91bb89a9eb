package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AzLineTest {
  private static final Optional<String> WHO = Optional.of(FakeRights.PRINCIPAL);

  @Test
  void oneScopeIsOneCommand() {
    assertThat(AzLine.grant(WHO, "Reader", List.of("/subscriptions/s/resourceGroups/shop")))
        .isEqualTo(
            "az role assignment create --assignee-object-id c1000000-0000-4000-8000-000000000001"
                + " --assignee-principal-type ServicePrincipal --role \"Reader\""
                + " --scope /subscriptions/s/resourceGroups/shop");
  }

  @Test
  void severalScopesAreOneLoop() {
    assertThat(AzLine.grant(WHO, "Reader", List.of("/a", "/b (1)")))
        .startsWith("for scope in /a '/b (1)'; do az role assignment create ")
        .endsWith(" --role \"Reader\" --scope \"$scope\"; done");
  }

  @Test
  void whoIsNotKnownHasToBePutInAndIsNoRedirection() {
    assertThat(AzLine.grant(Optional.empty(), "Reader", List.of("/a")))
        .contains(
            "--assignee-object-id"
                + " \"<object id of the credential's service principal or managed identity>\" ");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          /a/b.c_d-e      | /a/b.c_d-e
          /a/b(1)         | '/a/b(1)'
          /a/grün         | '/a/grün'
          /a/$(reboot)    | '/a/$(reboot)'
          /a/`reboot`     | '/a/`reboot`'
          /a/b&c          | '/a/b&c'
          /a/';reboot;'b  | '/a/'\\'';reboot;'\\''b'
          """)
  void nothingThatAnIdHidesIsRunByAShell(String scope, String quoted) {
    assertThat(AzLine.grant(WHO, "Reader", List.of(scope))).endsWith(" --scope " + quoted);
  }
}
