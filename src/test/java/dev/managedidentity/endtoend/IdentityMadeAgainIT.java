package dev.managedidentity.endtoend;

import static dev.managedidentity.endtoend.Grants.role;
import static dev.managedidentity.endtoend.Identities.named;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.managedidentity.api.IdentityDeletionPolicy;
import dev.managedidentity.api.IdentityRow;
import dev.managedidentity.api.UserAssignedIdentityStatus;
import dev.managedidentity.api.WriteTo;
import dev.managedidentity.emulator.wire.Request;
import dev.managedidentity.endtoend.Grants.Grant;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.WithApiServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * An identity that is deleted in Azure and made again is another one: everything that refers to it
 * by the name of its declaration follows.
 */
@WithApiServer
@Execution(ExecutionMode.CONCURRENT)
class IdentityMadeAgainIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path directory;
  private final ApiServer server;
  private final Queue<Request> patches = new ConcurrentLinkedQueue<>();
  private Stage stage;
  private Identities identities;

  IdentityMadeAgainIT(ApiServer server) {
    this.server = server;
  }

  @BeforeEach
  void set() {
    stage = Stage.set(server, directory, 0.05);
    identities = new Identities(stage);
    stage.emulator.listen(
        request -> {
          if (request.method().equals("PATCH")) {
            patches.add(request);
          }
        });
    identities.declare(
        "app",
        spec -> {
          spec.writeTo = new WriteTo();
          spec.writeTo.configMap = "app-identity";
        });
  }

  @AfterEach
  void clear() {
    stage.close();
  }

  @Test
  void scaleSetsAndMachinesGetItByNullAndThenAnew() throws IOException {
    // Given
    String theirs = stage.identity("theirs");
    String web = stage.scaleSet("web", theirs);
    String build = stage.target(ArmId.VIRTUAL_MACHINE, "build");
    stage.declare("web", web, named("app"));
    stage.declare("build", build, named("app"));
    identities.awaitReady("app");
    stage.awaitReady("web");
    stage.awaitReady("build");
    UserAssignedIdentityStatus before = identities.get("app").getStatus();
    patches.clear();

    // When
    stage.emulator.azure().deleteIdentity(before.id);
    awaitAnother(before.principalId);

    // Then
    for (String target : List.of("web", "build")) {
      Stage.awaitUntil(() -> principal(target).equals(now().principalId));
      stage.awaitReady(target);
      assertThat(row(target).owned).isTrue();
      assertThat(row(target).clientId).isEqualTo(now().clientId);
    }
    assertThat(identitiesSent(web))
        .containsExactly(
            "{'type':'SystemAssigned, UserAssigned','userAssignedIdentities':{'%s':null}}"
                .formatted(identities.id("app")),
            "{'type':'SystemAssigned, UserAssigned','userAssignedIdentities':{'%s':{}}}"
                .formatted(identities.id("app")));
    // Without any user-assigned identity left there must be no map.
    assertThat(identitiesSent(build))
        .containsExactly(
            "{'type':'None'}",
            "{'type':'UserAssigned','userAssignedIdentities':{'%s':{}}}"
                .formatted(identities.id("app")));
    assertThat(stage.users(web)).containsExactlyInAnyOrder(theirs, identities.id("app"));
    assertThat(identities.configMap("app-identity").getData())
        .contains(
            Map.entry("clientId", now().clientId), Map.entry("principalId", now().principalId));
    assertThat(stage.sent("PUT", "/userAssignedIdentities/app")).hasSize(2);
  }

  @Test
  void aFleetAtRestFollowsANameThatStandsForAnotherOne() {
    // Given
    Map<String, String> fleet = new TreeMap<>();
    IntStream.range(0, 12).forEach(i -> fleet.put("web" + i, stage.scaleSet("web" + i)));
    fleet.forEach((name, scaleSet) -> stage.declare(name, scaleSet, named("app")));
    fleet.keySet().forEach(stage::awaitReady);
    awaitMoreLists(4);

    // When
    identities.delete("app");
    identities.awaitGone("app");
    identities.declare("app", spec -> spec.name = "another");

    // Then
    fleet.values().forEach(target -> stage.awaitUsers(target, identities.id("another")));
    fleet.keySet().forEach(stage::awaitReady);
  }

  /** Of as many targets lists tell, and by then no look at one finds anything to do. */
  private void awaitMoreLists(int many) {
    int before = lists();
    Stage.awaitUntil(() -> lists() >= before + many);
  }

  private int lists() {
    return stage.sent("GET", "/providers/Microsoft.Compute/virtualMachineScaleSets").size();
  }

  @Test
  void aRestartBetweenTheTwoHalvesOfTheRepairSendsNoThird() {
    // Given
    String web = stage.scaleSet("web");
    stage.declare("web", web, named("app"));
    stage.awaitReady("web");
    UserAssignedIdentityStatus before = identities.get("app").getStatus();
    patches.clear();

    // When
    stage.emulator.azure().deleteIdentity(before.id);
    Stage.awaitUntil(() -> !patches.isEmpty());
    stage.stopOperator();
    assertThat(patches).hasSize(1);
    stage.startOperator();

    // Then
    awaitAnother(before.principalId);
    Stage.awaitUntil(() -> principal("web").equals(now().principalId));
    stage.awaitReady("web");
    assertThat(row("web").owned).isTrue();
    assertThat(patches).hasSize(2);
  }

  @Test
  void itsRolesAreGrantedToItAndTheOrphansTakenAway() throws Exception {
    // Given
    Grants grants = new Grants(new AzureByHand(stage.emulator.environment()));
    identities.edit(
        "app",
        spec -> {
          spec.deletionPolicy = IdentityDeletionPolicy.Delete;
          spec.roleAssignments.add(role("Reader", stage.group()));
        });
    identities.awaitReady("app");
    String former = now().principalId;

    // When
    stage.emulator.azure().deleteIdentity(identities.id("app"));
    awaitAnother(former);

    // Then
    assertThat(grants.at(stage.group()))
        .extracting(Grant::principalId)
        .containsExactly(now().principalId);

    // When
    identities.delete("app");
    identities.awaitGone("app");

    // Then
    assertThat(grants.at(stage.group())).isEmpty();
    assertThat(stage.emulator.azure().exists(identities.id("app"))).isFalse();
  }

  private void awaitAnother(String former) {
    Stage.awaitUntil(
        () -> {
          String principal = now().principalId;
          return principal != null && !principal.equals(former);
        });
    identities.awaitReady("app");
  }

  private UserAssignedIdentityStatus now() {
    return identities.get("app").getStatus();
  }

  private IdentityRow row(String declaration) {
    return stage.get(declaration).getStatus().identities.stream()
        .filter(row -> "app".equals(row.name))
        .findAny()
        .orElseThrow();
  }

  private String principal(String declaration) {
    return String.valueOf(row(declaration).principalId);
  }

  /** With simple quotes, for the eye. */
  private List<String> identitiesSent(String target) throws IOException {
    List<String> identities = new ArrayList<>();
    for (Request patch : patches) {
      if (patch.path().equalsIgnoreCase(target)) {
        identities.add(JSON.readTree(patch.body()).path("identity").toString().replace('"', '\''));
      }
    }
    return identities;
  }
}
