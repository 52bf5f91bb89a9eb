package dev.managedidentity.endtoend;

import static dev.managedidentity.endtoend.Stage.assigned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.DriftStatus;
import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.Suspect;
import dev.managedidentity.operator.StatusWriter;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.WithApiServer;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a real API server keeps of drift. */
@WithApiServer
class DriftIT {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {ArmId.SCALE_SET, ArmId.VIRTUAL_MACHINE})
  void theLastDriftAndWhoIsSuspectedOfItStayInTheStatus(String type, ApiServer server) {
    try (Stage stage = Stage.set(server, directory, 0.01)) {
      // Given
      String web = stage.target(type, "web");
      String app = stage.identity("app");
      stage.declare("web", web, assigned(app));
      stage.awaitReady("web");
      assertThat(stage.get("web").getStatus().lastDrift).isNull();

      // When
      stage.change(web, "None");
      Stage.awaitUntil(() -> isRepaired(stage));

      // Then
      DriftStatus drift = stage.get("web").getStatus().lastDrift;
      assertThat(drift.changes).containsExactly("assign " + app);
      assertThat(Instant.parse(drift.verifiedTime))
          .isBeforeOrEqualTo(Instant.parse(drift.foundTime));
      assertThat(Instant.parse(drift.foundTime))
          .isBeforeOrEqualTo(Instant.parse(drift.repairedTime));

      // When
      stage.stopOperator();
      suspect(stage, IntStream.range(0, 5).mapToObj(DriftIT::longest).toList());
      stage.startOperator();
      stage.edit("web", assigned(stage.identity("metrics")));
      Stage.awaitUntil(() -> stage.users(web).size() == 2);
      stage.awaitReady("web");

      // Then
      assertThat(stage.get("web").getStatus().lastDrift.by)
          .hasSize(5)
          .allSatisfy(one -> assertThat(one.caller).hasSize(320));
      assertThat(stage.get("web").getStatus().lastDrift.foundTime).isEqualTo(drift.foundTime);
    }
  }

  private static boolean isRepaired(Stage stage) {
    IdentityStatus status = stage.get("web").getStatus();
    return status.lastDrift != null && status.lastDrift.repairedTime != null;
  }

  private static Suspect longest(int number) {
    Suspect suspect = new Suspect();
    suspect.caller = "a".repeat(319) + number;
    suspect.clientId = "c".repeat(64);
    suspect.operation = "o".repeat(320);
    suspect.time = "2026-03-01T10:00:00Z";
    return suspect;
  }

  /** As the operator does once the activity log tells, which takes minutes. */
  private static void suspect(Stage stage, List<Suspect> suspects) {
    IdentityDeclaration<?> declaration = stage.get("web");
    IdentityStatus status = declaration.getStatus();
    status.lastDrift.by = suspects;
    StatusWriter.SERVER_SIDE_APPLY.write(
        stage.client,
        declaration.onlyWith(
            new ObjectMetaBuilder()
                .withNamespace(declaration.getMetadata().getNamespace())
                .withName(declaration.getMetadata().getName())
                .build(),
            status));
  }
}
