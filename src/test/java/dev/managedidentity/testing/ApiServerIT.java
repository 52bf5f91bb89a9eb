package dev.managedidentity.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

@WithApiServer
class ApiServerIT {

  @Test
  void servesFreshNamespaces(ApiServer server, KubernetesClient client) {
    // When
    String one = server.newNamespace("fresh");
    String other = server.newNamespace("fresh");

    // Then
    assertThat(one).isNotEqualTo(other).startsWith("fresh-");
    assertThat(client.namespaces().withName(one).get()).isNotNull();
  }

  @Test
  void letsAnotherProcessIn(ApiServer server) throws Exception {
    // Given
    Path kubectl = server.needKubectl();

    // When
    Process process =
        new ProcessBuilder(
                kubectl.toString(), "--kubeconfig=" + server.kubeconfig(), "get", "namespaces")
            .redirectErrorStream(true)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    // Then
    assertThat(process.waitFor()).as(printed).isZero();
    assertThat(printed).contains("kube-system");
  }
}
