package dev.managedidentity.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.testing.Deployed;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Prometheus finds the metrics where they are. */
class ScrapingTest {
  private static final Path PAGE = Path.of("docs", "reference", "metrics.md");
  private static final Pattern YAML = Pattern.compile("(?s)```yaml\n(.*?)```");

  private static PodTemplateSpec template() throws IOException {
    return Serialization.unmarshal(
            Files.readString(Path.of("deploy", "deployment.yaml")), Deployment.class)
        .getSpec()
        .getTemplate();
  }

  private static List<ContainerPort> ports() throws IOException {
    return template().getSpec().getContainers().get(0).getPorts();
  }

  @Test
  void theAnnotationsLeadToThePortThatServesThem() throws IOException {
    assertThat(ports())
        .singleElement()
        .satisfies(
            port ->
                assertThat(template().getMetadata().getAnnotations())
                    .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                            "prometheus.io/scrape",
                            "true",
                            "prometheus.io/port",
                            port.getContainerPort().toString(),
                            "prometheus.io/path",
                            "/metrics")));
  }

  @Test
  void thePodMonitorOfThePageSelectsThePodsAndTheirPort() throws IOException {
    // Given
    Matcher yaml = YAML.matcher(Files.readString(PAGE));
    assertThat(yaml.find()).isTrue();

    // When
    GenericKubernetesResource monitor = Deployed.read(yaml.group(1)).get(0);

    // Then
    assertThat(monitor.getKind()).isEqualTo("PodMonitor");
    assertThat(monitor.getMetadata().getNamespace()).isEqualTo(Deployed.NAMESPACE);
    assertThat(monitor.<Map<?, ?>>get("spec", "selector", "matchLabels"))
        .isEqualTo(template().getMetadata().getLabels());
    assertThat(monitor.<List<?>>get("spec", "podMetricsEndpoints"))
        .isEqualTo(List.of(Map.of("port", ports().get(0).getName(), "honorLabels", true)));
  }

  @Test
  void whoHasNoPrometheusGetsNothingOfItApplied() throws IOException {
    assertThat(Deployed.manifests())
        .allMatch(manifest -> !manifest.getApiVersion().contains("monitoring"));
  }
}
