package dev.managedidentity.endtoend;

import static dev.managedidentity.endtoend.Stage.assigned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.operator.LeanClient;
import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.WithApiServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator begins with what the one before it wrote last. */
@WithApiServer
class FirstListIT {
  @TempDir Path directory;

  private final Recorder recorder = new Recorder(new ConcurrentLinkedQueue<>());

  /** Keeps what was asked for. */
  private record Recorder(Queue<URI> asked) implements Interceptor {
    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
      if (request.method().equals("GET")) {
        asked.add(request.uri());
      }
    }
  }

  private KubernetesClient recorded(ApiServer server) {
    return LeanClient.builder()
        .withConfig(server.client().getConfiguration())
        .withHttpClientFactory(new JdkHttpClientFactory())
        .withHttpClientBuilderConsumer(
            builder -> builder.addOrReplaceInterceptor("recorder", recorder))
        .build();
  }

  @Test
  void isNeverAnsweredFromTheApiServersCache(ApiServer server) {
    // Given
    try (Stage stage = Stage.withoutOperator(server, directory, 0.01);
        KubernetesClient client = recorded(server)) {

      // When
      stage.startOperator(client);
      stage.stopOperator();

      // Then
      List<String> lists =
          recorder.asked().stream()
              .filter(uri -> uri.getPath().matches(".*/namespaces/[^/]+/[a-z]+identities"))
              .map(URI::getQuery)
              .filter(query -> !query.contains("watch=true"))
              .toList();
      assertThat(lists)
          .hasSize(3)
          .allSatisfy(
              query -> assertThat(query).contains("limit=500").doesNotContain("resourceVersion="));
    }
  }

  @Test
  void isAllThatIsReadOfTheDeclarations(ApiServer server) {
    // Given
    try (Stage stage = Stage.withoutOperator(server, directory, 0.01);
        KubernetesClient client = recorded(server)) {
      String app = stage.identity("app");
      stage.declare("api", stage.scaleSet("api"), assigned(app));
      stage.declare("web", stage.scaleSet("web"), assigned(app));

      // When
      stage.startOperator(client);
      stage.awaitReady("api");
      stage.awaitReady("web");
      stage.stopOperator();

      // Then
      assertThat(recorder.asked())
          .filteredOn(uri -> uri.getPath().contains("/managedidentity.dev/"))
          .filteredOn(uri -> !String.valueOf(uri.getQuery()).contains("watch=true"))
          .extracting(uri -> uri.getPath().replaceFirst(".*/", ""))
          .containsExactlyInAnyOrder(
              "azureaccesses",
              "scalesetidentities",
              "virtualmachineidentities",
              "userassignedidentities");
    }
  }
}
