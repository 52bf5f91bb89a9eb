package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.identity;
import static dev.managedidentity.operator.LoopHarness.role;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.managedidentity.api.CredentialReference;
import dev.managedidentity.api.IdentityDeletionPolicy;
import dev.managedidentity.api.UserAssignedIdentitySpec;
import dev.managedidentity.azure.Problem.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What several objects of one and the same identity come to. */
class SharedIdentityTest {
  private static final Consumer<UserAssignedIdentitySpec> DELETES =
      spec -> spec.deletionPolicy = IdentityDeletionPolicy.Delete;

  private static final Consumer<UserAssignedIdentitySpec> BY_TEAM =
      spec -> {
        spec.credential = new CredentialReference();
        spec.credential.secretName = "team";
      };

  private final LoopHarness loop = new LoopHarness(LoopHarness.WEB);

  private static Consumer<UserAssignedIdentitySpec> reader(String scope) {
    return spec -> spec.roleAssignments.add(role("Reader", scope));
  }

  /** Another object about the identity of the object called app. */
  private void declareAnother(String name, Consumer<UserAssignedIdentitySpec> says) {
    loop.cluster.declareIdentity(name, says.andThen(spec -> spec.name = "app"));
  }

  @Test
  void anIdentityThatAnotherObjectDeclaresStays() {
    // Given
    loop.cluster.declareIdentity(
        "app", DELETES.andThen(reader("/one")).andThen(UserIdentityTest.tags(Map.of("a", "1"))));
    declareAnother("also", UserIdentityTest.tags(Map.of("b", "2")));
    loop.lookAtWhenDue("app", 1);

    // When
    loop.cluster.deleteIdentity("app");
    loop.lookAtWhenDue("app", 1);

    // Then
    assertThat(loop.cluster.isIdentityThere("app")).isFalse();
    assertThat(loop.identities.get(identity("app")).tags()).containsOnly(Map.entry("b", "2"));
    assertThat(loop.roles.there).as("it takes its own role along").isEmpty();
    assertThat(loop.cluster.identityReady("also")).isEqualTo("True Converged");
  }

  @Test
  void anIdentityThatOnlyASuspendedObjectDeclaresIsNeitherMadeNorDeleted() {
    // Given
    loop.cluster.declareIdentity("app", DELETES);
    declareAnother("paused", spec -> spec.suspend = true);
    loop.lookAtWhenDue("app", 1);
    loop.identities.remove(identity("app"));

    // When
    loop.cluster.deleteIdentity("app");
    loop.lookAtWhenDue("app", 2);

    // Then
    assertThat(loop.cluster.isIdentityThere("app")).isFalse();
    assertThat(loop.identities.count("create")).isEqualTo(1);
    assertThat(loop.identities.count("delete")).isZero();
  }

  @Test
  void whatALeavingObjectLeavesToAnotherIsOnItsRecordBeforeItGoes() {
    // Given
    loop.cluster.declareIdentity(
        "app", DELETES.andThen(reader("/scope")).andThen(UserIdentityTest.tags(Map.of("a", "1"))));
    loop.lookAtWhenDue("app", 1);
    declareAnother("heir", reader("/scope").andThen(UserIdentityTest.tags(Map.of("a", "1"))));
    loop.cluster.deleteIdentity("app");
    loop.cluster.beforeWrite =
        unused -> {
          throw new IllegalStateException("killed");
        };

    // When
    assertThatThrownBy(() -> loop.lookAt("app")).hasMessage("killed");

    // Then
    assertThat(loop.cluster.isIdentityThere("app")).isTrue();

    // When
    loop.cluster.beforeWrite = unused -> {};
    loop.restart();
    loop.lookAtWhenDue("app", 1);

    // Then
    assertThat(loop.cluster.isIdentityThere("app")).isFalse();
    assertThat(loop.cluster.identityStatus("heir").tags).containsExactly("a");
    assertThat(FakeCluster.roles(loop.cluster.identityStatus("heir")))
        .containsExactly("Reader Granted owned principal-1");
  }

  @Test
  void theYoungerOfTwoThatContradictEachOtherOnATagIsToldSo() {
    // Given
    loop.cluster.declareIdentity("app", UserIdentityTest.tags(Map.of("env", "prod")));
    declareAnother("younger", UserIdentityTest.tags(Map.of("ENV", "test", "b", "2")));

    // When
    loop.lookAtWhenDue("app", 3);

    // Then
    assertThat(loop.identities.get(identity("app")).tags())
        .containsOnly(Map.entry("env", "prod"), Map.entry("b", "2"));
    assertThat(loop.cluster.identityReady("app")).isEqualTo("True Converged");
    assertThat(loop.cluster.identityReady("younger")).isEqualTo("False Conflicted");
    assertThat(loop.cluster.identityMessage("younger")).contains("shop/app", "ENV");
    assertThat(loop.identities.writes()).isEqualTo(1);
  }

  @Test
  void theYoungerOfTwoThatContradictEachOtherOnTheLocationIsToldSo() {
    // Given
    loop.cluster.declareIdentity("app", spec -> spec.location = "westeurope");
    declareAnother("same", spec -> spec.location = "West Europe");
    declareAnother("younger", spec -> spec.location = "northeurope");

    // When
    loop.lookAtWhenDue("app", 1);

    // Then
    assertThat(loop.cluster.identityReady("same")).isEqualTo("True Converged");
    assertThat(loop.cluster.identityReady("younger")).isEqualTo("False Conflicted");
    assertThat(loop.cluster.identityMessage("younger")).contains("shop/app", "location");
  }

  @Test
  void aTagThatASuspendedObjectDeclaresStays() {
    // Given
    loop.cluster.declareIdentity("app", UserIdentityTest.tags(Map.of("env", "prod")));
    declareAnother("paused", UserIdentityTest.tags(Map.of("env", "prod", "b", "2")));
    loop.lookAtWhenDue("app", 1);
    loop.cluster.editIdentity("paused", spec -> spec.suspend = true);
    loop.identities.retag(identity("app"), Map.of("env", "prod"));

    // When
    loop.cluster.editIdentity("app", spec -> spec.tags = null);
    loop.lookAtWhenDue("app", 2);

    // Then
    assertThat(loop.identities.get(identity("app")).tags())
        .as("declared still; and nothing is set for it")
        .containsOnly(Map.entry("env", "prod"));
  }

  @Test
  void aChangeThatOneObjectWantsIsNoNewsToAnother() {
    // Given
    loop.cluster.declareIdentity("app", spec -> {});
    loop.lookAtWhenDue("app", 1);
    loop.cluster.events.clear();
    declareAnother("tagger", UserIdentityTest.tags(Map.of("b", "2")));
    loop.identities.fail("tag", FakeCompute.problem(Kind.DENIED));

    // When
    loop.lookAt("app");

    // Then
    assertThat(loop.cluster.identityReady("app")).isEqualTo("True Converged");
    assertThat(loop.cluster.identityReady("tagger")).isEqualTo("False PermissionDenied");

    // When
    loop.run(Duration.ofMinutes(5));

    // Then
    assertThat(loop.cluster.identityReady("tagger")).isEqualTo("True Converged");
    assertThat(loop.cluster.events)
        .isEqualTo(
            List.of(
                "tagger Normal Updating",
                "tagger Warning PermissionDenied",
                "tagger Normal Converged"));
  }

  @Test
  void eachOfTwoThatAreDeletedEndsByItsOwnPolicy() {
    // Given
    loop.cluster.declareIdentity("app", DELETES);
    declareAnother("also", spec -> spec.deletionPolicy = IdentityDeletionPolicy.Retain);
    loop.lookAtWhenDue("app", 2);

    // When
    loop.cluster.deleteIdentity("also");
    loop.cluster.deleteIdentity("app");
    loop.lookAtWhenDue("app", 2);

    // Then
    assertThat(loop.cluster.isIdentityThere("also")).isFalse();
    assertThat(loop.cluster.isIdentityThere("app")).isFalse();
    assertThat(loop.identities.get(identity("app"))).isNull();
  }

  @Test
  void anEditIsCarriedOutAtOnce() {
    // Given
    loop.cluster.declareIdentity("app", UserIdentityTest.tags(Map.of("a", "1")));
    loop.lookAtWhenDue("app", 2);
    loop.lookAt("app");

    // When
    loop.cluster.editIdentity("app", UserIdentityTest.tags(Map.of("a", "2")));
    loop.lookAt("app");

    // Then
    assertThat(loop.identities.get(identity("app")).tags()).containsExactly(Map.entry("a", "2"));
  }

  @Test
  void whatIsNotEditedIsNotReadBeforeItsTime() {
    // Given
    loop.cluster.declareIdentity("app", DELETES);
    loop.lookAtWhenDue("app", 2);
    loop.lookAt("app");
    long reads = loop.identities.count("read");

    // When
    loop.lookAt("app");

    // Then
    assertThat(loop.identities.count("read")).isEqualTo(reads);
  }

  @Test
  void theTroubleOfOneCredentialIsNotThatOfAnother() {
    // Given
    loop.refusal = Optional.of(FakeCompute.problem(Kind.DENIED));
    loop.cluster.declareIdentity("app", DELETES);
    declareAnother("also", BY_TEAM);

    // When
    loop.lookAtWhenDue("app", 2);

    // Then
    assertThat(loop.cluster.identityReady("app")).isEqualTo("True Converged");
    assertThat(loop.cluster.identityReady("also")).isEqualTo("False PermissionDenied");
  }

  @Test
  void theSecondCredentialSeesTheRecordsAsTheFirstHasLeftThem() {
    // Given
    loop.cluster.declareIdentity("app", reader("/scope"));
    declareAnother("also", BY_TEAM.andThen(reader("/scope")));

    // When
    loop.lookAt("app");

    // Then
    assertThat(loop.roles.count("grant")).isEqualTo(1);
    assertThat(loop.cluster.identityStatus("app").roleAssignments)
        .singleElement()
        .satisfies(row -> assertThat(row.owned).isTrue());
    assertThat(loop.cluster.identityStatus("also").roleAssignments)
        .singleElement()
        .satisfies(row -> assertThat(row.owned).isTrue());
  }

  /** It is declared when its credential has had its turn, and before the other one has. */
  @Test
  void aRoleThatIsDeclaredBetweenTwoCredentialsIsOnRecord() {
    // Given
    declareAnother("heir", BY_TEAM);
    loop.cluster.declareIdentity("app", DELETES.andThen(reader("/scope")));
    loop.lookAtWhenDue("app", 2);

    // When
    loop.cluster.deleteIdentity("app");
    loop.identities.onRead = () -> loop.cluster.editIdentity("heir", reader("/scope"));
    loop.lookAtWhenDue("app", 3);

    // Then
    assertThat(loop.cluster.isIdentityThere("app")).isFalse();
    assertThat(loop.cluster.identityStatus("heir").roleAssignments)
        .singleElement()
        .satisfies(row -> assertThat(row.owned).isTrue());
  }
}
