package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.assigned;
import static dev.managedidentity.operator.LoopHarness.identity;
import static dev.managedidentity.operator.LoopHarness.role;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.managedidentity.api.IdentityRow;
import dev.managedidentity.api.IdentityState;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.LegacyExtension.OperatingSystem;
import dev.managedidentity.api.LegacyExtensionStatus;
import dev.managedidentity.api.OperationStatus;
import dev.managedidentity.api.RoleAssignmentRow;
import dev.managedidentity.api.RoleAssignmentState;
import dev.managedidentity.api.Status;
import dev.managedidentity.api.SystemAssigned;
import dev.managedidentity.api.SystemAssignedStatus;
import dev.managedidentity.api.UserAssignedIdentityStatus;
import dev.managedidentity.azure.UserIdentity;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.LiveExtension;
import dev.managedidentity.plan.LiveExtension.Setup;
import dev.managedidentity.plan.LiveIdentity;
import dev.managedidentity.plan.LiveIdentity.Principal;
import dev.managedidentity.plan.LiveRole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What somebody else wrote into a status has the operator change nothing that it did not make. */
class ForgedRecordsTest {
  private static final String SCOPE = "/subscriptions/s/resourceGroups/shop";
  private static final String PRINCIPAL = "principal-of-the-scale-set";
  private static final List<String> FOREIGN = List.of("one", "two", "three");

  /** What the operator wrote into the status of another object about the same target. */
  private static final IdentityStatus ANOTHERS = another();

  /** The same of another identity's object. */
  private static final UserAssignedIdentityStatus ANOTHER_IDENTITYS = anotherIdentity();

  private final LoopHarness loop = new LoopHarness(LoopHarness.WEB);

  private static IdentityStatus another() {
    LoopHarness loop = new LoopHarness(LoopHarness.WEB);
    loop.declare(
        "another",
        assigned(FOREIGN.toArray(String[]::new))
            .andThen(
                spec -> {
                  spec.systemAssigned = SystemAssigned.Enabled;
                  spec.roleAssignments.add(role("Reader", SCOPE));
                }));
    loop.run(Duration.ofMinutes(3));
    IdentityStatus status = loop.cluster.status("another");
    assertThat(status.identities).hasSize(3).allMatch(row -> row.owned && row.proof != null);
    assertThat(status.systemAssigned.proof).isNotNull();
    assertThat(status.roleAssignments).hasSize(1).allMatch(row -> row.owned && row.proof != null);
    return status;
  }

  private static UserAssignedIdentityStatus anotherIdentity() {
    LoopHarness loop = new LoopHarness(LoopHarness.WEB);
    loop.cluster.declareIdentity(
        "other",
        spec -> {
          spec.tags = Map.of("team", "shop");
          spec.roleAssignments.add(role("Reader", SCOPE));
        });
    loop.run(Duration.ofMinutes(3));
    UserAssignedIdentityStatus status = loop.cluster.identityStatus("other");
    assertThat(status.created).isTrue();
    assertThat(status.tags).containsExactly("team");
    return status;
  }

  static Stream<Long> seeds() {
    return IntStream.range(0, 60).mapToObj(seed -> 7919L * seed + 13);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void nothingOfATargetIsRemovedOnTheWordOfOthers(long seed) {
    // Given
    Random random = new Random(seed);
    Map<ArmId, Principal> users = new TreeMap<>();
    FOREIGN.forEach(
        name -> {
          UserIdentity there = loop.identities.put(identity(name), "westeurope", Map.of());
          users.put(identity(name), new Principal(there.clientId(), there.principalId()));
        });
    LiveIdentity before = new LiveIdentity(true, PRINCIPAL, "tenant", users);
    loop.azure.live = before;
    loop.azure.extensions.add(extension());
    foreignRoles(ANOTHERS).forEach(role -> loop.roles.there.put(role.id(), role));
    loop.roles.put(PRINCIPAL, FakeRoles.WRITER, SCOPE);
    List<String> roles = loop.roles.granted();
    boolean wants = random.nextBoolean();
    loop.declare("web", wants ? assigned("one") : assigned("four"));
    if (random.nextBoolean()) {
      loop.run(Duration.ofMinutes(2));
    }

    // When
    loop.cluster.overwrite("web", forged(random));
    loop.restart();
    loop.run(Duration.ofMinutes(random.nextInt(3)));
    loop.cluster.delete("web");
    loop.run(Duration.ofMinutes(5));

    // Then
    assertThat(loop.azure.live.userAssigned()).containsAllEntriesOf(before.userAssigned());
    assertThat(loop.azure.live.systemAssigned()).isTrue();
    assertThat(loop.azure.sent)
        .allSatisfy(
            patch ->
                assertThat(patch.userAssigned().keySet())
                    .doesNotContainAnyElementsOf(users.keySet()));
    assertThat(loop.azure.extensionCalls).isEmpty();
    assertThat(loop.roles.granted()).isEqualTo(roles);
    assertThat(loop.roles.writes()).isZero();
    assertThat(loop.cluster.isThere("web")).as("terminates").isFalse();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void nothingOfAnIdentityIsRemovedOnTheWordOfOthers(long seed) {
    // Given
    Random random = new Random(seed);
    ArmId app = identity("app");
    loop.identities.put(app, "westeurope", Map.of("team", "theirs", "cost", "1"));
    foreignRoles(ANOTHER_IDENTITYS).forEach(role -> loop.roles.there.put(role.id(), role));
    List<String> roles = loop.roles.granted();
    loop.cluster.declareIdentity("app", spec -> {});
    if (random.nextBoolean()) {
      loop.run(Duration.ofMinutes(2));
    }

    // When
    UserAssignedIdentityStatus status = copy(ANOTHER_IDENTITYS, UserAssignedIdentityStatus.class);
    status.targetId = random.nextBoolean() ? app.text() : status.targetId;
    status.id = random.nextBoolean() ? app.text() : status.id;
    status.tags = new ArrayList<>(List.of("team", "cost"));
    status.created = random.nextBoolean() ? Boolean.TRUE : null;
    status.proof = proof(random, status.proof);
    status.roleAssignments = roleRows(random, status.roleAssignments);
    loop.cluster.overwriteIdentity("app", status);
    loop.restart();
    loop.run(Duration.ofMinutes(3));

    // Then
    assertThat(loop.cluster.identityStatus("app").created).as("adopted").isNull();
    assertThat(loop.identities.get(app).tags()).isEqualTo(Map.of("team", "theirs", "cost", "1"));
    assertThat(loop.roles.granted()).isEqualTo(roles);
    assertThat(loop.roles.writes()).isZero();
    assertThat(loop.identities.writes()).isZero();
    assertThat(loop.cluster.events).contains("app Warning RecordIgnored");
  }

  @Test
  void aForgedRecordIsReportedOnceAndDropped() {
    // Given
    loop.azure.live = LoopHarness.live("one");
    loop.declare("web", assigned("four"));
    loop.run(Duration.ofMinutes(2));
    IdentityStatus forged = copy(loop.cluster.status("web"), IdentityStatus.class);
    forged.identities.stream()
        .filter(row -> row.id.endsWith("/one"))
        .forEach(row -> row.owned = true);

    // When
    loop.cluster.overwrite("web", forged);
    loop.look();

    // Then
    assertThat(loop.cluster.rows("web")).containsExactly("four Assigned owned", "one Foreign");
    assertThat(loop.cluster.message("web"))
        .contains("A record in status is not the operator's own", identity("one").text())
        .contains("ensure: Absent");

    // When
    loop.run(Duration.ofMinutes(5));

    // Then
    assertThat(loop.cluster.events)
        .filteredOn(event -> event.equals("web Warning RecordIgnored"))
        .hasSize(1);
    assertThat(loop.metrics.text())
        .contains(
            "managedidentity_records_ignored_total{kind=\"ScaleSetIdentity\",namespace=\"shop\"} 1.0");
  }

  /** What the schema lets pass and nobody can make sense of. */
  static Stream<Consumer<IdentityStatus>> malformed() {
    return Stream.of(
        status -> {
          IdentityRow row = new IdentityRow();
          row.owned = true;
          status.identities.add(row);
        },
        status -> status.roleAssignments.add(ownedRole(row -> row.id = null)),
        status -> status.roleAssignments.add(ownedRole(row -> row.principalId = null)),
        status -> status.roleAssignments.add(ownedRole(row -> row.role = null)),
        status -> status.roleAssignments.add(ownedRole(row -> row.scope = null)),
        status -> {
          status.legacyExtension = new LegacyExtensionStatus();
          status.legacyExtension.owned = true;
        },
        status -> status.operation = new OperationStatus());
  }

  private static RoleAssignmentRow ownedRole(Consumer<RoleAssignmentRow> without) {
    RoleAssignmentRow row = copy(ANOTHERS.roleAssignments.get(0), RoleAssignmentRow.class);
    without.accept(row);
    return row;
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void aRecordThatSaysNothingIsReportedOnceAndDropped(Consumer<IdentityStatus> record) {
    // Given
    loop.azure.live = LoopHarness.live("one");
    loop.declare("web", assigned("four"));
    loop.run(Duration.ofMinutes(2));
    IdentityStatus forged = copy(loop.cluster.status("web"), IdentityStatus.class);
    forged.identities = new ArrayList<>(forged.identities);
    record.accept(forged);

    // When
    loop.cluster.overwrite("web", forged);
    loop.run(Duration.ofMinutes(5));

    // Then
    assertThat(loop.cluster.events)
        .filteredOn(event -> event.equals("web Warning RecordIgnored"))
        .as("told once, and dropped")
        .hasSize(1);
    assertThat(loop.cluster.rows("web")).containsExactly("four Assigned owned", "one Foreign");
    assertThat(loop.roles.writes()).isZero();
  }

  @Test
  void aRestoredObjectRemovesNothing() {
    // Given
    loop.declare("web", assigned("one"));
    loop.run(Duration.ofMinutes(2));
    IdentityStatus backup = copy(loop.cluster.status("web"), IdentityStatus.class);
    loop.declare("restored", assigned("one"));
    loop.cluster.release(loop.cluster.deciding(LoopHarness.WEB).get(0));

    // When
    loop.cluster.overwrite("restored", backup);
    loop.restart();
    loop.run(Duration.ofMinutes(2));

    // Then
    assertThat(loop.cluster.rows("restored")).containsExactly("one PreExisting");

    // When
    loop.cluster.delete("restored");
    loop.run(Duration.ofMinutes(2));

    // Then
    assertThat(loop.cluster.isThere("restored")).isFalse();
    assertThat(loop.azure.live.userAssigned()).containsKey(identity("one"));
  }

  @Test
  void theWordOfTheOperatorItselfIsKept() {
    // Given
    loop.declare("web", assigned("one"));
    loop.run(Duration.ofMinutes(2));

    // When
    loop.restart();
    loop.cluster.delete("web");
    loop.run(Duration.ofMinutes(2));

    // Then
    assertThat(loop.azure.live.userAssigned()).isEmpty();
    assertThat(loop.cluster.events).noneMatch(event -> event.contains("RecordIgnored"));
  }

  @Test
  void anAssignmentThatIsAnotherByNowIsNotRevoked() {
    // Given
    loop.declare(
        "web",
        spec -> {
          spec.systemAssigned = SystemAssigned.Enabled;
          spec.roleAssignments.add(role("Reader", SCOPE));
        });
    loop.run(Duration.ofMinutes(2));
    LiveRole made = loop.roles.there.values().iterator().next();
    LiveRole another = new LiveRole(made.id(), "somebody-else", made.definition(), made.scope());
    loop.roles.there.put(made.id(), another);

    // When
    loop.cluster.delete("web");
    loop.run(Duration.ofMinutes(30));

    // Then
    assertThat(loop.roles.there).containsValue(another);
    assertThat(loop.roles.count("revoke")).isZero();
    assertThat(loop.cluster.isThere("web")).isFalse();
  }

  private static LiveExtension extension() {
    return new LiveExtension("msi", OperatingSystem.Linux, 50342, Setup.DONE);
  }

  private static List<LiveRole> foreignRoles(Status status) {
    return status.roleAssignments.stream()
        .map(row -> new LiveRole(row.id, row.principalId, row.roleDefinition, row.scope))
        .toList();
  }

  private static IdentityStatus forged(Random random) {
    IdentityStatus status = new IdentityStatus();
    status.observedGeneration = 1L;
    status.targetId = random.nextBoolean() ? LoopHarness.WEB.text() : LoopHarness.BUILD.text();
    status.proof = proof(random, ANOTHERS.proof);
    for (IdentityRow known : ANOTHERS.identities) {
      IdentityRow row = copy(known, IdentityRow.class);
      row.owned = random.nextInt(4) > 0;
      row.state = one(random, List.of(IdentityState.values()));
      row.proof = proof(random, one(random, ANOTHERS.identities).proof);
      status.identities.add(row);
    }
    status.roleAssignments = roleRows(random, ANOTHERS.roleAssignments);
    status.systemAssigned = new SystemAssignedStatus();
    status.systemAssigned.owned = true;
    status.systemAssigned.principalId = PRINCIPAL;
    status.systemAssigned.state = IdentityState.Assigned;
    status.systemAssigned.proof = proof(random, ANOTHERS.systemAssigned.proof);
    status.legacyExtension = new LegacyExtensionStatus();
    status.legacyExtension.owned = true;
    status.legacyExtension.name = extension().name();
    status.legacyExtension.proof = proof(random, ANOTHERS.systemAssigned.proof);
    if (random.nextBoolean()) {
      status.operation = new OperationStatus();
      status.operation.url = "https://elsewhere.example/operations/1";
      status.operation.startTime = "2026-01-01T00:00:00Z";
      status.operation.proof = proof(random, ANOTHERS.proof);
    }
    return status;
  }

  private static List<RoleAssignmentRow> roleRows(Random random, List<RoleAssignmentRow> known) {
    List<RoleAssignmentRow> rows = new ArrayList<>();
    for (RoleAssignmentRow genuine : known) {
      RoleAssignmentRow row = copy(genuine, RoleAssignmentRow.class);
      row.state = one(random, List.of(RoleAssignmentState.values()));
      row.proof = proof(random, genuine.proof);
      rows.add(row);
      for (String id :
          List.of(
              LoopHarness.WEB.text(),
              LoopHarness.BUILD.text(),
              SCOPE,
              SCOPE + "/providers/Microsoft.ContainerService/managedClusters/aks",
              SCOPE + "/providers/Microsoft.Authorization/roleAssignments/theirs")) {
        RoleAssignmentRow any = copy(genuine, RoleAssignmentRow.class);
        any.id = id;
        any.proof = proof(random, genuine.proof);
        any.state = one(random, List.of(RoleAssignmentState.values()));
        rows.add(any);
      }
    }
    return rows;
  }

  /** None, the right one of something else, that with a bit flipped, or one with another key. */
  private static String proof(Random random, String genuine) {
    return switch (random.nextInt(4)) {
      case 0 -> null;
      case 1 -> genuine;
      case 2 -> flipped(random, genuine);
      default ->
          TestRecords.proofs("another key")
              .ofTarget(new RecordProofs.Subject("uid-of-web", LoopHarness.WEB));
    };
  }

  private static String flipped(Random random, String proof) {
    char[] letters = proof.toCharArray();
    int at = random.nextInt(letters.length);
    letters[at] = letters[at] == 'A' ? 'B' : 'A';
    return new String(letters);
  }

  private static <T> T one(Random random, List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static <T> T copy(T value, Class<T> type) {
    JsonMapper json = JsonMapper.builder().findAndAddModules().build();
    try {
      return json.readValue(json.writeValueAsBytes(value), type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
