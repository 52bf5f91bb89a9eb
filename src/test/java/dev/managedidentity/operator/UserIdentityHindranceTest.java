package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.identity;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.IdentityDeletionPolicy;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.azure.Problem.Kind;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the loop does for an identity when Azure does not do what it is asked. */
class UserIdentityHindranceTest {
  private final LoopHarness loop = new LoopHarness(LoopHarness.WEB);

  private void declareTagged() {
    loop.cluster.declareIdentity("app", UserIdentityTest.tags(Map.of("team", "shop")));
  }

  @ParameterizedTest
  @CsvSource({
    "UNAUTHENTICATED,CredentialUnusable",
    "DENIED,PermissionDenied",
    "LOCKED,Locked",
    "CONFLICT,Updating",
    "CHANGED,Updating",
    "THROTTLED,Throttled",
    "GROUP_NOT_FOUND,WaitingForResourceGroup",
    "REFUSED,InvalidSpec",
    "UNAVAILABLE,AzureUnavailable"
  })
  void eachProblemHasItsReasonAndHealsByItself(Kind kind, String reason) {
    for (String call : new String[] {"read", "group", "create", "tag"}) {
      // Given
      LoopHarness one = new LoopHarness(LoopHarness.WEB);
      if (call.equals("tag")) {
        one.identities.put(identity("app"), "westeurope", Map.of());
      }
      one.cluster.declareIdentity("app", UserIdentityTest.tags(Map.of("team", "shop")));
      one.identities.fail(call, FakeCompute.problem(kind));

      // When
      one.lookAtWhenDue("app", 1);

      // Then
      assertThat(one.cluster.identityReady("app")).as(call).isEqualTo("False " + reason);
      assertThat(one.cluster.identityMessage("app")).as(call).isNotBlank();

      // When
      one.lookAtWhenDue("app", 2);

      // Then
      assertThat(one.cluster.identityReady("app")).as(call).isEqualTo("True Converged");
      assertThat(one.cluster.identityStatus("app").tags).as(call).containsExactly("team");
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aProblemThatStaysIsRetriedEverMoreSlowlyAndToldOnce(Kind kind) {
    // Given
    loop.identities.put(identity("app"), "westeurope", Map.of());
    declareTagged();
    for (int i = 0; i < 1000; i++) {
      loop.identities.fail("tag", FakeCompute.problem(kind));
    }

    // When
    loop.run(Duration.ofHours(1));

    // Then
    assertThat(loop.identities.count("tag")).isBetween(2L, 75L);
    assertThat(loop.cluster.events).as("what is tried, and what came of it").hasSizeBetween(1, 2);
  }

  private Duration failAndLook(String call) {
    loop.identities.fail(call, FakeCompute.problem(Kind.UNAVAILABLE));
    return loop.lookAt("app").orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"read", "group", "create"})
  void aFailureIsRetriedSoonerThanInAPeriod(String call) {
    declareTagged();

    assertThat(failAndLook(call)).isBetween(LoopHarness.RETRY, LoopHarness.RETRY.multipliedBy(2));
  }

  @Test
  void aFailureToDeleteIsRetriedSoonerThanInAPeriod() {
    // Given
    declareTagged();
    loop.cluster.editIdentity("app", spec -> spec.deletionPolicy = IdentityDeletionPolicy.Delete);
    loop.lookAtWhenDue("app", 2);

    // When
    loop.cluster.deleteIdentity("app");

    // Then
    assertThat(failAndLook("delete"))
        .isBetween(LoopHarness.RETRY, LoopHarness.RETRY.multipliedBy(2));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void afterASuccessTheDelaysBeginAgain(boolean isChanged) {
    // Given
    loop.identities.put(
        identity("app"), "westeurope", isChanged ? Map.of() : Map.of("team", "shop"));
    declareTagged();
    for (int i = 0; i < 4; i++) {
      loop.clock.advance(failAndLook("read"));
    }
    loop.lookAtWhenDue("app", 1);
    assertThat(loop.cluster.identityReady("app")).isEqualTo("True Converged");

    // Then
    assertThat(failAndLook("read")).isBetween(LoopHarness.RETRY, LoopHarness.RETRY.multipliedBy(2));
  }

  @Test
  void aMissingGroupIsWaitedForQuietly() {
    // Given
    loop.identities.groupIsThere = false;
    declareTagged();

    // When
    loop.run(Duration.ofMinutes(9));

    // Then
    assertThat(loop.cluster.identityReady("app")).isEqualTo("False WaitingForResourceGroup");
    assertThat(loop.cluster.identityMessage("app")).contains(identity("app").text());
    assertThat(loop.cluster.statusWrites).isEqualTo(1);
    assertThat(loop.cluster.events).containsExactly("app Warning WaitingForResourceGroup");
    assertThat(loop.identities.count("read")).isBetween(5L, 10L);
    assertThat(loop.identities.writes()).isZero();

    // When
    loop.identities.groupIsThere = true;
    loop.run(Duration.ofMinutes(2));

    // Then
    assertThat(loop.cluster.identityReady("app")).isEqualTo("True Converged");
  }

  @Test
  void aSubscriptionOutOfSightIsNoReasonToLetGo() {
    // Given
    declareTagged();
    loop.cluster.editIdentity("app", spec -> spec.deletionPolicy = IdentityDeletionPolicy.Delete);
    loop.lookAtWhenDue("app", 1);
    loop.identities.fail(
        "read",
        new Problem(
            Kind.GROUP_NOT_FOUND,
            "SubscriptionNotFound",
            "could not be found",
            Optional.empty(),
            Set.of()));

    // When
    loop.cluster.deleteIdentity("app");
    loop.lookAtWhenDue("app", 1);

    // Then
    assertThat(loop.cluster.isIdentityThere("app")).isTrue();
    assertThat(loop.identities.count("delete")).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"DENIED", "LOCKED", "THROTTLED", "CONFLICT", "UNAVAILABLE", "GROUP_NOT_FOUND"})
  void aDeletionThatIsHinderedIsTriedAgain(Kind kind) {
    // Given
    declareTagged();
    loop.cluster.editIdentity("app", spec -> spec.deletionPolicy = IdentityDeletionPolicy.Delete);
    loop.lookAtWhenDue("app", 1);
    loop.identities.fail("delete", FakeCompute.problem(kind));

    // When
    loop.cluster.deleteIdentity("app");
    loop.lookAtWhenDue("app", 1);

    // Then
    assertThat(loop.cluster.isIdentityThere("app")).isTrue();
    assertThat(loop.cluster.identityReady("app")).startsWith("False");

    // When
    loop.lookAtWhenDue("app", 1);

    // Then
    assertThat(loop.cluster.isIdentityThere("app")).isFalse();
    assertThat(loop.identities.get(identity("app"))).isNull();
  }

  @Test
  void throttlingClosesTheGateEvenForAChangedObject() {
    // Given
    declareTagged();
    loop.identities.fail("create", FakeCompute.problem(Kind.THROTTLED, Duration.ofMinutes(10)));
    Duration next = loop.lookAt("app").orElseThrow();
    int calls = loop.identities.calls.size();

    // When
    loop.cluster.editIdentity("app", spec -> spec.location = "northeurope");
    loop.clock.advance(Duration.ofSeconds(599));
    Duration rest = loop.lookAt("app").orElseThrow();

    // Then
    assertThat(next).isEqualTo(Duration.ofMinutes(10));
    assertThat(rest).isEqualTo(Duration.ofSeconds(1));
    assertThat(loop.identities.calls).hasSize(calls);
  }

  @Test
  void ofALostAnswerTheTagsStayOurs() {
    // Given
    declareTagged();
    loop.identities.losesAnswers = true;
    loop.lookAtWhenDue("app", 1);
    assertThat(loop.cluster.identityReady("app")).isEqualTo("False AzureUnavailable");

    // When
    loop.identities.losesAnswers = false;
    loop.lookAtWhenDue("app", 1);

    // Then
    assertThat(loop.identities.count("create")).as("it had landed").isEqualTo(1);
    assertThat(loop.cluster.identityStatus("app").tags).containsExactly("team");
  }

  @Test
  void afterARefusalATagThatOthersSetIsTheirs() {
    // Given
    loop.identities.put(identity("app"), "westeurope", Map.of());
    declareTagged();
    loop.identities.fail("tag", FakeCompute.problem(Kind.DENIED));
    loop.lookAtWhenDue("app", 1);

    // When
    loop.identities.retag(identity("app"), Map.of("team", "shop"));
    loop.lookAtWhenDue("app", 1);
    loop.cluster.editIdentity("app", spec -> spec.tags = null);
    loop.lookAtWhenDue("app", 1);

    // Then
    assertThat(loop.identities.get(identity("app")).tags()).containsKey("team");
  }
}
