package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.WEB;
import static dev.managedidentity.operator.LoopHarness.assigned;
import static dev.managedidentity.operator.LoopHarness.live;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.DeletionPolicy;
import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.LegacyExtension.OperatingSystem;
import dev.managedidentity.api.Mode;
import dev.managedidentity.api.UserAssignedIdentity;
import dev.managedidentity.azure.ComputeResource;
import dev.managedidentity.plan.Access;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.Circumstances;
import dev.managedidentity.plan.Declaration;
import dev.managedidentity.plan.ExtensionClaim;
import dev.managedidentity.plan.ExtensionPlanner;
import dev.managedidentity.plan.ExtensionWish;
import dev.managedidentity.plan.LiveExtension;
import dev.managedidentity.plan.LiveIdentity;
import dev.managedidentity.plan.Plan;
import dev.managedidentity.plan.Planner;
import dev.managedidentity.plan.RoleClaims;
import dev.managedidentity.plan.RoleRecord;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Objects that leave while it cannot be told what they are about. */
class EndingTest {
  private final LoopHarness loop = new LoopHarness(WEB);

  private IdentityDeclaration<?> declaration() {
    List<Declared> declared = loop.cluster.declarations(WEB);
    return declared.get(0).resource();
  }

  private UserAssignedIdentity identity() {
    return loop.cluster.identities(LoopHarness.identity("app")).get(0).resource();
  }

  private static boolean leavesSomething(HasMetadata leaving, ArmId target) {
    return Ending.leavesSomething(ProvenStatus.of(leaving, target, TestRecords.PROOFS));
  }

  @Test
  void whatOwnsSomethingIsNotLetGo() {
    // Given
    loop.declare("web", assigned("app"));
    loop.lookWhenDue(3);

    // Then
    assertThat(leavesSomething(declaration(), WEB)).isTrue();
  }

  @Test
  void whatOwnsNothingMayGo() {
    // Given
    loop.azure.live = live("app");
    loop.declare("web", assigned("app"));
    assertThat(leavesSomething(declaration(), WEB)).as("never looked at").isFalse();

    // When
    loop.lookWhenDue(3);

    // Then
    assertThat(leavesSomething(declaration(), WEB)).isFalse();
  }

  private static Declared deleting(RoleClaims roles, ExtensionClaim extension) {
    Declaration declaration =
        new Declaration(
            "shop/web",
            Instant.EPOCH,
            Mode.Additive,
            null,
            Map.of(),
            List.of(),
            DeletionPolicy.Remove,
            false,
            true,
            false,
            Set.of(),
            Set.of(),
            roles,
            extension,
            Access.UNRESTRICTED);
    return new Declared(null, declaration, List.of(), null);
  }

  /** The identity is done; of roles and the extension nothing new is known. */
  private static Situation withoutNews(Declared declared) {
    ComputeResource live =
        new ComputeResource(
            WEB, "1", "westeurope", false, "Succeeded", LiveIdentity.NONE, List.of(), false);
    Plan plan =
        Planner.plan(List.of(declared.declaration()), LiveIdentity.NONE, Circumstances.usual(true));
    return Situation.read(Situation.Stage.SETTLED, live, plan, "", Duration.ofMinutes(1));
  }

  @Test
  void rolesOnRecordOfWhichNothingIsKnownAreNotReleased() {
    // Given
    RoleRecord record =
        new RoleRecord("Reader", "/subscriptions/s", "principal", "definition", "/id");
    Declared owner = deleting(new RoleClaims(List.of(), List.of(record)), ExtensionClaim.NONE);
    Declared other = deleting(RoleClaims.NONE, ExtensionClaim.NONE);

    // Then
    assertThat(Ending.isDone(owner, withoutNews(owner))).isFalse();
    assertThat(Ending.isDone(other, withoutNews(other))).isTrue();
  }

  @Test
  void theFinalizerStaysWhileTheExtensionOnRecordIsThere() {
    // Given
    ExtensionWish wish = new ExtensionWish(true, OperatingSystem.Linux, 50342);
    ExtensionClaim claim = new ExtensionClaim(wish, "ManagedIdentityExtensionForLinux");
    Declared owner = deleting(RoleClaims.NONE, claim);
    LiveExtension there =
        new LiveExtension(
            "ManagedIdentityExtensionForLinux",
            OperatingSystem.Linux,
            50342,
            LiveExtension.Setup.DONE);

    // When
    Situation unknown = withoutNews(owner);
    Situation stillThere = unknown.with(extension(owner, List.of(there)));
    Situation gone = unknown.with(extension(owner, List.of()));

    // Then
    assertThat(Ending.isDone(owner, unknown)).isFalse();
    assertThat(Ending.isDone(owner, stillThere)).isFalse();
    assertThat(Ending.isDone(owner, gone)).isTrue();
  }

  private static ExtensionOutcome extension(Declared declared, List<LiveExtension> live) {
    return new ExtensionOutcome(
        ExtensionPlanner.plan(List.of(declared.declaration()), live),
        Optional.empty(),
        "",
        false,
        false,
        false);
  }

  @Test
  void anIdentityThatWasCreatedIsNotLeftBehind() {
    // Given
    loop.cluster.declareIdentity("app", spec -> {});
    assertThat(leavesSomething(identity(), LoopHarness.identity("app")))
        .as("not created")
        .isFalse();

    // When
    loop.declare("web", LoopHarness.named("app"));
    loop.run(Duration.ofMinutes(2));

    // Then
    assertThat(leavesSomething(identity(), LoopHarness.identity("app"))).isTrue();
  }
}
