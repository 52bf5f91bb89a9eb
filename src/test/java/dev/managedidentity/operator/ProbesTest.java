package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

class ProbesTest {
  private final HttpClient client = HttpClient.newHttpClient();

  private HttpResponse<String> get(Probes probes, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://localhost:" + probes.port() + path);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  @Test
  void whatIsWellAndWhatIsNotIsToldByTheStatus() throws Exception {
    try (Probes probes = Probes.start(0, () -> true, () -> false, () -> "up 1\n")) {
      assertThat(get(probes, "/livez").statusCode()).isEqualTo(200);
      assertThat(get(probes, "/readyz").statusCode()).isEqualTo(503);
      assertThat(get(probes, "/metrics").body()).isEqualTo("up 1\n");
      assertThat(get(probes, "/metrics").headers().firstValue("Content-Type").orElseThrow())
          .startsWith("text/plain; version=0.0.4");
      assertThat(get(probes, "/elsewhere").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void aFigureThatCannotBeHadIsAnsweredAndLeavesTheOthersBe() throws Exception {
    // Given
    Metrics metrics = new Metrics();
    metrics.watch(
        () -> {
          throw new IllegalStateException("no informers");
        });
    try (Probes probes = Probes.start(0, () -> true, () -> true, metrics::text)) {
      // When
      HttpResponse<String> answer = get(probes, "/metrics");

      // Then
      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(answer.body()).contains("no informers").contains("the log has more");
      assertThat(get(probes, "/livez").body()).isEqualTo("ok\n");
    }
  }
}
