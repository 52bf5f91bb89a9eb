package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.UserAssignedIdentity;
import dev.managedidentity.api.UserAssignedIdentitySpec;
import dev.managedidentity.api.UserAssignedIdentityStatus;
import dev.managedidentity.azure.Identities;
import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.azure.UserIdentity;
import dev.managedidentity.plan.ArmId;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is on record of who created an identity. */
class IdentityCreationTest {
  private static final ArmId APP = LoopHarness.identity("app");
  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final UserIdentity LIVE =
      new UserIdentity(APP, "westeurope", Map.of(), "tenant", "principal", "client");
  private static final UserIdentityState CREATING = UserIdentityState.gone().changing("create it");

  private static DeclaredIdentity declared(String namespace, IdentityCreation record) {
    UserAssignedIdentity resource = new UserAssignedIdentity();
    resource.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(namespace)
            .withName("app")
            .withUid("uid-in-" + namespace)
            .withCreationTimestamp("2026-01-01T00:00:00Z")
            .build());
    resource.setSpec(new UserAssignedIdentitySpec());
    UserAssignedIdentityStatus status = new UserAssignedIdentityStatus();
    status.createdPrincipalId = record.principalId();
    status.creatingSince = record.since();
    return DeclaredIdentity.read(resource, APP, TestRecords.PROOFS).with(status);
  }

  private static IdentityCreation after(IdentityCreation before, UserIdentityState state) {
    DeclaredIdentity one = declared("shop", before);
    return IdentityCreation.after(one, List.of(one), state, NOW);
  }

  private static IdentityCreation sent(Duration ago) {
    return new IdentityCreation(null, NOW.minus(ago).toString());
  }

  private static UserIdentityState answered(boolean isNew) {
    return UserIdentityState.of(new Identities.Creation(LIVE, isNew));
  }

  @ParameterizedTest
  @CsvSource({"true, principal", "false,"})
  void azuresAnswerTellsWhetherItWasCreated(boolean isNew, String principal) {
    assertThat(after(sent(Duration.ZERO), answered(isNew)))
        .isEqualTo(new IdentityCreation(principal, null));
  }

  @Test
  void theOneThatWasCreatedBeforeStaysTheOperatorsWhateverTheNextRequestFinds() {
    IdentityCreation created = new IdentityCreation("principal", null);
    assertThat(after(created, answered(false))).isEqualTo(created);
    assertThat(after(created, UserIdentityState.there(LIVE))).isEqualTo(created);
    assertThat(after(created, UserIdentityState.gone())).isEqualTo(created);
    assertThat(after(new IdentityCreation("another", null), UserIdentityState.there(LIVE)))
        .isEqualTo(IdentityCreation.NONE);
  }

  @ParameterizedTest
  @CsvSource({"0, principal", "599, principal", "600,", "86400,"})
  void withoutAnAnswerItCountsAsCreatedForSomeMinutes(int secondsAgo, String principal) {
    assertThat(after(sent(Duration.ofSeconds(secondsAgo)), UserIdentityState.there(LIVE)))
        .isEqualTo(new IdentityCreation(principal, null));
  }

  @Test
  void aTimeThatIsNoneCountsForNothing() {
    assertThat(after(new IdentityCreation(null, "yesterday"), UserIdentityState.there(LIVE)))
        .isEqualTo(IdentityCreation.NONE);
  }

  @Test
  void theIntentIsOnRecordBeforeTheRequestAndARefusalTakesItBack() {
    IdentityCreation intent = after(IdentityCreation.NONE, CREATING);
    assertThat(intent).isEqualTo(sent(Duration.ZERO));
    assertThat(after(intent, CREATING.hinderedBy(FakeCompute.problem(Kind.UNAVAILABLE))))
        .as("nobody knows whether it was created")
        .isEqualTo(intent);
    assertThat(after(intent, CREATING.hinderedBy(FakeCompute.problem(Kind.DENIED))))
        .isEqualTo(IdentityCreation.NONE);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "299, 299", "300, 0"})
  void anIntentWithoutAnAnswerIsRenewedNowAndThen(int secondsAgo, int secondsAgoThen) {
    assertThat(after(sent(Duration.ofSeconds(secondsAgo)), CREATING))
        .isEqualTo(sent(Duration.ofSeconds(secondsAgoThen)));
  }

  @ParameterizedTest
  @CsvSource({"shop, principal", "other,"})
  void theDeclarationsOfOneNamespaceShareTheRecord(String namespace, String principal) {
    // Given
    DeclaredIdentity one = declared("shop", IdentityCreation.NONE);
    DeclaredIdentity creator = declared(namespace, new IdentityCreation("principal", null));

    // Then
    assertThat(
            IdentityCreation.after(one, List.of(creator, one), UserIdentityState.there(LIVE), NOW))
        .isEqualTo(new IdentityCreation(principal, null));
  }
}
