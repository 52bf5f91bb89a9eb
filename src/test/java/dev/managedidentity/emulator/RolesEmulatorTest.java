package dev.managedidentity.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.emulator.ArmTestClient.Reply;
import dev.managedidentity.emulator.arm.Access;
import dev.managedidentity.emulator.arm.Caller;
import dev.managedidentity.emulator.arm.Role;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Role definitions and assignments. */
class RolesEmulatorTest extends EmulatorFixture {
  private static final String AUTHORIZATION = "/providers/Microsoft.Authorization/";
  private static final String READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7";
  private static final String OPERATOR = "f1a07417-d97a-45cb-824c-7a7467783830";
  private static final String ONE = "a1000000-0000-4000-8000-000000000001";
  private static final String TWO = "a1000000-0000-4000-8000-000000000002";

  private String subscription;
  private String group;

  @BeforeEach
  void scopes() {
    group = web.substring(0, web.indexOf("/providers/"));
    subscription = group.substring(0, group.indexOf("/resourceGroups/"));
  }

  @Test
  void findsADefinitionByItsNameInAnyCasing() {
    // When
    Reply list =
        client.get(
            group
                + AUTHORIZATION
                + "roleDefinitions?api-version=2022-04-01&$filter=roleName%20eq%20'reader'");

    // Then
    assertThat(list.body().path("value")).hasSize(1);
    assertThat(list.body().at("/value/0/name").asText()).isEqualTo(READER);
    assertThat(list.body().at("/value/0/id").asText())
        .isEqualTo(subscription + AUTHORIZATION + "roleDefinitions/" + READER);
  }

  @Test
  void findsANameWithAQuoteWhereTheFilterDoublesIt() {
    // Given
    emulator.azure().access().define(new Role("Till's keeper", List.of("*/read"), null));
    String filter = "roleDefinitions?api-version=2022-04-01&$filter=roleName%20eq%20'Till''s";

    // When
    Reply whole = client.get(group + AUTHORIZATION + filter + "%20keeper'");
    Reply part = client.get(group + AUTHORIZATION + filter + "'");

    // Then
    assertThat(whole.body().path("value")).hasSize(1);
    assertThat(whole.body().at("/value/0/properties/roleName").asText()).isEqualTo("Till's keeper");
    assertThat(part.body().path("value")).isEmpty();
  }

  @Test
  void leavesWhatADeletedIdentityHeld() {
    // Given
    String fresh = app.replace("/app", "/fresh");
    String principal = newPrincipal();
    assign(group, ONE, principal, READER, ",\"principalType\":\"ServicePrincipal\"");

    // When
    client.delete(fresh);

    // Then
    assertThat(list(group, "%24filter=principalId%20eq%20'" + principal + "'").body().path("value"))
        .hasSize(1);
  }

  @Test
  void doesNotKnowANewPrincipalForAWhile() {
    // Given
    String principal = newPrincipal();

    // When
    Reply early = assign(group, ONE, principal, READER, "");
    clock.advance(Duration.ofSeconds(30));
    Reply late = assign(group, ONE, principal, READER, "");

    // Then
    assertThat(early.status()).isEqualTo(400);
    assertThat(early.error()).isEqualTo("PrincipalNotFound");
    assertThat(early.message())
        .startsWith(
            "Principal " + principal.replace("-", "") + " does not exist in the directory ");
    assertThat(late.status()).isEqualTo(201);
    assertThat(late.body().at("/properties/scope").asText()).isEqualTo(group);
  }

  @Test
  void takesTheWordOfWhoeverSaysWhatThePrincipalIs() {
    // When
    Reply reply =
        assign(web, ONE, newPrincipal(), READER, ",\"principalType\":\"ServicePrincipal\"");

    // Then
    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.body().path("id").asText())
        .isEqualTo(web + AUTHORIZATION + "roleAssignments/" + ONE);
  }

  @Test
  void refusesTheSameGrantTwiceAndAnotherUnderTheSameName() {
    // Given
    String principal = newPrincipal();
    clock.advance(Duration.ofSeconds(30));
    assign(group, ONE, principal, READER, "");

    // When
    Reply again = assign(group, ONE, principal, READER, "");
    Reply equal = assign(group, TWO, principal, READER, "");
    Reply other = assign(group, ONE, principal, OPERATOR, "");

    // Then
    assertThat(again.status()).isEqualTo(200);
    assertThat(equal.status()).isEqualTo(409);
    assertThat(equal.error()).isEqualTo("RoleAssignmentExists");
    assertThat(other.status()).isEqualTo(400);
    assertThat(other.error()).isEqualTo("RoleAssignmentUpdateNotPermitted");
  }

  @Test
  void listsWhatAPrincipalHolds() {
    // Given
    String principal = newPrincipal();
    clock.advance(Duration.ofSeconds(30));
    assign(group, ONE, principal, READER, "");
    assign(web, TWO, principal, OPERATOR, "");
    String of = "%24filter=principalId%20eq%20'" + principal + "'";

    // When
    Reply everywhere = list(subscription, of);
    Reply here = list(group, "%24filter=atScope()");
    Reply nobody = list(subscription, "%24filter=principalId%20eq%20'nobody'");

    // Then
    assertThat(everywhere.body().path("value")).hasSize(2);
    assertThat(here.body().path("value")).hasSize(1);
    assertThat(nobody.body().path("value")).isEmpty();
  }

  @Test
  void deletesOnceAndSaysWhatItWas() {
    // Given
    assign(web, ONE, newPrincipal(), READER, ",\"principalType\":\"ServicePrincipal\"");
    String id = web + AUTHORIZATION + "roleAssignments/" + ONE;

    // When
    Reply deleted = client.delete(id);

    // Then
    assertThat(deleted.status()).isEqualTo(200);
    assertThat(deleted.body().path("name").asText()).isEqualTo(ONE);
    assertThat(client.get(id).error()).isEqualTo("RoleAssignmentNotFound");
    assertThat(client.delete(id).status()).isEqualTo(204);
  }

  @Test
  void givesAClientTheRightsThatItIsAssigned() {
    // Given
    emulator.azure().access().restrict("team", List.of(new Access.Grant("Reader", group)));
    ArmTestClient team = client.as("team");
    String change = "{\"tags\":{\"a\":\"b\"}}";
    String contributor = "9980e02c-c2be-4d73-94e8-173b1dc7cf3c";
    int before = team.patch(web, change).status();

    // When
    assign(web, ONE, Caller.of("team").objectId(), contributor, "");
    int during = team.patch(web, change).status();
    client.delete(web + AUTHORIZATION + "roleAssignments/" + ONE);
    int after = team.patch(web, change).status();

    // Then
    assertThat(List.of(before, during, after)).containsExactly(403, 200, 403);
  }

  /** Of an identity made just now. */
  private String newPrincipal() {
    Reply made = client.put(app.replace("/app", "/fresh"), "{\"location\":\"westeurope\"}");
    return made.body().path("properties").path("principalId").asText();
  }

  private Reply assign(String scope, String name, String principal, String role, String more) {
    return client.put(
        scope + AUTHORIZATION + "roleAssignments/" + name + "?api-version=2022-04-01",
        "{\"properties\":{\"roleDefinitionId\":\""
            + AUTHORIZATION
            + "roleDefinitions/"
            + role
            + "\",\"principalId\":\""
            + principal
            + "\""
            + more
            + "}}");
  }

  private Reply list(String scope, String query) {
    return client.get(scope + AUTHORIZATION + "roleAssignments?api-version=2022-04-01&" + query);
  }
}
