package dev.managedidentity.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.WithApiServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deleting everything in {@code examples/} gives back the Azure of before, save what was kept. */
@WithApiServer
class ExamplesDeletionIT {
  private final ApiServer server;
  private final List<Example> examples = Example.all();

  ExamplesDeletionIT(ApiServer server) {
    this.server = server;
  }

  @Test
  void deletingThemAllTakesAwayWhatCameWithThemAndNothingElse(@TempDir Path folder)
      throws IOException {
    try (Stage stage = new Stage(server, folder)) {
      // Given
      examples.stream().filter(example -> !example.there()).forEach(stage::create);
      AzureState before = stage.azureState();
      examples.forEach(example -> stage.apply(example.manifests()));
      stage.awaitEnds(examples);
      AzureState applied = stage.azureState();

      // When
      stage.deleteAll();

      // Then
      AzureState expected = before;
      for (Example example : examples) {
        for (String machine : example.machines(stage.subscription())) {
          expected = expected.with(machine, example.leftOnMachine(), applied);
        }
        for (String identity : example.identities(stage.subscription())) {
          expected = expected.with(identity, example.leftOfIdentity(), applied);
        }
      }
      assertThat(stage.azureState()).isEqualTo(expected);
      assertThat(expected).isNotEqualTo(applied);
    }
  }
}
