package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.assigned;
import static dev.managedidentity.operator.LoopHarness.identity;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.Api;
import dev.managedidentity.api.DeletionPolicy;
import dev.managedidentity.api.IdentityDeletionPolicy;
import dev.managedidentity.api.Mode;
import dev.managedidentity.plan.ArmId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** How deleted declarations end in the loop: with a removal, with Retain, or held. */
@ParameterizedClass
@MethodSource("dev.managedidentity.operator.LoopHarness#targets")
class DeletionTest {
  private final LoopHarness loop;

  DeletionTest(ArmId target) {
    loop = new LoopHarness(target);
  }

  private void converge(String name, String... identities) {
    loop.declare(name, assigned(identities));
    loop.lookWhenDue(3);
    assertThat(loop.cluster.ready(name)).isEqualTo("True Converged");
  }

  private void deleteAndWait(String name) {
    loop.cluster.delete(name);
    loop.lookWhenDue(3);
  }

  private void setLimit(int max) {
    loop.deletion = new DeletionSettings(DeletionPolicy.Remove, max);
    loop.namespaces.create("operators");
    loop.restart();
  }

  /** As if deletions on another target had used the only removal that is allowed. */
  private void useUpTheLimit() {
    setLimit(1);
    assertThat(loop.gate.decide(identity("other"), loop.cluster.deleted("other"), true))
        .isInstanceOf(DeletionGate.Remove.class);
  }

  @Test
  void whileTheOperatorIsUninstalledNothingIsRemovedAndNothingHangs() {
    // Given
    converge("web", "app");
    loop.uninstall.answer = new Uninstall.Yes("CustomResourceDefinition x is being deleted");
    int reads = loop.azure.reads;

    // When
    loop.cluster.delete("web");
    loop.look();

    // Then
    assertThat(loop.cluster.isThere("web")).isFalse();
    assertThat(loop.azure.live.userAssigned()).containsOnlyKeys(identity("app"));
    assertThat(loop.azure.reads).isEqualTo(reads);
    assertThat(loop.cluster.events).contains("web Warning DeletionRetained");
  }

  @Test
  void beforeTheApiServerAnswersNothingIsRemoved() {
    // Given
    converge("web", "app");
    loop.uninstall.answer = new Uninstall.Unknown("customresourcedefinitions is forbidden");
    int patches = loop.azure.patches;

    // When
    deleteAndWait("web");

    // Then
    assertThat(loop.azure.patches).isEqualTo(patches);
    assertThat(loop.cluster.ready("web")).isEqualTo("False DeletionCheckFailed");
    assertThat(loop.cluster.message("web"))
        .contains("customresourcedefinitions is forbidden", "deploy/operator-role.yaml");
    assertThat(loop.cluster.rows("web")).containsExactly("app Assigned owned");

    // When
    loop.uninstall.answer = new Uninstall.No();
    loop.lookWhenDue(3);

    // Then
    assertThat(loop.cluster.isThere("web")).isFalse();
    assertThat(loop.azure.live.userAssigned()).isEmpty();
  }

  @Test
  void whatOwnsNothingDoesNotWaitForTheApiServer() {
    // Given
    loop.azure.live = LoopHarness.live("app");
    converge("web", "app");
    loop.uninstall.answer = new Uninstall.Unknown("down");

    // When
    deleteAndWait("web");

    // Then
    assertThat(loop.cluster.isThere("web")).isFalse();
    assertThat(loop.azure.live.userAssigned()).containsOnlyKeys(identity("app"));
  }

  @Test
  void theNamespacesAnnotationAppliesToWhatSetsNoPolicy() {
    // Given
    converge("web", "app");
    loop.namespaces.annotate("shop", Api.DELETION_POLICY, "Retain");

    // When
    deleteAndWait("web");

    // Then
    assertThat(loop.cluster.isThere("web")).isFalse();
    assertThat(loop.azure.live.userAssigned()).containsOnlyKeys(identity("app"));
    assertThat(loop.cluster.events).contains("web Normal DeletionRetained");
  }

  @Test
  void theSpecWinsOverTheNamespace() {
    // Given
    loop.declare("web", assigned("app").andThen(it -> it.deletionPolicy = DeletionPolicy.Remove));
    loop.lookWhenDue(3);
    loop.namespaces.annotate("shop", Api.DELETION_POLICY, "Retain");

    // When
    deleteAndWait("web");

    // Then
    assertThat(loop.cluster.isThere("web")).isFalse();
    assertThat(loop.azure.live.userAssigned()).isEmpty();
  }

  @Test
  void aMisspeltPolicyCountsAsRetainAndIsReported() {
    // Given
    converge("web", "app");
    loop.namespaces.annotate("shop", Api.DELETION_POLICY, "remove");

    // When
    deleteAndWait("web");

    // Then
    assertThat(loop.azure.live.userAssigned()).containsOnlyKeys(identity("app"));
    assertThat(loop.cluster.isThere("web")).isFalse();
    assertThat(loop.cluster.events).contains("web Warning DeletionRetained");
  }

  @Test
  void aDeletionBeyondTheLimitIsHeldAndCostsAzureNothing() {
    // Given
    converge("web", "app");
    useUpTheLimit();
    int reads = loop.azure.reads;
    int patches = loop.azure.patches;

    // When
    deleteAndWait("web");
    int writes = loop.cluster.statusWrites;
    Duration next = loop.look().orElseThrow();

    // Then
    assertThat(next).isEqualTo(LoopHarness.PERIOD);
    assertThat(loop.cluster.statusWrites).isEqualTo(writes);
    assertThat(loop.azure.reads).isEqualTo(reads);
    assertThat(loop.azure.patches).isEqualTo(patches);
    assertThat(loop.cluster.ready("web")).isEqualTo("False RemovalHeld");
    assertThat(loop.cluster.rows("web")).containsExactly("app Assigned owned");
    assertThat(loop.cluster.events).contains("web Warning RemovalHeld").doesNotHaveDuplicates();
    String kind = loop.target().equals(LoopHarness.WEB) ? "scaleset" : "virtualmachine";
    assertThat(loop.cluster.message("web"))
        .contains(
            "1 targets within 10 minutes (--max-removals)",
            "kubectl annotate "
                + kind
                + "identity web -n shop managedidentity.dev/"
                + "release-removals=true",
            "kubectl annotate namespace shop --overwrite managedidentity.dev/"
                + "release-removals=$(date -u +%Y-%m-%dT%H:%M:%SZ)",
            "kubectl annotate namespace operators --overwrite ",
            "managedidentity.dev/deletion-policy=Retain");
  }

  @Test
  void aHeldDeletionStaysHeldThroughTimeAndRestarts() {
    // Given
    converge("web", "app");
    useUpTheLimit();
    deleteAndWait("web");

    // When
    loop.run(Duration.ofMinutes(30));
    loop.restart();
    loop.run(Duration.ofMinutes(30));

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("False RemovalHeld");
    assertThat(loop.azure.live.userAssigned()).containsOnlyKeys(identity("app"));
  }

  @Test
  void aHeldDeclarationStillCountsAsDeclared() {
    // Given
    converge("web", "app");
    useUpTheLimit();
    deleteAndWait("web");

    // When: all that nobody declares is removed
    loop.declare("all", assigned("other").andThen(it -> it.mode = Mode.Authoritative));
    loop.lookWhenDue(3);

    // Then
    assertThat(loop.azure.live.userAssigned()).containsOnlyKeys(identity("app"), identity("other"));
    assertThat(loop.cluster.ready("all")).isEqualTo("True Converged");
  }

  @Test
  void anAnnotationOnTheDeclarationReleasesIt() {
    // Given
    converge("web", "app");
    useUpTheLimit();
    deleteAndWait("web");

    // When
    loop.cluster.annotate("web", Api.RELEASE_REMOVALS, "yes");
    loop.lookWhenDue(2);

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("False RemovalHeld");
    assertThat(loop.cluster.message("web")).contains("release-removals=yes releases nothing");

    // When
    loop.cluster.annotate("web", Api.RELEASE_REMOVALS, "true");
    loop.lookWhenDue(3);

    // Then
    assertThat(loop.cluster.isThere("web")).isFalse();
    assertThat(loop.azure.live.userAssigned()).isEmpty();
  }

  @Test
  void anAnnotationOfANamespaceReleasesWhatWasDeletedUntilThen() {
    for (String namespace : List.of("shop", "operators")) {
      // Given
      converge("web", "app");
      useUpTheLimit();
      deleteAndWait("web");

      // When: the deletion is of one o'clock
      loop.namespaces.annotate(namespace, Api.RELEASE_REMOVALS, "2026-01-01T00:59:59Z");
      loop.lookWhenDue(2);

      // Then
      assertThat(loop.cluster.ready("web")).isEqualTo("False RemovalHeld");

      // When
      loop.namespaces.annotate(namespace, Api.RELEASE_REMOVALS, "soon");
      loop.lookWhenDue(2);

      // Then
      assertThat(loop.cluster.message("web"))
          .contains("release-removals=soon of namespace " + namespace + " releases nothing");

      // When
      loop.namespaces.annotate(namespace, Api.RELEASE_REMOVALS, "2026-01-01T01:00:00Z");
      loop.lookWhenDue(3);

      // Then
      assertThat(loop.cluster.isThere("web")).as(namespace).isFalse();
      assertThat(loop.azure.live.userAssigned()).isEmpty();
      loop.namespaces.annotate(namespace, Api.RELEASE_REMOVALS, null);
    }
  }

  @Test
  void retainOnTheDeclarationEndsAHeldDeletionAndKeepsWhatIsAssigned() {
    // Given
    loop.declare("web", assigned("app").andThen(it -> it.deletionPolicy = DeletionPolicy.Remove));
    loop.lookWhenDue(3);
    useUpTheLimit();
    deleteAndWait("web");

    // When
    loop.cluster.annotate("web", Api.DELETION_POLICY, "Retain");
    loop.look();

    // Then
    assertThat(loop.cluster.isThere("web")).isFalse();
    assertThat(loop.azure.live.userAssigned()).containsOnlyKeys(identity("app"));
  }

  @Test
  void withoutALimitNothingIsHeldAndWhatWasHeldGoes() {
    // Given
    converge("web", "app");
    useUpTheLimit();
    deleteAndWait("web");
    assertThat(loop.cluster.ready("web")).isEqualTo("False RemovalHeld");

    // When
    setLimit(0);
    loop.lookWhenDue(3);

    // Then
    assertThat(loop.cluster.isThere("web")).isFalse();
  }

  @Test
  void whatAnotherDeclarationWantsIsNoRemoval() {
    // Given: one of the two is left over from a renaming
    converge("web", "app");
    converge("web-2", "app");
    useUpTheLimit();

    // When
    deleteAndWait("web");

    // Then
    assertThat(loop.cluster.isThere("web")).isFalse();
    assertThat(loop.azure.live.userAssigned()).containsOnlyKeys(identity("app"));
  }

  @Test
  void twoDeclarationsOfOneTargetCountOnce() {
    // Given
    converge("web", "app");
    converge("web-2", "other");
    setLimit(1);

    // When
    loop.cluster.delete("web");
    loop.cluster.delete("web-2");
    loop.lookWhenDue(4);

    // Then
    assertThat(loop.cluster.isThere("web")).isFalse();
    assertThat(loop.cluster.isThere("web-2")).isFalse();
    assertThat(loop.azure.live.userAssigned()).isEmpty();
  }

  @Test
  void anIdentityIsDeletedOnlyWhereNoLevelRetains() {
    // Given
    loop.cluster.declareIdentity("app", it -> it.deletionPolicy = IdentityDeletionPolicy.Delete);
    loop.lookAtWhenDue("app", 3);
    loop.namespaces.annotate("shop", Api.DELETION_POLICY, "Retain");

    // When
    loop.cluster.deleteIdentity("app");
    loop.lookAtWhenDue("app", 3);

    // Then
    assertThat(loop.cluster.isIdentityThere("app")).isFalse();
    assertThat(loop.identities.get(identity("app"))).isNotNull();
  }

  @Test
  void anIdentityIsHeldToo() {
    // Given
    loop.cluster.declareIdentity("app", it -> it.deletionPolicy = IdentityDeletionPolicy.Delete);
    loop.lookAtWhenDue("app", 3);
    useUpTheLimit();

    // When
    loop.cluster.deleteIdentity("app");
    loop.lookAtWhenDue("app", 3);

    // Then
    assertThat(loop.cluster.identityReady("app")).isEqualTo("False RemovalHeld");
    assertThat(loop.identities.get(identity("app"))).isNotNull();
    assertThat(loop.lookAt("app")).as("no watch shows every release").contains(LoopHarness.PERIOD);

    // When
    loop.uninstall.answer = new Uninstall.Yes("The operator's namespace x is being deleted");
    loop.lookAt("app");

    // Then
    assertThat(loop.cluster.isIdentityThere("app")).isFalse();
    assertThat(loop.identities.get(identity("app"))).isNotNull();
    assertThat(loop.lookAt("app")).as("nothing is left to reconcile").isEmpty();
  }

  @Test
  void aRemovalThatEndedCountsAgainOnceItsWindowHasPassed() {
    // Given
    setLimit(1);
    loop.cluster.declareIdentity("app", it -> it.deletionPolicy = IdentityDeletionPolicy.Delete);
    loop.lookAtWhenDue("app", 3);
    loop.cluster.deleteIdentity("app");
    loop.lookAtWhenDue("app", 3);
    assertThat(loop.identities.get(identity("app"))).isNull();
    loop.clock.advance(DeletionSettings.WINDOW.plusMinutes(1));
    loop.cluster.declareIdentity("app", it -> it.deletionPolicy = IdentityDeletionPolicy.Delete);
    loop.lookAtWhenDue("app", 3);

    // When
    assertThat(loop.gate.decide(identity("other"), loop.cluster.deleted("other"), true))
        .isInstanceOf(DeletionGate.Remove.class);
    loop.cluster.deleteIdentity("app");
    loop.lookAtWhenDue("app", 3);

    // Then
    assertThat(loop.cluster.identityReady("app")).isEqualTo("False RemovalHeld");
    assertThat(loop.identities.get(identity("app"))).isNotNull();
  }
}
