package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.assigned;
import static dev.managedidentity.operator.LoopHarness.identity;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.IdentityRow;
import dev.managedidentity.api.Mode;
import dev.managedidentity.api.ScaleSetIdentitySpec;
import dev.managedidentity.api.UserAssigned;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.plan.ArmId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said of a 403: which rights are missing, and what grants them. */
@ParameterizedClass
@MethodSource("dev.managedidentity.operator.LoopHarness#targets")
class MissingRightsTest {
  private static final String ASSIGN = ArmId.USER_ASSIGNED_IDENTITY + "/assign/action";

  private final LoopHarness loop;
  private final ArmId target;

  MissingRightsTest(ArmId target) {
    this.target = target;
    loop = new LoopHarness(target);
  }

  private static Problem denied(String code, String message) {
    return new Problem(Kind.DENIED, code, message, Optional.empty(), Set.of());
  }

  private static Problem denied() {
    return denied("AuthorizationFailed", "said Azure.");
  }

  private static String line(String role, ArmId scope) {
    return "az role assignment create --assignee-object-id %s --assignee-principal-type"
            .formatted(FakeRights.PRINCIPAL)
        + " ServicePrincipal --role \"%s\" --scope %s".formatted(role, scope);
  }

  private static String[] names(int size) {
    return IntStream.range(0, size).mapToObj(i -> "id" + i).toArray(String[]::new);
  }

  private IdentityRow row(int index) {
    return loop.cluster.status("web").identities.get(index);
  }

  @Test
  void ofATargetTheMissingOneIsNamedWithTheLineThatGrantsIt() {
    // Given
    loop.rights.allowOnly(target, "*/read");
    loop.azure.patchProblems.add(denied());
    loop.declare("web", assigned("app"));

    // When
    loop.look();

    // Then
    assertThat(loop.cluster.ready("web")).isEqualTo("False PermissionDenied");
    assertThat(loop.cluster.message("web"))
        .isEqualTo(
            "AuthorizationFailed: said Azure. Grant the operator the role Virtual Machine"
                + " Contributor on %s, where it lacks %s/write. Run: %s"
                    .formatted(target, target.type(), line("Virtual Machine Contributor", target)));
  }

  @Test
  void whatIsMissingOnTheIdentitiesIsToldWithIt() {
    // Given
    loop.rights.allowOnly(target, "*/read");
    loop.rights.allowOnly(identity("app"), "*/read");
    loop.azure.patchProblems.add(denied());
    loop.declare("web", assigned("app", "more"));

    // When
    loop.look();

    // Then
    assertThat(loop.cluster.message("web"))
        .contains("Managed Identity Operator on %s, where it lacks ".formatted(identity("app")))
        .contains(line("Virtual Machine Contributor", target))
        .endsWith(" && " + line("Managed Identity Operator", identity("app")))
        .doesNotContain(identity("more").text());
  }

  @Test
  void ofATargetThatCannotBeReadAllIsNamedThatItTakes() {
    // Given
    loop.rights.allowOnly(target);
    loop.azure.readProblems.add(denied());
    loop.declare("web", assigned("app"));

    // When
    loop.look();

    // Then
    assertThat(loop.cluster.message("web"))
        .contains("where it lacks %1$s/read and %1$s/write.".formatted(target.type()))
        .endsWith(line("Virtual Machine Contributor", target));
    assertThat(loop.rights.asked).containsExactly(target.text());
  }

  @Test
  void whoOnlyObservesNeedsNoMoreThanAReader() {
    // Given
    loop.rights.allowOnly(target);
    loop.azure.readProblems.add(denied());
    loop.declare("web", assigned("app").andThen(spec -> spec.mode = Mode.Observe));

    // When
    loop.look();

    // Then
    assertThat(loop.cluster.message("web"))
        .contains("where it lacks %s/read.".formatted(target.type()))
        .endsWith(line("Reader", target));
  }

  @Test
  void ofAnIdentityItIsInItsRowToo() {
    // Given
    loop.azure.bad.put(identity("vault"), Kind.DENIED);
    loop.rights.allowOnly(identity("vault"), "*/read");
    loop.declare("web", assigned("app", "vault"));

    // When
    loop.lookWhenDue(2);

    // Then
    String line = line("Managed Identity Operator", identity("vault"));
    assertThat(row(1).message)
        .contains("Grant it the role Managed Identity Operator", "What is missing is " + ASSIGN)
        .endsWith("Run: " + line);
    assertThat(loop.cluster.message("web"))
        .contains("on %s, where it lacks %s;".formatted(identity("vault"), ASSIGN))
        .endsWith("Run: " + line);
    assertThat(loop.cluster.rows("web"))
        .containsExactly("app Assigned owned", "vault Unauthorized");
  }

  @Test
  void whereAzureDoesNotNameTheIdentitiesTheRightsDo() {
    // Given
    loop.azure.namesTheBad = false;
    for (String name : names(40)) {
      loop.azure.bad.put(identity(name), Kind.DENIED);
      loop.rights.allowOnly(identity(name), "*/read");
    }
    loop.declare("web", assigned(names(40)).andThen(assigned("well")));

    // When
    loop.lookWhenDue(2);

    // Then
    assertThat(loop.azure.patches).as("the whole, and all that are allowed").isEqualTo(2);
    assertThat(loop.azure.live.userAssigned()).containsOnlyKeys(identity("well"));
    assertThat(loop.cluster.message("web"))
        .contains("on each of 40 identities, where it lacks " + ASSIGN)
        .contains(identity("id0").text(), identity("id39").text())
        .containsOnlyOnce("az role assignment create")
        .endsWith("--scope \"$scope\"; done");
    assertThat(loop.rights.asked).as("the group, and each of them").hasSize(42);
  }

  @Test
  void ofMoreThanAConditionHasRoomForEachHasItsLineInItsRow() {
    // Given
    loop.azure.namesTheBad = false;
    for (String name : names(150)) {
      loop.azure.bad.put(identity(name), Kind.DENIED);
      loop.rights.allowOnly(identity(name));
    }
    loop.declare("web", assigned(names(150)));

    // When
    loop.lookWhenDue(2);

    // Then
    assertThat(loop.cluster.message("web"))
        .contains("For 110 more see status.identities.")
        .hasSizeLessThan(32_768);
    assertThat(loop.cluster.status("web").identities)
        .allSatisfy(row -> assertThat(row.message).endsWith("--scope " + row.id));
  }

  @Test
  void whereNothingIsMissingThatIsSaid() {
    // Given
    loop.azure.bad.put(identity("ghost"), Kind.DENIED);
    loop.declare("web", assigned("ghost"));

    // When
    loop.look();

    // Then
    assertThat(loop.cluster.message("web"))
        .contains("the operator may assign it", "the identity does not exist", "moments ago")
        .doesNotContain("Grant", "az role");
    assertThat(row(0).message).contains("the identity does not exist").doesNotContain("Grant");

    // Given
    loop.cluster.edit("web", spec -> spec.userAssigned = assignedOnly("app"));
    loop.azure.patchProblems.add(denied());

    // When
    loop.look();

    // Then
    assertThat(loop.cluster.message("web"))
        .contains("the operator has those that this takes", "moments ago")
        .doesNotContain("Grant", "az role");
  }

  private static List<UserAssigned> assignedOnly(String name) {
    ScaleSetIdentitySpec spec = new ScaleSetIdentitySpec();
    assigned(name).accept(spec);
    return spec.userAssigned;
  }

  @Test
  void whomAzureRefusedIsWhoGetsTheRole() {
    // Given
    String other = "d1000000-0000-4000-8000-000000000002";
    loop.rights.allowOnly(target, "*/read");
    loop.azure.patchProblems.add(
        denied("AuthorizationFailed", "The client 'x' with object id '%s' …".formatted(other)));
    loop.declare("web", assigned("app"));

    // When
    loop.look();

    // Then
    assertThat(loop.cluster.message("web")).contains("--assignee-object-id " + other);
  }

  @Test
  void whereNobodySaysWhoTheOperatorIsTheLineAsksForIt() {
    // Given
    loop.rights.principal = Optional.empty();
    loop.rights.allowOnly(target, "*/read");
    loop.azure.patchProblems.add(denied());
    loop.declare("web", assigned("app"));

    // When
    loop.look();

    // Then
    assertThat(loop.cluster.message("web"))
        .contains("--assignee-object-id \"<object id of the credential's");
  }
}
