package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.WEB;
import static dev.managedidentity.operator.LoopHarness.assigned;
import static dev.managedidentity.operator.LoopHarness.live;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.IdentitySpec;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.LegacyExtension;
import dev.managedidentity.azure.Azure;
import dev.managedidentity.azure.ComputeResource;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.operator.Situation.Stage;
import dev.managedidentity.plan.Circumstances;
import dev.managedidentity.plan.Declaration;
import dev.managedidentity.plan.Plan;
import dev.managedidentity.plan.Planner;
import dev.managedidentity.plan.RoleHolder;
import dev.managedidentity.plan.RolePlanner;
import dev.managedidentity.testing.Kinds;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** When a look is spared, because it would find and tell what the last one did. */
class RestTest {
  private static final Instant VERIFIED = Instant.parse("2026-01-01T10:00:00Z");
  private static final Instant LATER = VERIFIED.plus(Duration.ofHours(1));

  private static Credential own(HasMetadata unused) {
    return credential("", "");
  }

  private static Credential credential(String secret, String version) {
    return new Credential(
        secret,
        version,
        new DefaultSubscription("s", "for the operator"),
        Azure.without(FakeCompute.problem(Problem.Kind.DENIED)),
        Optional.empty());
  }

  private static IdentityDeclaration<?> object(Consumer<IdentitySpec> says) {
    IdentityDeclaration<?> object =
        Kinds.declaration(
            WEB.text(),
            new ObjectMetaBuilder()
                .withNamespace("shop")
                .withName("web")
                .withUid("uid")
                .withResourceVersion("7")
                .withGeneration(1L)
                .withCreationTimestamp("2026-01-01T00:00:00Z")
                .build(),
            says);
    object.setStatus(new IdentityStatus());
    object.getStatus().lastVerifiedTime = VERIFIED.toString();
    return object;
  }

  private static Declared read(IdentityDeclaration<?> object) {
    return Declarations.read(
        object, WEB, (namespace, name) -> Optional.empty(), TestRecords.PROOFS);
  }

  private static Situation settled(Declared declared) {
    ComputeResource live =
        new ComputeResource(
            WEB, "1", "westeurope", false, "Succeeded", live("app"), List.of(), false);
    List<Declaration> declarations = List.of(declared.declaration());
    Plan plan =
        Planner.plan(declarations, live.identity(), new Circumstances(true, Set.of(), Set.of()));
    return Situation.read(Stage.SETTLED, live, plan, "", Duration.ofSeconds(60));
  }

  private static Optional<Rest> rest(IdentityDeclaration<?> object, UnaryOperator<Situation> but) {
    Declared declared = read(object);
    return Rest.after(but.apply(settled(declared)), List.of(declared), List.of("basis"), LATER);
  }

  @Test
  void lastsUntilAVerificationIsToBeNoted() {
    // When
    Rest rest = rest(object(assigned("app")), UnaryOperator.identity()).orElseThrow();

    // Then
    Instant due = VERIFIED.plus(Report.VERIFICATION_NOTED_EVERY);
    assertThat(rest.lasts(List.of("basis"), due.minusSeconds(1))).isTrue();
    assertThat(rest.lasts(List.of("basis"), due)).isFalse();
    assertThat(rest.lasts(List.of("other"), due.minusSeconds(1))).isFalse();
  }

  @Test
  void lastsNoLongerThanUntilSomethingElseIsDue() {
    // Given
    Declared declared = read(object(assigned("app")));
    Instant soon = VERIFIED.plusSeconds(30);

    // When
    Optional<Rest> rest = Rest.after(settled(declared), List.of(declared), List.of("basis"), soon);

    // Then
    assertThat(rest.map(Rest::until)).contains(soon);
  }

  static Stream<Arguments> restless() {
    Problem problem = FakeCompute.problem(Problem.Kind.DENIED);
    UnaryOperator<Situation> same = UnaryOperator.identity();
    UnaryOperator<Situation> hindered = one -> one.hinderedBy(problem, Duration.ofSeconds(5));
    UnaryOperator<Situation> setAside =
        one ->
            one.knowing(
                Map.of(LoopHarness.identity("bad"), Aside.waiting("not there yet")),
                Map.of(),
                Map.of());
    UnaryOperator<Situation> contested =
        one -> one.knowing(Map.of(), Map.of(), Map.of("shop/web", List.of("assign app")));
    UnaryOperator<Situation> roleRefused =
        one ->
            one.with(
                new RoleOutcome(
                    RolePlanner.plan(List.of(), RoleHolder.UNKNOWN),
                    Map.of("reader at /s", problem),
                    Optional.empty(),
                    false));
    Consumer<IdentitySpec> legacy =
        spec -> {
          spec.legacyExtension = new LegacyExtension();
          spec.legacyExtension.state = LegacyExtension.Presence.Absent;
        };
    IdentityDeclaration<?> leaving = object(assigned("app"));
    leaving.getMetadata().setDeletionTimestamp("2026-01-01T10:00:01Z");
    IdentityDeclaration<?> unverified = object(assigned("app"));
    unverified.getStatus().lastVerifiedTime = null;
    return Stream.of(
        Arguments.of("a change that is refused", object(assigned("app")), hindered),
        Arguments.of("an identity that waits", object(assigned("app")), setAside),
        Arguments.of("a rival", object(assigned("app")), contested),
        Arguments.of("a role that is refused", object(assigned("app")), roleRefused),
        Arguments.of("an extension", object(legacy), same),
        Arguments.of("a declaration that leaves", leaving, same),
        Arguments.of("no verification on record", unverified, same));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("restless")
  void thereIsNoneWith(
      String what, IdentityDeclaration<?> object, UnaryOperator<Situation> situation) {
    assertThat(rest(object, situation)).as(what).isEmpty();
  }

  @Test
  void endsWithWhateverIsOtherwiseOfTheObjectsOrOfTheirCredentials() {
    // Given
    List<String> basis =
        Rest.basis(List.of(object(assigned("app"))), RestTest::own, AccessPolicy.NONE);

    // Then
    assertThat(Rest.basis(List.of(object(assigned("app"))), RestTest::own, AccessPolicy.NONE))
        .isEqualTo(basis);

    IdentityDeclaration<?> written = object(assigned("app"));
    written.getMetadata().setResourceVersion("8");
    assertThat(Rest.basis(List.of(written), RestTest::own, AccessPolicy.NONE)).isNotEqualTo(basis);

    IdentityDeclaration<?> madeAgain = object(assigned("app"));
    madeAgain.getMetadata().setUid("another");
    assertThat(Rest.basis(List.of(madeAgain), RestTest::own, AccessPolicy.NONE))
        .isNotEqualTo(basis);

    List<HasMetadata> one = List.of(object(assigned("app")));
    assertThat(Rest.basis(one, unused -> credential("shop/team", "1"), AccessPolicy.NONE))
        .isNotEqualTo(basis)
        .isNotEqualTo(Rest.basis(one, unused -> credential("shop/team", "2"), AccessPolicy.NONE));

    IdentityDeclaration<?> another = object(assigned("app"));
    another.getMetadata().setUid("of another");
    assertThat(
            Rest.basis(List.of(object(assigned("app")), another), RestTest::own, AccessPolicy.NONE))
        .isNotEqualTo(basis);
    assertThat(Rest.basis(List.of(), RestTest::own, AccessPolicy.NONE)).isNotEqualTo(basis);
  }
}
