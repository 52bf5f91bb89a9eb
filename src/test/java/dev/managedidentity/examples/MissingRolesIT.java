package dev.managedidentity.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.managedidentity.api.RoleAssignment;
import dev.managedidentity.emulator.arm.Access.Grant;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.WithApiServer;
import io.fabric8.kubernetes.api.model.Condition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Task 14: with each of the roles missing in turn, the status tells which, and where. */
@WithApiServer
class MissingRolesIT {
  private static final Pattern OPERATOR = Pattern.compile("with object id '([0-9a-f-]{36})'");

  private final ApiServer server;

  MissingRolesIT(ApiServer server) {
    this.server = server;
  }

  static List<MissingRole> rows() {
    return MissingRole.all();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void theStatusNamesActionScopeAndRoleAndItGoesOnOnceTheRoleIsGranted(
      MissingRole row, @TempDir Path folder) throws IOException {
    try (Stage stage = new Stage(server, folder)) {
      // Given
      Map<String, String> ids = ids(row.example(), stage.subscription());
      grant(stage, ids, role -> !role.equals(row.role()));

      // When
      stage.apply(row.example().manifests());

      // Then
      await()
          .atMost(Stage.PATIENCE)
          .untilAsserted(
              () -> {
                Condition ready = told(stage, row);
                assertThat(ready.getReason()).isEqualTo("PermissionDenied");
                assertThat(ready.getMessage())
                    .contains("'" + row.action() + "'")
                    .endsWith(
                        resolved(row.remedy(), ids)
                            + " Run: "
                            + line(row, ids, ready.getMessage()));
              });

      // When
      grant(stage, ids, role -> true);

      // Then
      stage.awaitEnds(List.of(row.example()));
    }
  }

  /** The command that grants the role, to whom Azure refused and on what the remedy speaks of. */
  private static String line(MissingRole row, Map<String, String> ids, String message) {
    Matcher operator = OPERATOR.matcher(message);
    assertThat(operator.find()).as(message).isTrue();
    String scope = row.remedy().substring(row.remedy().indexOf('<'), row.remedy().indexOf('>') + 1);
    return "az role assignment create --assignee-object-id %s --assignee-principal-type"
            .formatted(operator.group(1))
        + " ServicePrincipal --role \"%s\" --scope %s".formatted(row.role(), resolved(scope, ids));
  }

  private static Condition told(Stage stage, MissingRole row) {
    return row.example().declarations().stream()
        .filter(one -> one.getKind().equals(row.toldBy()))
        .map(stage::live)
        .flatMap(live -> Stage.ready(live).stream())
        .findAny()
        .orElseThrow(() -> new AssertionError(row.toldBy() + " is not judged"));
  }

  /** The ids of what the table of the task speaks of. */
  private static Map<String, String> ids(Example example, String subscription) {
    String machine = example.machines(subscription).iterator().next();
    String identity = example.identities(subscription).iterator().next();
    String account =
        example.declarations().stream()
            .flatMap(one -> Stage.declaredRoles(one).stream())
            .map((RoleAssignment role) -> role.scope)
            .findAny()
            .orElseThrow();
    return Map.of(
        ArmId.parse(machine).isA(ArmId.SCALE_SET) ? "scale set" : "machine",
        machine,
        "identity",
        identity,
        "resource group",
        identity.substring(0, identity.indexOf("/providers/")),
        "storage account",
        account);
  }

  private static String resolved(String remedy, Map<String, String> ids) {
    String resolved = remedy;
    for (Map.Entry<String, String> id : ids.entrySet()) {
      resolved = resolved.replace("<" + id.getKey() + ">", id.getValue());
    }
    return resolved;
  }

  /** Gives the operator those of the roles, each where it is needed and nowhere else. */
  private static void grant(Stage stage, Map<String, String> ids, Predicate<String> which) {
    String machine = ids.getOrDefault("scale set", ids.get("machine"));
    List<Grant> all =
        List.of(
            new Grant("Virtual Machine Contributor", machine),
            new Grant("Managed Identity Contributor", ids.get("resource group")),
            new Grant("Managed Identity Operator", ids.get("resource group")),
            new Grant("Role Based Access Control Administrator", ids.get("storage account")));
    stage
        .emulator
        .azure()
        .access()
        .restrict(
            stage.operatorsClient(),
            all.stream().filter(grant -> which.test(grant.role())).toList());
  }
}
