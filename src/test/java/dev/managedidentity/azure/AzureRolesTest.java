package dev.managedidentity.azure;

import static dev.managedidentity.azure.Replies.ROLE;
import static dev.managedidentity.azure.Replies.assignment;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.emulator.arm.Access;
import dev.managedidentity.emulator.arm.Lock;
import dev.managedidentity.emulator.arm.Role;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.LiveRole;
import dev.managedidentity.plan.RolePlan.Grant;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AzureRolesTest {
  private static final String ONE = "a1000000-0000-4000-8000-000000000001";
  private static final String TWO = "a1000000-0000-4000-8000-000000000002";

  /** Nobody that the directory ever heard of. */
  private static final String PRINCIPAL = "b1000000-0000-4000-8000-000000000001";

  @TempDir private static Path directory;
  private EmulatedAzure azure;
  private Azure client;
  private Roles roles;
  private ArmId web;
  private String group;

  @BeforeEach
  void start() throws Exception {
    azure = new EmulatedAzure(directory);
    client = azure.connect();
    roles = client.roles();
    web = azure.scaleSet("web");
    group = "/subscriptions/" + web.subscriptionId() + "/resourceGroups/" + web.resourceGroup();
  }

  @AfterEach
  void close() {
    azure.close();
  }

  @Test
  void findsARoleByItsNameInAnyCasing() {
    // Given
    azure.emulator().azure().access().define(new Role("Till's keeper", List.of("*/read"), null));

    // Then
    assertThat(roles.definition("reader", group).value()).contains(ROLE);
    assertThat(roles.definition("till's Keeper", group).value()).isPresent();
    assertThat(kind(roles.definition("Keeper", group))).isEqualTo(Kind.ROLE_NOT_FOUND);
    assertThat(kind(roles.definition("Till", group))).isEqualTo(Kind.ROLE_NOT_FOUND);
  }

  @Test
  void grantsARoleToWhomTheDirectoryDoesNotKnowYetAndTakesItAway() {
    // Given
    Grant grant = grant(web.text(), ONE);

    // When
    LiveRole made = roles.grant(grant).value().orElseThrow();

    // Then
    assertThat(made).isEqualTo(new LiveRole(grant.id(), PRINCIPAL, ROLE, web.text()));
    assertThat(roles.assignments(PRINCIPAL, web.text()).value()).contains(List.of(made));
    assertThat(roles.grant(grant).value()).contains(made);

    // Then
    assertThat(roles.revoke(grant.id()).value()).contains(true);
    assertThat(roles.revoke(grant.id()).value()).contains(false);
    assertThat(roles.assignments(PRINCIPAL, web.text()).value()).contains(List.of());
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "/providers/Microsoft.Management/managementGroups/shop",
        "/SUB",
        "/SUB/resourcegroups/shop",
        "/SUB/resourceGroups/shop/providers/Microsoft.Storage/storageAccounts/s/blobServices/default/containers/c"
      })
  void everyScopeHasItsRoles(String shape) {
    // Given
    String scope = shape.replace("/SUB", "/subscriptions/" + web.subscriptionId());

    // When
    LiveRole made = roles.grant(grant(scope, ONE)).value().orElseThrow();

    // Then
    assertThat(made.scope()).isEqualToIgnoringCase(scope);
    assertThat(roles.assignments(PRINCIPAL, scope).value()).contains(List.of(made));
    assertThat(roles.revoke(made.id()).value()).contains(true);
  }

  @Test
  void showsWhatIsHeldFromAboveAScopeToo() {
    // Given
    LiveRole above = roles.grant(grant(group, ONE)).value().orElseThrow();
    LiveRole here = roles.grant(grant(web.text(), TWO)).value().orElseThrow();

    // Then
    assertThat(roles.assignments(PRINCIPAL, web.text()).value().orElseThrow())
        .containsExactlyInAnyOrder(above, here);
  }

  @Test
  void whatADeletedIdentityHeldStays() {
    // Given
    ArmId app = ArmId.of(web.subscriptionId(), "shop", ArmId.USER_ASSIGNED_IDENTITY, "app");
    String principal =
        client
            .identities()
            .create(app, "westeurope", Map.of())
            .value()
            .orElseThrow()
            .identity()
            .principalId();
    Grant grant = new Grant(assignment(group, ONE), principal, ROLE, "Reader", group, List.of());
    roles.grant(grant);

    // When
    client.identities().delete(app);

    // Then
    assertThat(roles.assignments(principal, group).value().orElseThrow())
        .extracting(LiveRole::id)
        .containsExactly(grant.id());
  }

  @Test
  void anEqualGrantUnderAnotherNameIsTold() {
    // Given
    roles.grant(grant(group, ONE));

    // Then
    assertThat(kind(roles.grant(grant(group, TWO)))).isEqualTo(Kind.ALREADY_GRANTED);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "PRINCIPAL_NOT_FOUND, 400, PrincipalNotFound",
    "ROLE_NOT_FOUND, 404, RoleDefinitionDoesNotExist"
  })
  void whomOrWhatAzureDoesNotKnowIsTold(Kind kind, int status, String code) {
    // Given
    azure
        .emulator()
        .faults("[{match: {method: PUT}, status: %d, code: %s}]".formatted(status, code));

    // Then
    assertThat(kind(roles.grant(grant(group, ONE)))).isEqualTo(kind);
  }

  @Test
  void whoMayOnlyReadIsDeniedTheRest() {
    // Given
    Grant grant = grant(group, ONE);
    LiveRole made = roles.grant(grant).value().orElseThrow();
    azure
        .emulator()
        .azure()
        .access()
        .restrict(
            azure.env("AZURE_CLIENT_ID"),
            List.of(new Access.Grant("Reader", "/subscriptions/" + web.subscriptionId())));

    // Then
    assertThat(roles.definition("Reader", group).problem()).isEmpty();
    assertThat(roles.assignments(PRINCIPAL, group).value()).contains(List.of(made));
    assertThat(kind(roles.grant(grant(group, TWO)))).isEqualTo(Kind.DENIED);
    assertThat(kind(roles.revoke(grant.id()))).isEqualTo(Kind.DENIED);
  }

  @Test
  void aLockKeepsAGrant() {
    // Given
    Grant grant = grant(group, ONE);
    roles.grant(grant);
    azure.emulator().azure().access().lock(new Lock("keep", group, "CanNotDelete"));

    // Then
    assertThat(kind(roles.revoke(grant.id()))).isEqualTo(Kind.LOCKED);
  }

  private static Grant grant(String scope, String name) {
    return new Grant(
        assignment(scope, name), PRINCIPAL, ROLE, "Reader", scope, List.of("shop/app"));
  }

  private static Kind kind(Answer<?> answer) {
    return answer.problem().orElseThrow().kind();
  }
}
