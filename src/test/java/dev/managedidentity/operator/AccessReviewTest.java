package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.WEB;
import static dev.managedidentity.operator.LoopHarness.identity;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.DeletionPolicy;
import dev.managedidentity.api.IdentityDeletionPolicy;
import dev.managedidentity.api.IdentitySpec;
import dev.managedidentity.api.LegacyExtension;
import dev.managedidentity.api.Mode;
import dev.managedidentity.api.Reason;
import dev.managedidentity.api.RoleAssignmentState;
import dev.managedidentity.api.SystemAssigned;
import dev.managedidentity.api.WriteTo;
import dev.managedidentity.plan.Access;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.Declaration;
import dev.managedidentity.plan.ExtensionClaim;
import dev.managedidentity.plan.RoleClaims;
import dev.managedidentity.plan.RolePlan;
import dev.managedidentity.plan.RoleRecord;
import dev.managedidentity.plan.Share;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Which rule the namespace of one declaration is missing, and how that is put into words. */
class AccessReviewTest {
  private static final Credential OWN = Credential.own(null, "s");
  private static final String TARGET =
      "modes: [Additive], targets: [\"/subscriptions/s/resourceGroups/shop/**\"]";
  private static final String SHOP = "/subscriptions/s/resourceGroups/shop";
  private static final String OTHERS = "/subscriptions/s/resourceGroups/others";
  private static final String READER_IN_SHOP =
      "roleAssignments: [{role: Reader, scope: %s}]".formatted(SHOP);

  private final FakeCluster cluster = new FakeCluster();
  private final FakeAccess access = new FakeAccess();

  private void allow(String... rules) {
    access.allow("{" + String.join(", ", rules) + "}");
  }

  private AccessReview review(Consumer<IdentitySpec> says) {
    cluster.declare("web", WEB, says);
    return AccessReview.of(cluster.declarations(WEB).get(0), WEB, OWN, access);
  }

  private AccessReview ofIdentity(DeclaredIdentity declared) {
    return AccessReview.of(declared, OWN, access);
  }

  private DeclaredIdentity declaredIdentity() {
    return cluster.identities(identity("app")).get(0);
  }

  private static Share share(boolean isReleased) {
    return new Share(
        List.of(), Optional.empty(), List.of(), List.of(), false, false, Set.of(), isReleased);
  }

  /** One that is being deleted and owns identities and roles. */
  private static Declaration deleting(
      Mode mode, DeletionPolicy policy, boolean isSuspended, RoleClaims roles, ArmId... owned) {
    return new Declaration(
        "shop/web",
        Instant.EPOCH,
        mode,
        null,
        Map.of(),
        List.of(),
        policy,
        isSuspended,
        true,
        false,
        Set.of(owned),
        Set.of(),
        roles,
        ExtensionClaim.NONE,
        Access.UNRESTRICTED);
  }

  private static RoleClaims owned(String role, String scope) {
    return new RoleClaims(
        List.of(), List.of(new RoleRecord(role, scope, "principal", "definition", "/id")));
  }

  private static RolePlan.Row row(String role, String scope, RoleAssignmentState state) {
    return new RolePlan.Row(role, scope, state, true, "principal", null, "/id");
  }

  @Test
  void removingWhatIsListedLacksTheMode() {
    // Given
    allow(TARGET, "identities: [\"**/app\"]");

    // When
    AccessReview review = review(LoopHarness.assigned("admin").andThen(LoopHarness.absent("app")));

    // Then
    assertThat(review.row(identity("app")))
        .startsWith("Not allowed by AzureAccess: no AzureAccess that selects namespace shop lists")
        .contains("lists Authoritative in allowed.modes");
    assertThat(review.row(identity("admin")))
        .contains("lists " + identity("admin") + " in allowed.identities");
    assertThat(review.request().assigned()).containsExactly(identity("admin"));
    assertThat(review.request().removed()).containsExactly(identity("app"));
  }

  @Test
  void onlyRemovingWhatOthersMadeAsksForAuthoritative() {
    assertThat(review(spec -> {}).request().removesOthers()).isFalse();
    assertThat(removesOthers(spec -> spec.systemAssigned = SystemAssigned.Enabled)).isFalse();
    assertThat(removesOthers(spec -> spec.systemAssigned = SystemAssigned.Disabled)).isTrue();
    assertThat(removesOthers(extension(LegacyExtension.Presence.Present))).isFalse();
    assertThat(removesOthers(extension(LegacyExtension.Presence.Absent))).isTrue();
  }

  private boolean removesOthers(Consumer<IdentitySpec> says) {
    return review(says).request().removesOthers();
  }

  private static Consumer<IdentitySpec> extension(LegacyExtension.Presence state) {
    return spec -> {
      spec.legacyExtension = new LegacyExtension();
      spec.legacyExtension.state = state;
    };
  }

  @Test
  void aDeletionNamesWhatItOwnsAndMayNotRemove() {
    // Given
    allow(TARGET, "identities: [\"**/app\"]", READER_IN_SHOP);
    AccessReview review = review(spec -> {});
    Declaration allowed =
        deleting(
            Mode.Additive, DeletionPolicy.Remove, false, owned("Reader", SHOP), identity("app"));
    Declaration refused =
        deleting(
            Mode.Additive,
            DeletionPolicy.Remove,
            false,
            owned("Reader", OTHERS),
            identity("app"),
            identity("admin"));

    // When
    Judgement judgement = review.ofTarget(refused, share(false), Optional.empty()).orElseThrow();

    // Then
    assertThat(judgement.reason()).isEqualTo(Reason.PermissionDenied);
    assertThat(judgement.message())
        .contains("lists " + identity("admin") + " in allowed.identities")
        .contains("lists the role Reader on " + OTHERS + " in allowed.roleAssignments")
        .contains("set spec.deletionPolicy to Retain")
        .doesNotContain("lists " + identity("app"))
        .doesNotContain("Reader on " + SHOP);
    assertThat(review.ofTarget(allowed, share(false), Optional.empty())).isEmpty();
    assertThat(review.ofTarget(refused, share(true), Optional.empty()))
        .as("also where the plan has nothing to remove")
        .isPresent();
  }

  @Test
  void aDeletionThatRemovesNothingNeedsNoRule() {
    // Given
    allow(TARGET);
    AccessReview review = review(spec -> {});
    RoleClaims roles = owned("Reader", OTHERS);
    ArmId admin = identity("admin");

    // Then
    for (Declaration declaration :
        List.of(
            deleting(Mode.Additive, DeletionPolicy.Retain, false, roles, admin),
            deleting(Mode.Observe, DeletionPolicy.Remove, false, roles, admin),
            deleting(Mode.Additive, DeletionPolicy.Remove, true, roles, admin))) {
      assertThat(review.ofTarget(declaration, share(false), Optional.empty())).isEmpty();
    }
  }

  @Test
  void theRowOfARoleSaysWhatIsMissingForWhatIsToBeDone() {
    // Given
    allow(TARGET, READER_IN_SHOP);
    AccessReview review = review(spec -> {});

    // Then
    for (RoleAssignmentState state :
        List.of(RoleAssignmentState.Pending, RoleAssignmentState.Removing)) {
      assertThat(review.refusal(row("Reader", SHOP, state))).isEmpty();
      assertThat(review.refusal(row("Reader", OTHERS, state)).orElseThrow())
          .startsWith("Not allowed by AzureAccess: no AzureAccess")
          .contains("lists the role Reader on " + OTHERS);
    }
    assertThat(review.refusal(row("Reader", OTHERS, RoleAssignmentState.Granted)))
        .as("nothing is to be done")
        .isEmpty();
  }

  @Test
  void ofAnIdentityTheRolesThatItWantsAndItsConfigMapAreNamed() {
    // Given
    access.allowsConfigMaps = false;
    cluster.declareIdentity(
        "app",
        spec -> {
          spec.roleAssignments.add(LoopHarness.role("Owner", SHOP));
          spec.writeTo = new WriteTo();
          spec.writeTo.configMap = "ids";
        });

    // When
    DeclaredIdentity declared = declaredIdentity();
    Judgement judgement = ofIdentity(declared).ofIdentity(declared).orElseThrow();

    // Then
    assertThat(judgement.message())
        .contains("the role Owner allows granting every other role")
        .contains("lists the ConfigMap ids in allowed.configMaps")
        .doesNotContain("deletionPolicy");
  }

  @Test
  void theDeletionOfAnIdentityNamesTheRolesThatMayNotBeRevoked() {
    // Given
    allow("manageIdentities: [\"**\"]", READER_IN_SHOP);
    cluster.declareIdentity(
        "app",
        spec -> {
          spec.roleAssignments.add(LoopHarness.role("Owner", SHOP));
          spec.writeTo = new WriteTo();
          spec.writeTo.configMap = "ids";
          spec.deletionPolicy = IdentityDeletionPolicy.Delete;
        });
    DeclaredIdentity staying = declaredIdentity();
    DeclaredIdentity allowed = leaving(staying, owned("Reader", SHOP));
    DeclaredIdentity refused = leaving(staying, owned("Reader", OTHERS));
    AccessReview review = ofIdentity(staying);

    // Then
    assertThat(review.ofIdentity(allowed)).as("it wants nothing any more").isEmpty();
    assertThat(review.ofIdentity(refused).orElseThrow().message())
        .contains("lists the role Reader on " + OTHERS)
        .contains("set spec.deletionPolicy to Retain")
        .doesNotContain("; ");

    // When the identity itself is to stay
    staying.spec().deletionPolicy = IdentityDeletionPolicy.Retain;

    // Then
    assertThat(review.ofIdentity(refused).orElseThrow().message())
        .doesNotContain("set spec.deletionPolicy to Retain");
  }

  private static DeclaredIdentity leaving(DeclaredIdentity declared, RoleClaims roles) {
    return new DeclaredIdentity(
        declared.resource(),
        declared.id(),
        deleting(Mode.Additive, DeletionPolicy.Remove, false, roles),
        List.of(),
        Optional.empty());
  }
}
