package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.DeletionPolicy;
import dev.managedidentity.api.IdentityDeletionPolicy;
import dev.managedidentity.api.IdentityState;
import dev.managedidentity.api.LegacyExtension;
import dev.managedidentity.api.Mode;
import dev.managedidentity.api.Reason;
import dev.managedidentity.api.SystemAssigned;
import dev.managedidentity.api.WriteTo;
import dev.managedidentity.plan.LiveIdentity;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a namespace may do in Azure is what AzureAccess objects allow it. */
class AccessTest {
  private static final Duration A_WHILE = Duration.ofMinutes(20);
  private static final String TARGETS = "targets: [\"/subscriptions/s/resourceGroups/shop/**\"]";
  private static final String IDENTITIES =
      "identities: [\"/subscriptions/s/resourceGroups/identities/**/app*\"]";
  private static final String ADDITIVE = "modes: [Observe, Additive]";

  private final LoopHarness loop = new LoopHarness(LoopHarness.WEB);

  private void allow(String... fields) {
    loop.access.allow("{" + String.join(", ", fields) + "}");
  }

  private static Consumer<dev.managedidentity.api.IdentitySpec> mode(Mode mode) {
    return spec -> spec.mode = mode;
  }

  @Test
  void whatIsAllowedIsDone() {
    // Given
    loop.access.isRequired = true;
    allow(ADDITIVE, TARGETS, IDENTITIES);
    loop.declare("web", LoopHarness.assigned("app", "app-2"));

    // When
    loop.run(A_WHILE);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.azure.live.userAssigned()).hasSize(2);
  }

  @Test
  void withoutAnAzureAccessANamespaceMayDoNothingWhereOneIsRequired() {
    // Given
    loop.access.isRequired = true;
    loop.declare("web", LoopHarness.assigned("app"));

    // When
    loop.run(A_WHILE);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("False PermissionDenied");
    assertThat(loop.cluster.message("web"))
        .contains("no AzureAccess selects namespace shop")
        .contains("kind: AzureAccess")
        .contains("namespaceSelector: {names: [shop]}")
        .contains(LoopHarness.identity("app").text());
    assertThat(loop.azure.sent).isEmpty();
    assertThat(loop.azure.reads).as("nothing of the target is shown, either").isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          modes: [Observe], targets: ["**"], identities: ["**"]   | lists Additive in allowed.modes
          targets: ["**"], identities: ["**"]                     | lists Additive in allowed.modes
          modes: [Additive], identities: ["**"]                   | in allowed.targets
          modes: [Additive], targets: ["**/other"], identities: ["**"] | in allowed.targets
          """)
  void whatIsLeftOutIsNotAllowedAndTheMissingRuleIsNamed(String allowed, String missing) {
    // Given
    allow(allowed);
    loop.declare("web", LoopHarness.assigned("app"));

    // When
    loop.run(A_WHILE);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("False PermissionDenied");
    assertThat(loop.cluster.message("web")).contains(missing);
    assertThat(loop.azure.sent).isEmpty();
    assertThat(loop.azure.reads).isZero();
  }

  @Test
  void theSuggestedAzureAccessAllowsAllOfTheDeclaration() {
    // Given
    loop.access.isRequired = true;
    loop.azure.live = LoopHarness.live("foreign");
    loop.declare(
        "web",
        LoopHarness.assigned("app")
            .andThen(LoopHarness.absent("foreign"))
            .andThen(
                spec -> {
                  spec.systemAssigned = SystemAssigned.Enabled;
                  spec.roleAssignments.add(LoopHarness.role("Reader", "/subscriptions/s"));
                }));
    loop.run(A_WHILE);
    String message = loop.cluster.message("web");

    // When
    loop.access.apply(message.substring(message.indexOf("apiVersion:")));
    loop.run(A_WHILE);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
  }

  @Test
  void anIdentityThatIsNotAllowedHoldsUpNoOther() {
    // Given
    allow(ADDITIVE, TARGETS, IDENTITIES);
    loop.declare("web", LoopHarness.assigned("admin", "app"));

    // When
    loop.run(A_WHILE);

    // Then
    assertThat(loop.cluster.rows("web"))
        .containsExactly("admin Unauthorized", "app Assigned owned");
    assertThat(loop.cluster.ready("web")).isEqualTo("False PermissionDenied");
    assertThat(loop.cluster.message("web"))
        .contains("lists " + LoopHarness.identity("admin").text() + " in allowed.identities");
    assertThat(loop.azure.live.userAssigned()).containsOnlyKeys(LoopHarness.identity("app"));
  }

  @Test
  void rulesOfSeveralAddUpEachByItself() {
    // Given: together they name both, but no single one allows admin on this target
    allow(ADDITIVE, TARGETS, IDENTITIES);
    allow(ADDITIVE, "targets: [\"**/elsewhere\"]", "identities: [\"**/admin\"]");
    allow(ADDITIVE, TARGETS, "identities: [\"**/pull\"]");
    loop.declare("web", LoopHarness.assigned("admin", "app", "pull"));

    // When
    loop.run(A_WHILE);

    // Then
    assertThat(loop.cluster.rows("web"))
        .containsExactly("admin Unauthorized", "app Assigned owned", "pull Assigned owned");
  }

  @Test
  void anotherCredentialThanTheAllowedOneIsRefused() {
    // Given
    allow(ADDITIVE, TARGETS, IDENTITIES);
    loop.declare(
        "web",
        LoopHarness.assigned("app")
            .andThen(
                spec -> {
                  spec.credential = new dev.managedidentity.api.CredentialReference();
                  spec.credential.secretName = "team";
                }));

    // When
    loop.run(A_WHILE);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("False PermissionDenied");
    assertThat(loop.cluster.message("web")).contains("the credential of a Secret in the namespace");
    assertThat(loop.azure.sent).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void removingWhatTheOperatorDidNotAssignTakesAuthoritative(boolean isAllowed) {
    // Given
    allow(isAllowed ? "modes: [Additive, Authoritative]" : ADDITIVE, TARGETS, IDENTITIES);
    loop.azure.live = LoopHarness.live("app-foreign");
    loop.declare("web", LoopHarness.absent("app-foreign"));

    // When
    loop.run(A_WHILE);

    // Then
    assertThat(loop.azure.live.userAssigned()).hasSize(isAllowed ? 0 : 1);
    assertThat(loop.cluster.ready("web"))
        .isEqualTo(isAllowed ? "True Converged" : "False PermissionDenied");
  }

  @Test
  void authoritativeRemovesOnlyIdentitiesThatAreAllowed() {
    // Given
    allow("modes: [Authoritative]", TARGETS, IDENTITIES);
    loop.azure.live = LoopHarness.live("app-foreign", "security");
    loop.declare("web", LoopHarness.assigned("app").andThen(mode(Mode.Authoritative)));

    // When
    loop.run(A_WHILE);

    // Then
    assertThat(loop.azure.live.userAssigned())
        .containsOnlyKeys(LoopHarness.identity("app"), LoopHarness.identity("security"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void disablingASystemAssignedIdentityThatIsNotOwnedTakesAuthoritative(boolean isAllowed) {
    // Given
    allow(isAllowed ? "modes: [Additive, Authoritative]" : ADDITIVE, TARGETS);
    loop.azure.live = new LiveIdentity(true, "principal", "tenant", Map.of());
    loop.declare("web", spec -> spec.systemAssigned = SystemAssigned.Disabled);

    // When
    loop.run(A_WHILE);

    // Then
    assertThat(loop.azure.live.systemAssigned()).isEqualTo(!isAllowed);
    assertThat(loop.cluster.has("web", Reason.PermissionDenied)).isEqualTo(!isAllowed);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void removingAnExtensionThatIsNotOwnedTakesAuthoritative(boolean isAllowed) {
    // Given
    allow(isAllowed ? "modes: [Additive, Authoritative]" : ADDITIVE, TARGETS);
    loop.azure.extensions.add(
        new dev.managedidentity.plan.LiveExtension(
            "ManagedIdentityExtensionForLinux",
            LegacyExtension.OperatingSystem.Linux,
            50342,
            dev.managedidentity.plan.LiveExtension.Setup.DONE));
    loop.declare(
        "web",
        spec -> {
          spec.legacyExtension = new LegacyExtension();
          spec.legacyExtension.state = LegacyExtension.Presence.Absent;
        });

    // When
    loop.run(A_WHILE);

    // Then
    assertThat(loop.azure.extensionCalls.isEmpty()).isEqualTo(!isAllowed);
    assertThat(loop.cluster.has("web", Reason.PermissionDenied)).isEqualTo(!isAllowed);
  }

  @Test
  void aDeclarationThatMayNotDoWhatItSaysDoesNotStandInTheWayOfOthers() {
    // Given: the older one says the opposite, and has no permission for it
    loop.access.isRequired = true;
    loop.cluster.declareIn("evil", "first", loop.target(), LoopHarness.absent("app"));
    loop.access.allow("{%s, %s, %s}".formatted(ADDITIVE, TARGETS, IDENTITIES));
    loop.declare("web", LoopHarness.assigned("app"));

    // When
    loop.run(A_WHILE);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("True Converged");
    assertThat(loop.cluster.ready("first")).isEqualTo("False PermissionDenied");
    assertThat(loop.cluster.status("first").type).as("of the target nothing is shown").isNull();
  }

  @Test
  void withdrawingAnAzureAccessTakesNothingAwayAndRestoresNothing() {
    // Given
    loop.access.isRequired = true;
    allow(ADDITIVE, TARGETS, IDENTITIES);
    loop.declare("web", LoopHarness.assigned("app"));
    loop.run(A_WHILE);

    // When
    loop.access.clear();
    loop.run(A_WHILE);

    // Then
    assertThat(loop.azure.live.userAssigned()).hasSize(1);
    assertThat(loop.cluster.rows("web")).containsExactly("app Assigned owned");
    assertThat(loop.cluster.ready("web")).isEqualTo("False PermissionDenied");

    // When it is deleted without the permission to remove what was assigned
    loop.cluster.delete("web");
    loop.run(A_WHILE);

    // Then
    assertThat(loop.azure.live.userAssigned()).hasSize(1);
    assertThat(loop.cluster.isThere("web")).isTrue();
    assertThat(loop.cluster.message("web")).contains("set spec.deletionPolicy to Retain");

    // When
    loop.cluster.edit("web", spec -> spec.deletionPolicy = DeletionPolicy.Retain);
    loop.run(A_WHILE);

    // Then
    assertThat(loop.cluster.isThere("web")).isFalse();
    assertThat(loop.azure.live.userAssigned()).hasSize(1);
  }

  @Test
  void aRefusedDeclarationThatOwnsNothingGoesAtOnce() {
    // Given
    loop.access.isRequired = true;
    loop.declare("web", LoopHarness.assigned("app"));
    loop.run(A_WHILE);

    // When
    loop.cluster.delete("web");
    loop.run(A_WHILE);

    // Then
    assertThat(loop.cluster.isThere("web")).isFalse();
  }

  @Test
  void aNarrowedAzureAccessKeepsAnOwnedIdentityFromBeingRemoved() {
    // Given
    allow(ADDITIVE, TARGETS, IDENTITIES);
    loop.declare("web", LoopHarness.assigned("app"));
    loop.run(A_WHILE);

    // When
    loop.access.clear();
    allow(ADDITIVE, TARGETS);
    loop.cluster.delete("web");
    loop.run(A_WHILE);

    // Then
    assertThat(loop.azure.live.userAssigned()).hasSize(1);
    assertThat(loop.cluster.isThere("web")).isTrue();
    assertThat(loop.cluster.ready("web")).isEqualTo("False PermissionDenied");
    assertThat(loop.cluster.message("web"))
        .contains("in allowed.identities")
        .contains("set spec.deletionPolicy to Retain");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Reader | /subscriptions/s/resourceGroups/shop   | true
          Reader | /SUBSCRIPTIONS/s/resourceGroups/shop   | true
          Writer | /subscriptions/s/resourceGroups/shop   | false
          Reader | /subscriptions/s/resourceGroups/shop-2 | false
          Reader | /subscriptions/s                       | false
          """)
  void rolesAreGrantedWhereTheyAreAllowed(String role, String scope, boolean isAllowed) {
    // Given
    allow(
        ADDITIVE,
        TARGETS,
        "roleAssignments: [{role: Reader, scope: /subscriptions/s/resourceGroups/shop}]");
    loop.declare(
        "web",
        spec -> {
          spec.systemAssigned = SystemAssigned.Enabled;
          spec.roleAssignments.add(LoopHarness.role(role, scope));
        });

    // When
    loop.run(A_WHILE);

    // Then
    assertThat(loop.roles.there).hasSize(isAllowed ? 1 : 0);
    assertThat(loop.cluster.ready("web"))
        .isEqualTo(isAllowed ? "True Converged" : "False PermissionDenied");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Owner",
        "owner",
        " User Access Administrator",
        "Role Based Access Control Administrator",
        "/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
        "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/18D7D88D-D35E-4FB5-A5C3-7773C20A72D9",
        "f58310d9-a9f6-439a-9e8d-f62e7b41a168"
      })
  void rolesThatGrantRolesAreGrantedOnlyByAnAzureAccess(String role) {
    // Given
    loop.roles.define(role, "8e3af657-a8ff-443c-a75c-2fe8c4bcb635");
    loop.declare(
        "web",
        spec -> {
          spec.systemAssigned = SystemAssigned.Enabled;
          spec.roleAssignments.add(LoopHarness.role(role, "/subscriptions/s"));
        });

    // When
    loop.run(A_WHILE);

    // Then
    assertThat(loop.roles.there).isEmpty();
    assertThat(loop.cluster.ready("web")).isEqualTo("False PermissionDenied");
    assertThat(loop.cluster.message("web")).contains("allowed.roleAssignments");

    // When
    allow(
        ADDITIVE,
        TARGETS,
        "roleAssignments: [{role: \"%s\", scope: /subscriptions/s}]".formatted(role));
    loop.run(A_WHILE);

    // Then
    assertThat(loop.roles.there).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void identitiesAreManagedWhereThatIsAllowed(boolean isAllowed) {
    // Given
    loop.access.isRequired = true;
    allow(
        isAllowed
            ? "manageIdentities: [\"/subscriptions/s/resourceGroups/identities/**\"]"
            : IDENTITIES);
    loop.cluster.declareIdentity("app", spec -> {});

    // When
    loop.run(A_WHILE);

    // Then
    assertThat(loop.identities.get(LoopHarness.identity("app")) != null).isEqualTo(isAllowed);
    assertThat(loop.cluster.identityReady("app"))
        .isEqualTo(isAllowed ? "True Converged" : "False PermissionDenied");
  }

  @Test
  void anotherTeamsIdentityIsNeitherReadNorTaggedNorDeleted() {
    // Given
    loop.access.isRequired = true;
    loop.identities.put(LoopHarness.identity("admin"), "westeurope", Map.of());
    loop.cluster.declareIdentity(
        "admin",
        spec -> {
          spec.tags = Map.of("owner", "me");
          spec.deletionPolicy = IdentityDeletionPolicy.Delete;
        });

    // When
    loop.run(A_WHILE);
    loop.cluster.deleteIdentity("admin");
    loop.run(A_WHILE);

    // Then
    assertThat(loop.identities.calls).isEmpty();
    assertThat(loop.identities.get(LoopHarness.identity("admin"))).isNotNull();
    assertThat(loop.cluster.isIdentityThere("admin")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"true, false", "false, true"})
  void configMapsAreWrittenWhereThatIsAllowed(boolean isAllowed, boolean isRefused) {
    // Given
    allow(
        "manageIdentities: [\"**\"]",
        isAllowed ? "configMaps: [\"*-ids\"]" : "configMaps: [other]");
    loop.cluster.declareIdentity(
        "app",
        spec -> {
          spec.writeTo = new WriteTo();
          spec.writeTo.configMap = "app-ids";
        });

    // When
    loop.run(A_WHILE);

    // Then
    assertThat(loop.cluster.configMaps.containsKey("app-ids")).isEqualTo(isAllowed);
    assertThat(loop.cluster.identityReady("app"))
        .isEqualTo(isRefused ? "False PermissionDenied" : "True Converged");
  }

  @Test
  void withoutAnyAzureAccessConfigMapsAreWrittenWhereTheSettingAllowsIt() {
    // Given
    loop.access.allowsConfigMaps = false;
    loop.cluster.declareIdentity(
        "app",
        spec -> {
          spec.writeTo = new WriteTo();
          spec.writeTo.configMap = "app-ids";
        });

    // When
    loop.run(A_WHILE);

    // Then
    assertThat(loop.cluster.configMaps).isEmpty();
    assertThat(loop.cluster.identityReady("app")).isEqualTo("False PermissionDenied");
  }

  @Test
  void observingTakesThePermissionToObserve() {
    // Given
    allow("modes: [Additive]", TARGETS, IDENTITIES);
    loop.declare("web", LoopHarness.assigned("app").andThen(mode(Mode.Observe)));

    // When
    loop.run(A_WHILE);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("False PermissionDenied");
    assertThat(loop.azure.reads).isZero();
    assertThat(loop.cluster.status("web").identities)
        .noneMatch(row -> row.state == IdentityState.Foreign);
  }

  @Test
  void aFleetAtRestNoticesThatItsAzureAccessWasWithdrawn() {
    // Given
    loop.access.isRequired = true;
    allow(ADDITIVE, TARGETS, IDENTITIES);
    loop.declare("web", LoopHarness.assigned("app"));
    loop.run(A_WHILE);
    loop.look();

    // When
    loop.access.clear();
    loop.look();

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("False PermissionDenied");
  }
}
