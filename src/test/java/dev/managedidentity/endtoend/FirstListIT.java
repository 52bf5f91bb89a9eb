package dev.managedidentity.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.WithApiServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
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

  /** Keeps what was asked for. */
  private record Recorder(Queue<URI> asked) implements Interceptor {
    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
      asked.add(request.uri());
    }
  }

  @Test
  void isNeverAnsweredFromTheApiServersCache(ApiServer server) {
    // Given
    Recorder recorder = new Recorder(new ConcurrentLinkedQueue<>());
    try (Stage stage = Stage.withoutOperator(server, directory, 0.01);
        KubernetesClient client =
            new KubernetesClientBuilder()
                .withConfig(server.client().getConfiguration())
                .withHttpClientFactory(new JdkHttpClientFactory())
                .withHttpClientBuilderConsumer(
                    builder -> builder.addOrReplaceInterceptor("recorder", recorder))
                .build()) {

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
}
