package dev.managedidentity.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.http.HttpHeaders;
import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.emulator.arm.Access.Grant;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.IdentityPatch;
import dev.managedidentity.plan.IdentityType;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AzureRightsTest {
  private static final String ARM = "https://arm.test:8443";
  private static final String SCOPE = "/subscriptions/0a0a/resourceGroups/shop";

  @TempDir private static Path directory;

  private final Recorder recorder = new Recorder();
  private final Rights rights = new AzureRights(recorder.arm());

  @Test
  void areThoseOfTheRolesHeldAtAScopeAndAboveIt() throws Exception {
    try (EmulatedAzure azure = new EmulatedAzure(directory)) {
      // Given
      ArmId web = azure.scaleSet("web");
      ArmId app = azure.identity("app");
      String group = web.text().substring(0, web.text().indexOf("/providers"));
      restrict(
          azure, new Grant("Reader", group), new Grant("Managed Identity Operator", app.text()));
      Rights there = azure.connect().rights();

      // When
      Permissions onWeb = there.at(web.text()).value().orElseThrow();
      Permissions onApp = there.at(app.text()).value().orElseThrow();
      Permissions onGroup = there.at(group).value().orElseThrow();

      // Then
      String assign = ArmId.USER_ASSIGNED_IDENTITY + "/assign/action";
      assertThat(onWeb.allow(ArmId.SCALE_SET + "/read")).isTrue();
      assertThat(onWeb.allow(ArmId.SCALE_SET + "/write")).isFalse();
      assertThat(onApp.allow(assign)).isTrue();
      assertThat(onGroup.allow(assign)).isFalse();
    }
  }

  @Test
  void thePrincipalIsTheOneThatRefusalsName() throws Exception {
    try (EmulatedAzure azure = new EmulatedAzure(directory)) {
      // Given
      ArmId web = azure.scaleSet("web");
      restrict(azure);
      Azure client = azure.connect();
      assertThat(client.rights().principal()).as("before any token").isEmpty();

      // When
      IdentityPatch patch = new IdentityPatch(IdentityType.SYSTEM_ASSIGNED, Map.of());
      Problem refused = client.compute().patch(web, patch, null).problem().orElseThrow();

      // Then
      assertThat(refused.kind()).isEqualTo(Kind.DENIED);
      assertThat(refused.refusedPrincipal()).isPresent().isEqualTo(client.rights().principal());
    }
  }

  private static void restrict(EmulatedAzure azure, Grant... grants) {
    azure.emulator().azure().access().restrict(azure.env("AZURE_CLIENT_ID"), List.of(grants));
  }

  @Test
  void allPagesAreRead() {
    // Given
    String next = ARM + SCOPE + "/next?$skiptoken=a%2Bb";
    recorder.answer(
        200,
        new HttpHeaders(),
        "{\"value\":[{\"actions\":[\"a\"]}],\"nextLink\":\"%s\"}".formatted(next));
    recorder.then(200, new HttpHeaders(), "{\"value\":[{\"actions\":[\"b\"]}]}");

    // When
    Permissions permissions = rights.at(SCOPE).value().orElseThrow();

    // Then
    assertThat(permissions.allow("a")).isTrue();
    assertThat(permissions.allow("b")).isTrue();
    assertThat(recorder.sent().get(0).getUrl())
        .hasToString(
            ARM + SCOPE + "/providers/Microsoft.Authorization/permissions?api-version=2022-04-01");
    assertThat(recorder.sent().get(1).getUrl()).hasToString(next);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"https://elsewhere.test:8443/next", "/next"})
  void noTokenGoesWhereANextLinkPoints(String next) {
    // Given
    recorder.answer(200, new HttpHeaders(), "{\"value\":[],\"nextLink\":\"%s\"}".formatted(next));

    // Then
    assertThat(rights.at(SCOPE).problem().orElseThrow().kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(recorder.sent()).hasSize(1);
  }
}
