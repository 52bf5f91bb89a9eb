package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.identity;
import static dev.managedidentity.operator.LoopHarness.role;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.IdentityDeletionPolicy;
import dev.managedidentity.api.UserAssignedIdentitySpec;
import dev.managedidentity.azure.Problem.Kind;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An identity that the operator did not create is deleted only where an AzureAccess allows it. */
class AdoptedIdentityTest {
  private static final Consumer<UserAssignedIdentitySpec> DELETES =
      spec -> spec.deletionPolicy = IdentityDeletionPolicy.Delete;
  private static final Duration A_WHILE = Duration.ofMinutes(3);
  private static final String RETAINED = "app Warning DeletionRetained";

  private final LoopHarness loop = new LoopHarness(LoopHarness.WEB);

  private void declareAndRun() {
    loop.cluster.declareIdentity("app", DELETES);
    loop.run(A_WHILE);
  }

  private void delete() {
    loop.cluster.deleteIdentity("app");
    loop.run(A_WHILE);
  }

  private void assertThatItIsRetained() {
    assertThat(loop.identities.get(identity("app"))).as("the identity").isNotNull();
    assertThat(loop.identities.count("delete")).isZero();
    assertThat(loop.cluster.isIdentityThere("app")).as("the declaration").isFalse();
    assertThat(loop.cluster.events).contains(RETAINED);
  }

  private void assertThatItIsDeleted() {
    assertThat(loop.identities.get(identity("app"))).as("the identity").isNull();
    assertThat(loop.cluster.isIdentityThere("app")).as("the declaration").isFalse();
    assertThat(loop.cluster.events).doesNotContain(RETAINED);
  }

  private void putByOthers() {
    loop.identities.put(identity("app"), "westeurope", Map.of());
  }

  @Test
  void anAdoptedIdentityIsRetainedAndThatIsSaidBeforehand() {
    // Given
    putByOthers();
    declareAndRun();
    assertThat(loop.cluster.identityReady("app")).isEqualTo("True Converged");
    assertThat(loop.cluster.identityMessage("app"))
        .contains("did not create " + identity("app"), "retains it", "allowed.manageIdentities");

    // When
    delete();

    // Then
    assertThatItIsRetained();
  }

  @Test
  void whatTheOperatorGrantedToAnAdoptedIdentityIsRevoked() {
    // Given
    putByOthers();
    loop.cluster.declareIdentity(
        "app", DELETES.andThen(spec -> spec.roleAssignments.add(role("Reader", "/scope"))));
    loop.run(A_WHILE);
    assertThat(loop.roles.there).hasSize(1);

    // When
    delete();

    // Then
    assertThat(loop.roles.there).isEmpty();
    assertThatItIsRetained();
  }

  @Test
  void anAzureAccessThatListsItAllowsDeletingIt() {
    // Given
    putByOthers();
    loop.access.allow("{manageIdentities: [\"" + identity("app") + "\"]}");
    declareAndRun();
    assertThat(loop.cluster.identityMessage("app")).doesNotContain("retains");

    // When
    delete();

    // Then
    assertThatItIsDeleted();
  }

  @Test
  void oneWhoseAzureAccessIsWithdrawnIsRetainedAndHoldsNothingUp() {
    // Given
    loop.access.isRequired = true;
    putByOthers();
    loop.access.allow("{manageIdentities: [\"" + identity("app") + "\"]}");
    declareAndRun();

    // When
    loop.access.clear();
    delete();

    // Then
    assertThatItIsRetained();
  }

  @Test
  void whatTheOperatorCreatedIsDeletedWithoutAnAzureAccess() {
    // Given
    declareAndRun();
    assertThat(loop.cluster.identityMessage("app")).doesNotContain("retains");

    // When
    delete();

    // Then
    assertThatItIsDeleted();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
  void aKillWhileItIsCreatedLosesNothing(int step) {
    // Given
    loop.cluster.declareIdentity("app", DELETES);
    loop.killAt(step);
    loop.runThroughAKill(A_WHILE);
    assertThat(loop.identities.get(identity("app"))).isNotNull();

    // When
    delete();

    // Then
    assertThatItIsDeleted();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anAnswerThatIsLostLosesNothing(boolean isRestarted) {
    // Given
    loop.cluster.declareIdentity("app", DELETES);
    loop.identities.losesAnswers = true;
    loop.lookAt("app");
    loop.identities.losesAnswers = false;
    if (isRestarted) {
      loop.restart();
    }
    loop.run(A_WHILE);

    // When
    delete();

    // Then
    assertThatItIsDeleted();
  }

  @Test
  void oneThatTheRequestFoundThereIsAdopted() {
    // Given: others create it between the read and the request
    loop.identities.fail("read", FakeCompute.problem(Kind.NOT_FOUND));
    putByOthers();
    declareAndRun();
    assertThat(loop.identities.count("create")).isOne();

    // When
    delete();

    // Then
    assertThatItIsRetained();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void oneThatOthersCreateAfterARefusalIsAdopted(boolean isRestarted) {
    // Given
    loop.identities.fail("create", FakeCompute.problem(Kind.DENIED));
    loop.cluster.declareIdentity("app", DELETES);
    loop.lookAt("app");
    putByOthers();
    if (isRestarted) {
      loop.restart();
    }
    loop.run(A_WHILE);

    // When
    delete();

    // Then
    assertThatItIsRetained();
  }

  @Test
  void oneThatOthersCreateLongAfterACrashIsAdopted() {
    // Given: the process dies before it sends the request
    loop.cluster.declareIdentity("app", DELETES);
    loop.identities.step =
        () -> {
          throw new IllegalStateException("killed");
        };
    try {
      loop.lookAt("app");
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("killed");
    }
    loop.identities.step = () -> {};
    assertThat(loop.cluster.identityStatus("app").creatingSince).isNotNull();

    // When
    loop.clock.advance(IdentityCreation.UNANSWERED);
    putByOthers();
    loop.restart();
    loop.run(A_WHILE);
    delete();

    // Then
    assertThatItIsRetained();
  }

  @Test
  void oneThatOthersCreatedInItsPlaceIsAdopted() {
    // Given
    declareAndRun();
    loop.remake("app");
    loop.run(A_WHILE);

    // When
    delete();

    // Then
    assertThatItIsRetained();
  }

  @Test
  void oneThatOthersCreateInItsPlaceJustBeforeTheDeletionIsAdopted() {
    // Given
    declareAndRun();
    loop.remake("app");

    // When
    delete();

    // Then
    assertThatItIsRetained();
  }

  @Test
  void oneThatAzureDoesNotShowForAWhileIsStillTheOperators() {
    // Given
    declareAndRun();
    loop.identities.fail("read", FakeCompute.problem(Kind.NOT_FOUND));
    loop.run(A_WHILE);
    assertThat(loop.cluster.identityStatus("app").created).isTrue();

    // When
    delete();

    // Then
    assertThatItIsDeleted();
  }

  @Test
  void oneThatTheOperatorCreatedAgainIsItsOwn() {
    // Given
    declareAndRun();
    loop.identities.remove(identity("app"));
    loop.run(A_WHILE);
    assertThat(loop.cluster.identityStatus("app").created).isTrue();

    // When
    delete();

    // Then
    assertThatItIsDeleted();
  }

  @Test
  void theLastDeclarationOfANamespaceDeletesWhatWasCreatedForAnother() {
    // Given
    declareAndRun();
    loop.cluster.declareIdentity("second", DELETES.andThen(spec -> spec.name = "app"));
    loop.run(A_WHILE);
    loop.cluster.deleteIdentity("app");
    loop.run(A_WHILE);
    assertThat(loop.identities.get(identity("app"))).isNotNull();

    // When
    loop.cluster.deleteIdentity("second");
    loop.run(A_WHILE);

    // Then
    assertThat(loop.identities.get(identity("app"))).isNull();
    assertThat(loop.cluster.isIdentityThere("second")).isFalse();
  }

  @Test
  void aRequestThatIsRefusedAgainAndAgainWritesNoStatus() {
    // Given
    for (int i = 0; i < 9; i++) {
      loop.identities.fail("create", FakeCompute.problem(Kind.DENIED));
    }
    loop.cluster.declareIdentity("app", DELETES);
    loop.lookAtWhenDue("app", 3);
    int writes = loop.cluster.statusWrites;

    // When
    loop.lookAtWhenDue("app", 5);

    // Then
    assertThat(loop.identities.count("create")).isEqualTo(8);
    assertThat(loop.cluster.statusWrites - writes).as("the time of the last read").isLessThan(8);
    assertThat(loop.cluster.identityStatus("app").creatingSince).isNull();
  }
}
