package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.assigned;
import static dev.managedidentity.operator.LoopHarness.identity;
import static dev.managedidentity.operator.LoopHarness.named;
import static dev.managedidentity.operator.LoopHarness.role;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.Ensure;
import dev.managedidentity.api.IdentityDeletionPolicy;
import dev.managedidentity.api.Mode;
import dev.managedidentity.api.UserAssignedIdentitySpec;
import dev.managedidentity.azure.Problem.Kind;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What becomes of an identity when one of its objects is deleted, and what others say of it. */
class UserIdentityRemovalTest {
  private static final Consumer<UserAssignedIdentitySpec> DELETES =
      spec -> spec.deletionPolicy = IdentityDeletionPolicy.Delete;

  private final LoopHarness loop = new LoopHarness(LoopHarness.WEB);

  private static Consumer<UserAssignedIdentitySpec> reader(String scope) {
    return spec -> spec.roleAssignments.add(role("Reader", scope));
  }

  @Test
  void retainTouchesNothing() {
    // Given
    loop.cluster.declareIdentity("app", reader("/scope"));
    loop.lookAtWhenDue("app", 1);
    loop.identities.calls.clear();
    loop.roles.calls.clear();

    // When
    loop.cluster.deleteIdentity("app");
    loop.lookAt("app");

    // Then
    assertThat(loop.cluster.isIdentityThere("app")).isFalse();
    assertThat(loop.identities.calls).isEmpty();
    assertThat(loop.roles.calls).isEmpty();
  }

  @Test
  void whileTheOperatorIsUninstalledEverythingStaysAndAnEventSaysSo() {
    // Given
    loop.cluster.declareIdentity("app", DELETES.andThen(reader("/scope")));
    loop.lookAtWhenDue("app", 3);
    loop.uninstall.answer = new Uninstall.Yes("CustomResourceDefinition x is being deleted");
    loop.identities.calls.clear();
    loop.roles.calls.clear();

    // When
    loop.cluster.deleteIdentity("app");
    loop.lookAt("app");

    // Then
    assertThat(loop.cluster.isIdentityThere("app")).isFalse();
    assertThat(loop.cluster.events).contains("app Warning DeletionRetained");
    assertThat(loop.identities.get(identity("app"))).isNotNull();
    assertThat(loop.identities.calls).isEmpty();
    assertThat(loop.roles.calls).isEmpty();
  }

  @Test
  void aSuspendedObjectGoesAndEverythingStays() {
    // Given
    loop.cluster.declareIdentity("app", DELETES);
    loop.lookAtWhenDue("app", 1);

    // When
    loop.cluster.editIdentity("app", spec -> spec.suspend = true);
    loop.cluster.deleteIdentity("app");
    loop.lookAt("app");

    // Then
    assertThat(loop.cluster.isIdentityThere("app")).isFalse();
    assertThat(loop.identities.get(identity("app"))).isNotNull();
  }

  @Test
  void theRolesGoFirstThenTheIdentityThenTheObject() {
    // Given
    loop.cluster.declareIdentity("app", DELETES.andThen(reader("/scope")));
    loop.lookAtWhenDue("app", 1);
    loop.roles.revokeProblems.add(FakeCompute.problem(Kind.DENIED));

    // When
    loop.cluster.deleteIdentity("app");
    loop.lookAtWhenDue("app", 1);

    // Then
    assertThat(loop.identities.count("delete")).as("while it has a role").isZero();
    assertThat(loop.cluster.identityReady("app")).isEqualTo("False PermissionDenied");
    assertThat(loop.cluster.identityMessage("app")).contains("Reader", "/scope");

    // When
    loop.lookAtWhenDue("app", 2);

    // Then
    assertThat(loop.roles.there).isEmpty();
    assertThat(loop.identities.get(identity("app"))).isNull();
    assertThat(loop.cluster.isIdentityThere("app")).isFalse();
    assertThat(loop.lookAt("app")).as("nobody is left").isEmpty();
  }

  @Test
  void anIdentityThatIsStillDeclaredIsNotDeleted() {
    // Given
    loop.cluster.declareIdentity("app", DELETES);
    loop.declare("byName", named("app"));
    loop.declare("byId", assigned("app"));
    loop.declare("watcher", assigned("app").andThen(spec -> spec.mode = Mode.Observe));
    loop.lookAtWhenDue("app", 1);
    loop.cluster.deleteIdentity("app");
    int writes = loop.cluster.statusWrites;

    // When
    loop.lookAtWhenDue("app", 5);

    // Then
    assertThat(loop.cluster.identityReady("app")).isEqualTo("False StillDeclared");
    assertThat(loop.cluster.identityMessage("app"))
        .contains("ScaleSetIdentity shop/byName", "ScaleSetIdentity shop/byId")
        .doesNotContain("watcher");
    assertThat(loop.cluster.statusWrites).isEqualTo(writes + 1);
    assertThat(loop.identities.count("delete")).isZero();

    // When
    loop.cluster.edit("byName", spec -> spec.userAssigned.get(0).ensure = Ensure.Absent);
    loop.cluster.edit("byId", spec -> spec.userAssigned.clear());
    loop.lookAt("app");

    // Then
    assertThat(loop.identities.get(identity("app"))).isNull();
    assertThat(loop.cluster.isIdentityThere("app")).isFalse();
  }

  @Test
  void anIdentityThatIsGoneAlreadyLetsItsObjectGo() {
    // Given
    loop.cluster.declareIdentity("app", DELETES.andThen(reader("/scope")));
    loop.lookAtWhenDue("app", 1);
    loop.identities.remove(identity("app"));

    // When
    loop.cluster.deleteIdentity("app");
    loop.lookAt("app");

    // Then
    assertThat(loop.roles.there).as("orphans").isEmpty();
    assertThat(loop.identities.get(identity("app"))).as("not made again").isNull();
    assertThat(loop.cluster.isIdentityThere("app")).isFalse();
  }

  @Test
  void withItsGroupAnIdentityIsGone() {
    // Given
    loop.cluster.declareIdentity("app", DELETES);
    loop.lookAtWhenDue("app", 1);
    loop.identities.remove(identity("app"));
    loop.identities.groupIsThere = false;

    // When
    loop.cluster.deleteIdentity("app");
    loop.lookAt("app");

    // Then
    assertThat(loop.cluster.isIdentityThere("app")).isFalse();
  }

  @Test
  void anIdentityThatWasJustMadeAndIsNotShownYetIsDeletedAllTheSame() {
    // Given
    loop.cluster.declareIdentity("app", DELETES);
    loop.lookAtWhenDue("app", 1);
    loop.identities.fail("read", FakeCompute.problem(Kind.NOT_FOUND));

    // When
    loop.cluster.deleteIdentity("app");
    loop.lookAt("app");

    // Then
    assertThat(loop.identities.get(identity("app"))).isNull();
  }
}
