package dev.managedidentity.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.managedidentity.emulator.audit.RequestRecord;
import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.Kinds;
import dev.managedidentity.testing.WithApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything in {@code examples/} at once: neither order nor repetition makes a difference. */
@WithApiServer
class ExamplesOrderIT {
  private static final String SUBSCRIPTION = "11111111-2222-3333-4444-555555555555";

  private final ApiServer server;
  private final List<Example> examples = Example.all();
  private final List<GenericKubernetesResource> inOrder =
      examples.stream().map(Example::manifests).flatMap(Collection::stream).toList();

  ExamplesOrderIT(ApiServer server) {
    this.server = server;
  }

  @Test
  void inReverseOrderAndTwiceItEndsTheSameWithNoExtraWrite(
      @TempDir Path folder, @TempDir Path other) throws IOException {
    // Given
    List<GenericKubernetesResource> reversed = new ArrayList<>(inOrder);
    Collections.reverse(reversed);

    // When
    Outcome forward = outcome(folder, inOrder);
    Outcome backward = outcome(other, Stream.concat(reversed.stream(), reversed.stream()).toList());

    // Then
    assertThat(backward.state()).isEqualTo(forward.state());
    assertThat(backward.writes().keySet()).isEqualTo(forward.writes().keySet());
    assertThat(forward.writes()).allSatisfy(this::isWrittenOnce);
    assertThat(backward.writes()).allSatisfy(this::isWrittenOnce);
  }

  /**
   * @param writes how often each thing was written to
   */
  private record Outcome(AzureState state, Map<String, Long> writes) {}

  private Outcome outcome(Path folder, List<GenericKubernetesResource> manifests)
      throws IOException {
    try (Stage stage = new Stage(server, folder)) {
      stage.apply(manifests);
      stage.createWhatIsWaitedFor(examples);
      stage.awaitEnds(examples);
      AzureState state = stage.azureState().withoutWhatIsMadeUp();
      assertThat(stage.writes()).allMatch(write -> write.status() < 300);
      return new Outcome(
          state,
          stage.writes().stream()
              .map(ExamplesOrderIT::thing)
              .collect(Collectors.groupingBy(t -> t, TreeMap::new, Collectors.counting())));
    }
  }

  /** The name of a role assignment is made from the principal, which is another in each run. */
  private static String thing(RequestRecord write) {
    return write.method()
        + " "
        + write.path().toLowerCase(Locale.ROOT).replaceAll("(?<=/roleassignments/)[^/]+$", "…");
  }

  /**
   * What is declared in one place is changed by one write, whatever it had to wait for. Of several
   * declarations of one target each may be carried out before the next one is applied.
   */
  private void isWrittenOnce(String thing, long times) {
    long declarations =
        examples.stream()
            .flatMap(example -> example.declarations().stream())
            .map(one -> Kinds.target(one, SUBSCRIPTION))
            .filter(target -> thing.endsWith(" " + target.toLowerCase(Locale.ROOT)))
            .count();
    assertThat(times).as(thing).isBetween(1L, Math.max(1, declarations));
  }

  @Test
  void appliedAgainItWritesNothing(@TempDir Path folder) throws IOException {
    // Given
    try (Stage stage = new Stage(server, folder)) {
      stage.apply(inOrder);
      stage.createWhatIsWaitedFor(examples);
      stage.awaitEnds(examples);
      Map<String, String> statuses = stage.statuses();
      int writes = stage.writes().size();
      int requests = stage.requests().size();

      // When
      stage.apply(inOrder);
      // The server itself notes the time of an apply that leaves out a default within a list.
      Map<String, String> versions = stage.versions();

      // Then
      await("all is looked at again, roles too")
          .atMost(Stage.PATIENCE)
          .untilAsserted(
              () -> {
                Set<String> read = readSince(stage, requests);
                assertThat(whatIsRead()).allMatch(one -> isShown(one, read));
              });
      assertThat(stage.writes()).hasSize(writes);
      assertThat(stage.versions()).isEqualTo(versions);
      assertThat(stage.statuses()).isEqualTo(statuses);
    }
  }

  /** A scale set or machine is shown by a list of its subscription, too. */
  private static boolean isShown(String path, Set<String> read) {
    String list = path.replaceFirst("/resourcegroups/[^/]+(/providers/[^/]+/[^/]+)/[^/]+$", "$1");
    return read.contains(path) || read.contains(list);
  }

  private static Set<String> readSince(Stage stage, int requests) {
    return stage.requests().stream()
        .skip(requests)
        .map(request -> request.path().toLowerCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }

  /** What is looked at as long as it is declared: each target, and the roles at each scope. */
  private Set<String> whatIsRead() {
    return examples.stream()
        .filter(example -> !example.ready().endsWith(" Suspended"))
        .flatMap(example -> example.declarations().stream())
        .flatMap(
            one ->
                Stream.concat(
                    Stream.of(Kinds.target(one, SUBSCRIPTION)),
                    Stage.declaredRoles(one).stream()
                        .map(
                            role ->
                                role.scope + "/providers/Microsoft.Authorization/roleAssignments")))
        .map(path -> path.toLowerCase(Locale.ROOT))
        .collect(Collectors.toSet());
  }
}
