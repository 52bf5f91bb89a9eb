package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.api.DeletionPolicy;
import dev.managedidentity.api.Ensure;
import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.IdentityRow;
import dev.managedidentity.api.IdentityState;
import dev.managedidentity.api.Mode;
import dev.managedidentity.api.UserAssigned;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Lists that show other identities than there are, under the true ETag, for a fleet on which others
 * have assigned identities, too. Each target has the foreign system-assigned identity and the
 * foreign identity {@code other}; every third one has had the declared identity before.
 */
@ParameterizedClass
@CsvSource(
    delimiter = '|',
    value = {
      "virtualMachineScaleSets | identity: omitted    | OFF",
      "virtualMachineScaleSets | identity: omitted    | ON",
      "virtualMachineScaleSets | identity: former     | OFF",
      "virtualMachineScaleSets | type: UserAssigned   | OFF",
      "virtualMachineScaleSets | type: SystemAssigned | OFF",
      "virtualMachineScaleSets | without: /other$     | OFF",
      "virtualMachineScaleSets | without: /app$       | ON",
      "virtualMachines         | identity: omitted    | OFF",
      "virtualMachines         | identity: former     | ON",
      "virtualMachines         | type: UserAssigned   | OFF",
      "virtualMachines         | without: /           | OFF",
    })
class FalseListTest {
  private static final int SIZE = 12;
  private static final ObjectMapper JSON = new ObjectMapper();

  @Parameter(0)
  private String type;

  @Parameter(1)
  private String lie;

  @Parameter(2)
  private ResourceGraph graph;

  @TempDir private Path directory;
  private EmulatedFleet fleet;
  private String other;
  private final List<String> principals = new ArrayList<>();

  @BeforeEach
  void declareTheFleet() throws IOException {
    fleet =
        new EmulatedFleet(
            directory,
            "Microsoft.Compute/" + type,
            SIZE,
            UnaryOperator.identity(),
            settings -> settings.withResourceGraph(graph));
    other = fleet.emulator().azure().putIdentity("shop", "other");
    for (int i = 0; i < SIZE; i++) {
      ObjectNode block = JSON.createObjectNode().put("type", "SystemAssigned, UserAssigned");
      ObjectNode entries = block.putObject("userAssignedIdentities");
      entries.putObject(other);
      if (hadItBefore(i)) {
        entries.putObject(fleet.app());
      }
      fleet.emulator().azure().patchIdentity(fleet.targets().get(i), block, "somebody");
      principals.add(identity(i).path("principalId").asText());
    }
    // Whatever was going on there has ended by the first reconcile.
    fleet.pass(Duration.ofMinutes(0));
  }

  @AfterEach
  void stop() {
    fleet.close();
  }

  private static boolean hadItBefore(int target) {
    return target % 3 == 0;
  }

  private JsonNode identity(int target) {
    return fleet.emulator().azure().getResource(fleet.targets().get(target)).path("identity");
  }

  private void lie() {
    fleet.emulator().faults("[{listed: {%s}}]".formatted(lie));
  }

  /** The foreign identities, and the declared one where it is to be. */
  private void assertOnTarget(int target, boolean hasApp) {
    JsonNode identity = identity(target);
    assertThat(identity.path("principalId").asText())
        .as("the system-assigned identity of %d", target)
        .isEqualTo(principals.get(target));
    List<String> ids =
        StreamSupport.stream(
                ((Iterable<String>) identity.path("userAssignedIdentities")::fieldNames)
                    .spliterator(),
                false)
            .toList();
    assertThat(ids).as("of %d", target).contains(other);
    assertThat(ids.contains(fleet.app())).as("app on %d", target).isEqualTo(hasApp);
  }

  private void assertOwnedWhereAssignedByUs() {
    for (int i = 0; i < SIZE; i++) {
      String app = fleet.app();
      IdentityRow row =
          fleet.status(i).identities.stream()
              .filter(one -> one.id.equalsIgnoreCase(app))
              .findAny()
              .orElseThrow();
      assertThat(row.owned).as("owned on %d", i).isEqualTo(!hadItBefore(i));
    }
  }

  private void edit(int target, UnaryOperator<IdentityDeclaration<?>> change) {
    IdentityDeclaration<?> known = fleet.declaration(target);
    known.getMetadata().setGeneration(known.getMetadata().getGeneration() + 1);
    fleet.loop().put(change.apply(known));
  }

  @Test
  void whatOthersAssignedStaysAndIsNotOwnedThoughEveryListIsFalseFromTheStart() {
    // Given
    lie();

    // When
    fleet.pass(Duration.ofMinutes(10));

    // Then
    for (int i = 0; i < SIZE; i++) {
      assertOnTarget(i, true);
    }
    assertOwnedWhereAssignedByUs();
  }

  @Test
  void aDeletedDeclarationTakesAwayWhatItOwnsAndNothingElse() {
    // Given
    fleet.pass(Duration.ofMinutes(10));
    lie();
    fleet.pass(Duration.ofMinutes(5));
    assertOwnedWhereAssignedByUs();

    // When
    for (int i = 0; i < SIZE; i++) {
      IdentityDeclaration<?> known = fleet.declaration(i);
      known.getSpec().deletionPolicy = DeletionPolicy.Remove;
      known.getMetadata().setDeletionTimestamp("2026-01-02T00:00:00Z");
      fleet.loop().put(known);
    }
    fleet.pass(Duration.ofMinutes(10));

    // Then
    for (int i = 0; i < SIZE; i++) {
      assertThat(fleet.loop().find("shop/web" + i)).as("declaration %d", i).isEmpty();
      assertOnTarget(i, hadItBefore(i));
    }
  }

  @Test
  void aRestartLosesNoRecord() {
    // Given
    fleet.pass(Duration.ofMinutes(10));
    lie();

    // When
    fleet.loop().restart();
    fleet.pass(Duration.ofMinutes(10));

    // Then
    assertOwnedWhereAssignedByUs();
  }

  @Test
  void anotherIdentityIsAddedAndOneRemovedFromWhatIsReallyThere() {
    // Given
    String added = fleet.emulator().azure().putIdentity("shop", "added");
    fleet.pass(Duration.ofMinutes(10));
    lie();

    // When
    UserAssigned entry = new UserAssigned();
    entry.id = added;
    entry.ensure = Ensure.Assigned;
    for (int i = 0; i < SIZE; i++) {
      edit(
          i,
          known -> {
            known.getSpec().userAssigned.clear();
            known.getSpec().userAssigned.add(entry);
            return known;
          });
    }
    fleet.pass(Duration.ofMinutes(10));

    // Then
    for (int i = 0; i < SIZE; i++) {
      assertOnTarget(i, hadItBefore(i));
      assertThat(identity(i).path("userAssignedIdentities").has(added)).isTrue();
    }
  }

  @Test
  void authoritativeRemovesWhatIsThereAndNeverTheSystemAssignedIdentity() {
    // Given
    fleet.pass(Duration.ofMinutes(10));
    lie();

    // When
    for (int i = 0; i < SIZE; i++) {
      edit(
          i,
          known -> {
            known.getSpec().mode = Mode.Authoritative;
            return known;
          });
    }
    fleet.pass(Duration.ofMinutes(10));

    // Then
    for (int i = 0; i < SIZE; i++) {
      assertThat(identity(i).path("principalId").asText()).isEqualTo(principals.get(i));
      assertThat(identity(i).path("userAssignedIdentities").has(fleet.app())).isTrue();
    }
  }

  @Test
  void theReferenceToARecreatedIdentityIsRepairedAlone() {
    // Given
    fleet.pass(Duration.ofMinutes(10));
    lie();

    // When
    fleet.emulator().azure().deleteResource(fleet.app());
    fleet.emulator().azure().putIdentity("shop", "app");
    fleet.loop().restart();
    fleet.pass(Duration.ofMinutes(30));

    // Then
    for (int i = 0; i < SIZE; i++) {
      assertOnTarget(i, true);
    }
    assertThat(fleet.status(1).identities)
        .filteredOn(row -> row.id.equalsIgnoreCase(fleet.app()))
        .allMatch(row -> row.state == IdentityState.Assigned && row.owned);
  }
}
