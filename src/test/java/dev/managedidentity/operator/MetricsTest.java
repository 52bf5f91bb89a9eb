package dev.managedidentity.operator;

import static dev.managedidentity.operator.LoopHarness.assigned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.operator.Metrics.Count;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.RuntimeInfo;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static final Path PAGE = Path.of("docs", "reference", "metrics.md");

  private final LoopHarness loop = new LoopHarness(LoopHarness.WEB);

  private String text() {
    return new String(loop.metrics.text(), StandardCharsets.UTF_8);
  }

  @Test
  void thePageHasARowForEachAndNoOther() throws IOException {
    // Given
    List<String> counts = Arrays.stream(Count.values()).map(MetricsTest::row).toList();

    // When
    List<String> rows =
        Files.readString(PAGE).lines().filter(line -> line.startsWith("| `")).toList();

    // Then
    assertThat(rows).isEqualTo(counts);
  }

  private static String row(Count count) {
    String labels =
        count.labels().stream().map(label -> "`" + label + "`").collect(Collectors.joining(", "));
    return "| `%s` | counter | %s | %s |".formatted(count.metric(), labels, count.help());
  }

  @Test
  void everyNameIsOneOfOursAndEndsAsCountersDo() {
    assertThat(Count.values())
        .extracting(Count::metric)
        .allSatisfy(name -> assertThat(name).matches("managedidentity_[a-z_]+_total"));
  }

  @Test
  void looksAreCountedByHowFarTheyCame() {
    // Given
    loop.declare("web", assigned("app"));

    // When
    loop.lookWhenDue(4);

    // Then
    assertThat(text())
        .contains(
            "# HELP managedidentity_looks_total " + Count.LOOKS.help(),
            "# TYPE managedidentity_looks_total counter",
            "managedidentity_looks_total{kind=\"ScaleSetIdentity\",outcome=\"changing\"} 1.0",
            "managedidentity_looks_total{kind=\"ScaleSetIdentity\",outcome=\"settled\"} 3.0");
  }

  @Test
  void areServedOverHttpBesideTheProbes() throws Exception {
    // Given
    loop.declare("web", assigned("app"));
    loop.lookWhenDue(2);
    try (KubernetesClient client = new KubernetesClientBuilder().build();
        Probes probes = Probes.start(0, idle(client), () -> false, loop.metrics)) {
      // When
      HttpResponse<String> metrics = get(probes, "metrics");

      // Then
      assertThat(metrics.statusCode()).isEqualTo(200);
      assertThat(metrics.headers().firstValue("Content-Type").orElseThrow())
          .startsWith("text/plain; version=0.0.4");
      assertThat(metrics.body()).isEqualTo(text()).contains("outcome=\"settled\"");
      assertThat(get(probes, "livez").body()).isEqualTo("ok\n");
      assertThat(get(probes, "readyz").statusCode()).as("not started").isEqualTo(503);
    }
  }

  private static RuntimeInfo idle(KubernetesClient client) {
    return new Operator(
            overrider -> overrider.withKubernetesClient(client).withCloseClientOnStop(false))
        .getRuntimeInfo();
  }

  private static HttpResponse<String> get(Probes probes, String path) throws Exception {
    URI uri = URI.create("http://localhost:" + probes.port() + "/" + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }
}
