package dev.managedidentity.endtoend;

import static dev.managedidentity.endtoend.Stage.assigned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.managedidentity.operator.IdentityOperator;
import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.Edits;
import dev.managedidentity.testing.WithApiServer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Operators that share the declarations by their labels. */
@WithApiServer
@Execution(ExecutionMode.CONCURRENT)
class ShardsIT {
  @TempDir Path directory;
  private final ApiServer server;
  private final Deque<IdentityOperator> operators = new ArrayDeque<>();
  private Stage stage;

  ShardsIT(ApiServer server) {
    this.server = server;
  }

  @BeforeEach
  void set() {
    stage = Stage.withoutOperator(server, directory, 0.01);
  }

  @AfterEach
  void clear() {
    operators.forEach(IdentityOperator::close);
    stage.close();
  }

  private void start(String selector) {
    operators.add(
        OperatorOfStage.start(
            stage.emulator,
            stage.client,
            stage.namespace,
            settings -> settings.withSelector(selector),
            () -> {
              throw new IllegalStateException("There is no election here that it could lose.");
            }));
  }

  private void declare(String name, String shard, String identity) {
    stage.declare(name, stage.scaleSet(name), assigned(identity));
    Edits.edit(
        stage.resource(name),
        declaration -> declaration.getMetadata().setLabels(Map.of("shard", shard)));
  }

  @Test
  void eachLeavesAloneWhatItsSelectorDoesNotMatch() {
    // Given
    String app = stage.identity("app");
    declare("mine", "a", app);
    declare("theirs", "b", app);
    start("shard=a");

    // When
    stage.awaitReady("mine");

    // Then
    assertThat(stage.get("theirs").getStatus()).isNull();
    assertThat(stage.get("theirs").getMetadata().getFinalizers()).isEmpty();
    assertThat(stage.sent(".*", "/theirs")).isEmpty();

    // When
    start("shard=b");
    stage.awaitReady("theirs");

    // Then
    assertThat(stage.patches()).hasSize(2);
  }

  @Test
  void aSelectorThatIsNoneIsSaidAtOnce() {
    // When / Then
    assertThatThrownBy(() -> start("shard in a"))
        .hasStackTraceContaining("labelSelector=shard%20in%20a")
        .hasStackTraceContaining("found 'a' expected: '('");
  }

  @Test
  void aDeclarationThatGetsTheLabelIsTakenUp() {
    // Given
    String app = stage.identity("app");
    String web = stage.scaleSet("web");
    start("shard in (a, b)");
    stage.declare("web", web, assigned(app));

    // When
    Edits.edit(
        stage.resource("web"),
        declaration -> declaration.getMetadata().setLabels(Map.of("shard", "b")));

    // Then
    stage.awaitReady("web");
    stage.awaitUsers(web, app);
  }

  @Test
  void aDeclarationThatChangesShardsKeepsWhatItOwnsAndSendsNothing() {
    // Given
    String app = stage.identity("app");
    declare("web", "a", app);
    start("shard=a");
    stage.awaitReady("web");
    start("shard=b");

    // When
    Edits.edit(
        stage.resource("web"),
        declaration -> declaration.getMetadata().setLabels(Map.of("shard", "b")));
    String metrics = stage.identity("metrics");
    stage.edit("web", assigned(metrics));
    stage.awaitReady("web");
    operators.remove().close();
    stage.delete("web");
    stage.awaitGone("web");

    // Then
    assertThat(stage.patches()).hasSize(3);
    assertThat(stage.live(stage.scaleSet("web")).path("userAssignedIdentities")).isEmpty();
  }
}
