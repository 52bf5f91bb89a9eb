package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.TargetReference;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.testing.Kinds;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a declaration is about, where the API server has not looked at it. */
@ParameterizedClass
@MethodSource("dev.managedidentity.operator.LoopHarness#targets")
class TargetsTest {
  private static final String UID = "uid-of-web";
  private final ArmId target;
  private final IdentityDeclaration<?> declaration;
  private final TargetReference reference;
  private final String field;

  TargetsTest(ArmId target) {
    this.target = target;
    declaration =
        Kinds.declaration(target.text(), new ObjectMetaBuilder().withUid(UID).build(), spec -> {});
    reference = declaration.getSpec().target();
    field = target.isA(ArmId.SCALE_SET) ? "spec.scaleSet" : "spec.virtualMachine";
  }

  private void names(String subscription) {
    reference.id = null;
    reference.subscriptionId = subscription;
    reference.resourceGroup = target.resourceGroup();
    reference.name = target.name();
  }

  private void assertThatItIsAMistake(String... words) {
    assertThatThrownBy(() -> Targets.of(declaration, LoopHarness.SUBSCRIPTION, TestRecords.PROOFS))
        .message()
        .contains(words);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = "s")
  void aNameIsInItsOwnSubscriptionOrInTheDefault(String subscription) {
    // When
    names(subscription);

    // Then
    assertThat(
            Targets.of(
                declaration,
                LoopHarness.in(subscription == null ? "s" : "other"),
                TestRecords.PROOFS))
        .isEqualTo(target);
  }

  @Test
  void withoutASubscriptionItIsAMistakeThatNamesTheField() {
    // When
    names(null);

    // Then
    assertThatThrownBy(() -> Targets.of(declaration, LoopHarness.in(null), TestRecords.PROOFS))
        .hasMessageContaining(field + ".subscriptionId is missing")
        .hasMessageContaining("AZURE_SUBSCRIPTION_ID");
  }

  @Test
  void whatItWasAboutOnceItStaysAboutWhateverBecomesOfTheDefault() {
    // Given
    names(null);
    IdentityStatus status = new IdentityStatus();
    TestRecords.prove(UID, target.text().toUpperCase(Locale.ROOT), status);
    IdentityDeclaration<?> known = declaration.with(status);

    // Then
    assertThat(Targets.of(known, LoopHarness.in("other"), TestRecords.PROOFS)).isEqualTo(target);
    assertThat(Targets.of(known, LoopHarness.in(null), TestRecords.PROOFS)).isEqualTo(target);
    assertThat(Targets.of(known, LoopHarness.in(null), TestRecords.PROOFS).name())
        .isEqualTo(target.name());
    assertThat(Targets.keys(target)).contains(TestRecords.key(known), TestRecords.key(declaration));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "/subscriptions/x/resourceGroups/shop/providers/Microsoft.Compute/virtualMachineScaleSets/a",
        "/subscriptions/x/resourceGroups/other/providers/Microsoft.Compute/virtualMachineScaleSets/web"
      })
  void aRecordOfSomethingElseIsPassedOver(String targetId) {
    // Given
    names(null);
    IdentityStatus status = new IdentityStatus();
    status.targetId = targetId;
    status.proof = "AAAAAAAAAAAAAAAAAAAAAA";

    // Then
    assertThat(Targets.of(declaration.with(status), LoopHarness.SUBSCRIPTION, TestRecords.PROOFS))
        .isEqualTo(target);
  }

  @Test
  void anIdIsTakenInAnyCasing() {
    // When
    reference.id = target.text().toUpperCase(Locale.ROOT);

    // Then
    assertThat(Targets.of(declaration, LoopHarness.in(null), TestRecords.PROOFS)).isEqualTo(target);
  }

  @Test
  void halfAFormIsAMistake() {
    // When
    names("s");
    reference.resourceGroup = null;

    // Then
    assertThatItIsAMistake(field, "resourceGroup");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"web", "/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/web"})
  void whatIsNoTargetIsNamed(String id) {
    // When
    reference.id = id;

    // Then
    assertThatItIsAMistake(field + ".id", id.contains("Web") ? "Microsoft.Web/sites" : "'web'");
  }

  @Test
  void anIdOfTheOtherKindIsAMistake() {
    // Given
    ArmId other = target.equals(LoopHarness.WEB) ? LoopHarness.BUILD : LoopHarness.WEB;

    // When
    reference.id = other.text();

    // Then
    assertThatThrownBy(() -> Targets.of(declaration, LoopHarness.in(null), TestRecords.PROOFS))
        .hasMessage(
            field + ".id is the id of a %s, not of a %s".formatted(other.type(), target.type()));
  }
}
