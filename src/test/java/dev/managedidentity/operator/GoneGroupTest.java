package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.managedidentity.api.DeletionPolicy;
import dev.managedidentity.api.Ensure;
import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.IdentityDeletionPolicy;
import dev.managedidentity.api.RoleAssignment;
import dev.managedidentity.api.Status;
import dev.managedidentity.api.SystemAssigned;
import dev.managedidentity.api.UserAssigned;
import dev.managedidentity.api.UserAssignedIdentity;
import dev.managedidentity.api.UserAssignedIdentitySpec;
import dev.managedidentity.azure.Connections;
import dev.managedidentity.emulator.Emulator;
import dev.managedidentity.emulator.EmulatorOptions;
import dev.managedidentity.emulator.arm.Access.Grant;
import dev.managedidentity.emulator.arm.Role;
import dev.managedidentity.testing.EmulatedSettings;
import dev.managedidentity.testing.Kinds;
import dev.managedidentity.testing.MutableClock;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Deleted declarations of what the operator may not see, on an Azure where a role goes with the
 * resource group that it was granted on: each row of the truth table of decision 27.
 */
@ParameterizedClass
@EnumSource(GoneGroupTest.Subject.class)
class GoneGroupTest {
  private static final String KEY = "shop/web";
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What is removed with the declaration, the group it is in and the role that removes it. */
  enum Subject {
    SCALE_SET("shop", "Virtual Machine Contributor"),
    VIRTUAL_MACHINE("shop", "Virtual Machine Contributor"),
    IDENTITY("own", "Managed Identity Contributor"),
    ROLE_ASSIGNMENT("data", "Role Based Access Control Administrator");

    private final String group;
    private final String role;

    Subject(String group, String role) {
      this.group = group;
      this.role = role;
    }
  }

  /** What the operator may do besides, on the whole subscription. */
  enum Above {
    NOTHING,
    /** To read resource groups and nothing in them, as with Managed Identity Contributor. */
    GROUP_READER,
    READER
  }

  @Parameter private Subject subject;
  @TempDir private Path directory;
  private final MutableClock clock = new MutableClock();
  private Emulator emulator;
  private DrivenLoop loop;
  private String subscription;
  private String client;
  private String app;
  private String target;

  @BeforeEach
  void start() throws IOException {
    emulator = Emulator.start(EmulatorOptions.in(directory).withClock(clock));
    for (String group : List.of("shop", "ids", "own", "data")) {
      emulator.azure().putResourceGroup(group, "westeurope");
    }
    subscription = emulator.environment().get("AZURE_SUBSCRIPTION_ID");
    client = emulator.environment().get("AZURE_CLIENT_ID");
    app = emulator.azure().putIdentity("ids", "app");
    target =
        subject == Subject.VIRTUAL_MACHINE
            ? emulator.azure().putVirtualMachine("shop", "web", JSON.createObjectNode())
            : emulator.azure().putScaleSet("shop", "web", JSON.createObjectNode());
    emulator
        .azure()
        .access()
        .define(
            new Role(
                "Group Reader",
                List.of("Microsoft.Resources/subscriptions/resourceGroups/read"),
                List.of()));
    loop =
        new DrivenLoop(
            Connections.to(EmulatedSettings.of(emulator.environment()), clock),
            clock,
            subscription,
            UnaryOperator.identity());
  }

  @AfterEach
  void stop() {
    emulator.close();
  }

  private String group(String name) {
    return "/subscriptions/" + subscription + "/resourceGroups/" + name;
  }

  private void grant(Above above, boolean withTheRole) {
    List<Grant> grants = new ArrayList<>();
    grants.add(new Grant("Managed Identity Operator", group("ids")));
    for (Subject one : Subject.values()) {
      if (withTheRole || !one.group.equals(subject.group)) {
        grants.add(new Grant(one.role, group(one.group)));
      }
    }
    if (above != Above.NOTHING) {
      String role = above == Above.READER ? "Reader" : "Group Reader";
      grants.add(new Grant(role, "/subscriptions/" + subscription));
    }
    emulator.azure().access().restrict(client, grants);
  }

  private static ObjectMeta metadata() {
    return new ObjectMetaBuilder()
        .withNamespace("shop")
        .withName("web")
        .withUid("uid")
        .withGeneration(1L)
        .withCreationTimestamp("2026-01-01T00:00:00Z")
        .build();
  }

  private HasMetadata declaration() {
    if (subject == Subject.IDENTITY) {
      UserAssignedIdentity identity = new UserAssignedIdentity();
      identity.setMetadata(metadata());
      identity.setSpec(new UserAssignedIdentitySpec());
      identity.getSpec().resourceGroup = "own";
      identity.getSpec().deletionPolicy = IdentityDeletionPolicy.Delete;
      return identity;
    }
    return Kinds.declaration(
        target,
        metadata(),
        spec -> {
          if (subject == Subject.ROLE_ASSIGNMENT) {
            spec.systemAssigned = SystemAssigned.Enabled;
            RoleAssignment role = new RoleAssignment();
            role.role = "Reader";
            role.scope = group("data");
            spec.roleAssignments.add(role);
          } else {
            UserAssigned entry = new UserAssigned();
            entry.id = app;
            entry.ensure = Ensure.Assigned;
            spec.userAssigned.add(entry);
          }
        });
  }

  private void pass(Duration time) {
    Instant end = clock.instant().plus(time);
    while (loop.nextLook().filter(next -> next.isBefore(end)).isPresent()) {
      loop.look();
    }
    clock.advance(Duration.between(clock.instant(), end));
  }

  private void declareAndConverge(Above above) {
    grant(above, true);
    loop.put(declaration());
    pass(Duration.ofMinutes(10));
    assertThat(isThere()).as("converged").isTrue();
  }

  private void deleteDeclaration() {
    HasMetadata known = loop.find(KEY).orElseThrow();
    known.getMetadata().setDeletionTimestamp("2026-06-01T00:00:00Z");
    loop.put(known);
    pass(Duration.ofMinutes(10));
  }

  private void retain() {
    HasMetadata known = loop.find(KEY).orElseThrow();
    known.getMetadata().setGeneration(2L);
    if (known instanceof UserAssignedIdentity identity) {
      identity.getSpec().deletionPolicy = IdentityDeletionPolicy.Retain;
    } else {
      ((IdentityDeclaration<?>) known).getSpec().deletionPolicy = DeletionPolicy.Retain;
    }
    loop.put(known);
    pass(Duration.ofMinutes(1));
  }

  /** Whether Azure has what is removed with the declaration. */
  private boolean isThere() {
    return switch (subject) {
      case SCALE_SET, VIRTUAL_MACHINE ->
          emulator
              .azure()
              .getResource(target)
              .at("/identity/userAssignedIdentities")
              .toString()
              .contains("/app");
      case IDENTITY ->
          emulator
              .azure()
              .exists(
                  group("own") + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/web");
      case ROLE_ASSIGNMENT ->
          emulator.azure().everything().stream()
              .anyMatch(one -> one.path("id").asText().contains("/roleAssignments/"));
    };
  }

  private boolean isEnded() {
    return loop.find(KEY).isEmpty();
  }

  private String message() {
    HasMetadata known = loop.find(KEY).orElseThrow();
    Status status =
        known instanceof UserAssignedIdentity identity
            ? identity.getStatus()
            : ((IdentityDeclaration<?>) known).getStatus();
    return Reporter.ready(status).orElseThrow().getMessage();
  }

  private void assertItSaysHowToEndIt() {
    String kind =
        switch (subject) {
          case SCALE_SET, ROLE_ASSIGNMENT -> "scalesetidentity";
          case VIRTUAL_MACHINE -> "virtualmachineidentity";
          case IDENTITY -> "userassignedidentity";
        };
    assertThat(message())
        .contains(
            "kubectl patch "
                + kind
                + " web -n shop --type merge -p '{\"spec\":{\"deletionPolicy\":\"Retain\"}}'")
        .contains("resource group was deleted");
  }

  @ParameterizedTest
  @CsvSource({
    "READER,       false",
    "READER,       true",
    "GROUP_READER, false",
    "GROUP_READER, true",
  })
  void aDeletionEndsWhereAzureSaysThatTheGroupIsGone(Above above, boolean restarts) {
    // Given
    declareAndConverge(above);

    // When
    emulator.azure().deleteResourceGroup(subject.group);
    if (restarts) {
      loop.restart();
    }
    deleteDeclaration();

    // Then
    assertThat(isEnded()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void whereNothingTellsItSaysHowToEndTheDeletionAndThenItEnds(boolean restarts) {
    // Given
    declareAndConverge(Above.NOTHING);

    // When
    emulator.azure().deleteResourceGroup(subject.group);
    deleteDeclaration();
    if (restarts) {
      loop.restart();
      pass(Duration.ofMinutes(10));
    }

    // Then
    assertThat(isEnded()).isFalse();
    assertItSaysHowToEndIt();

    // When
    retain();

    // Then
    assertThat(isEnded()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "NOTHING,      false",
    "NOTHING,      true",
    "GROUP_READER, false",
    "GROUP_READER, true",
  })
  void aRoleThatWasTakenAwayIsNotTakenForGone(Above above, boolean restarts) {
    // Given
    declareAndConverge(above);

    // When
    grant(above, false);
    if (restarts) {
      loop.restart();
    }
    deleteDeclaration();
    pass(Duration.ofHours(12));

    // Then
    assertThat(isEnded()).isFalse();
    assertThat(isThere()).isTrue();
    assertItSaysHowToEndIt();

    // When
    grant(above, true);
    pass(Duration.ofHours(2));

    // Then
    assertThat(isEnded()).isTrue();
    assertThat(isThere()).isFalse();
  }

  @Test
  void aSubscriptionThatIsNotFoundIsNotTakenForGone() {
    // Given
    declareAndConverge(Above.NOTHING);
    emulator.faults(
        "[{match: {path: '^/subscriptions/'}, status: 404, code: SubscriptionNotFound, message: 'The subscription could not be found.'}]");

    // When
    deleteDeclaration();

    // Then
    assertThat(isEnded()).isFalse();
    assertThat(isThere()).isTrue();

    // When
    emulator.faults("[]");
    pass(Duration.ofHours(2));

    // Then
    assertThat(isEnded()).isTrue();
    assertThat(isThere()).isFalse();
  }

  @Test
  void aDeletionEndsAtOnceWhereNothingWasEverDone() {
    // Given
    grant(Above.NOTHING, false);
    loop.put(declaration());
    pass(Duration.ofMinutes(10));

    // When
    deleteDeclaration();

    // Then
    assertThat(isEnded()).isTrue();
  }
}
