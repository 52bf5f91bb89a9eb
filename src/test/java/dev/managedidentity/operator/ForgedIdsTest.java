package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.RoleAssignmentRow;
import dev.managedidentity.api.RoleAssignmentState;
import dev.managedidentity.api.SystemAssigned;
import dev.managedidentity.azure.Azure;
import dev.managedidentity.emulator.Emulator;
import dev.managedidentity.emulator.EmulatorOptions;
import dev.managedidentity.emulator.wire.Request;
import dev.managedidentity.operator.RecordProofs.Subject;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.testing.EmulatedSettings;
import dev.managedidentity.testing.MutableClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Role assignment records that name something else, where Azure would let the operator do anything:
 * neither a record without a proof nor one with a valid proof has it deleted.
 */
class ForgedIdsTest {
  private static final String GROUP = "shop";

  @TempDir private static Path directory;

  private final MutableClock clock = new MutableClock();
  private final FakeCluster cluster = new FakeCluster();
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void nothingElseIsDeleted(boolean isProven) throws IOException {
    // Given
    try (Emulator emulator = Emulator.start(EmulatorOptions.in(directory).withClock(clock))) {
      emulator.azure().putResourceGroup(GROUP, "westeurope");
      String web = emulator.azure().putScaleSet(GROUP, "web", null);
      String machine = emulator.azure().putVirtualMachine(GROUP, "build", null);
      String group = web.substring(0, web.indexOf("/providers"));
      String aks = group + "/providers/Microsoft.ContainerService/managedClusters/aks";
      ObjectNode body = new ObjectMapper().createObjectNode().put("location", "westeurope");
      emulator.azure().putResource(aks, body);
      ArmId target = ArmId.parse(web);
      emulator.listen(requests::add);
      TargetQueue.Work loop = loop(emulator);
      cluster.declare("web", target, spec -> spec.systemAssigned = SystemAssigned.Enabled);
      look(loop, target, 8);
      assertThat(cluster.ready("web")).isEqualTo("True Converged");

      // When
      IdentityStatus status = StatusFactory.copyOf(cluster.status("web"));
      status.roleAssignments = new ArrayList<>();
      Subject subject = new Subject("uid-of-web", target);
      for (String id : List.of(web, machine, aks, group)) {
        RoleAssignmentRow row = row(id, status.systemAssigned.principalId);
        row.proof = isProven ? TestRecords.PROOFS.of(subject, row) : null;
        status.roleAssignments.add(row);
      }
      cluster.overwrite("web", status);
      look(loop, target, 3);
      cluster.delete("web");
      look(loop, target, 5);

      // Then
      assertThat(requests).noneMatch(request -> request.method().equals("DELETE"));
      assertThat(List.of(web, machine, aks))
          .allSatisfy(id -> assertThat(emulator.azure().getResource(id).isObject()).isTrue());
      assertThat(cluster.events).contains("web Warning RecordIgnored");
      assertThat(cluster.isThere("web")).isFalse();
    }
  }

  private static RoleAssignmentRow row(String id, String principalId) {
    RoleAssignmentRow row = new RoleAssignmentRow();
    row.role = "Reader";
    row.scope = "/subscriptions/s";
    row.state = RoleAssignmentState.Removing;
    row.owned = true;
    row.principalId = principalId;
    row.roleDefinition = FakeRoles.READER;
    row.id = id;
    return row;
  }

  private void look(TargetQueue.Work loop, ArmId target, int times) {
    for (int i = 0; i < times; i++) {
      clock.advance(loop.run(target).orElse(Duration.ofMinutes(1)));
    }
  }

  private TargetQueue.Work loop(Emulator emulator) throws IOException {
    Azure azure = Azure.connect(EmulatedSettings.of(emulator.environment()), clock);
    Consumer<ArmId> nobody = unused -> {};
    return IdentityOperator.work(
        cluster,
        unused -> Credential.own(azure, null),
        AccessPolicy.NONE,
        new OperatorSettings(null, Set.of(), Duration.ofMinutes(1), Duration.ofSeconds(5), 1, 0),
        new Surroundings(
            new Metrics(),
            TestRecords.PROOFS,
            clock,
            () -> 0.5,
            Runnable::run,
            nobody,
            () -> false,
            new DeletionGate(
                cluster::deleting,
                new FakeNamespaces(),
                new FakeUninstall(),
                DeletionSettings.DEFAULT,
                null,
                clock),
            new FakeNamespaces()));
  }
}
