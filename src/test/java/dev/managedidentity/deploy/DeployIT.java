package dev.managedidentity.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.Deployed;
import dev.managedidentity.testing.WithApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The real API server takes what {@code deploy/} says. */
@WithApiServer
class DeployIT {
  private final KubernetesClient client;

  DeployIT(KubernetesClient client) {
    this.client = client;
  }

  @BeforeAll
  static void deploy(KubernetesClient client) throws IOException {
    Deployed.apply(client);
  }

  @Test
  void isAcceptedASecondTimeWithoutAChange() throws IOException {
    // Given
    List<String> before = versions();

    // When
    Deployed.apply(client);

    // Then
    assertThat(versions()).isEqualTo(before);
  }

  @Test
  void isWhatKustomizeRenders(ApiServer server) throws Exception {
    // Given
    Path kubectl = server.needKubectl();

    // When
    Process kustomize =
        new ProcessBuilder(kubectl.toString(), "kustomize", "deploy")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String rendered = new String(kustomize.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    // Then
    assertThat(kustomize.waitFor()).isZero();
    assertThat(Deployed.read(rendered)).containsExactlyInAnyOrderElementsOf(Deployed.manifests());
  }

  @Test
  void runsSeveralOnlyWithLeaderElection() {
    // When
    DeploymentSpec deployment = deployment();

    // Then
    assertThat(deployment.getReplicas()).isEqualTo(2);
    assertThat(deployment.getStrategy().getType()).isEqualTo("RollingUpdate");
    assertThat(deployment.getTemplate().getSpec().getContainers())
        .singleElement()
        .satisfies(
            it ->
                assertThat(it.getArgs())
                    .containsExactly("operator", "--leader-election", "--require-azure-access"));
  }

  @Test
  void runsNoPodButUnderTheRestrictedStandard() {
    // Given
    PodTemplateSpec template = deployment().getTemplate();
    Pod pod =
        new PodBuilder()
            .withMetadata(template.getMetadata())
            .editMetadata()
            .withGenerateName("scaleset-identity-")
            .endMetadata()
            .withSpec(template.getSpec())
            .build();

    // When
    Pod taken = dryRun(pod);

    // Then
    assertThat(taken.getSpec().getServiceAccountName()).isEqualTo(Deployed.SERVICE_ACCOUNT);
    assertThatThrownBy(() -> dryRun(withoutSecurity(pod)))
        .as("the namespace enforces the standard")
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("violates PodSecurity \"restricted:latest\"");
  }

  private DeploymentSpec deployment() {
    return client
        .apps()
        .deployments()
        .inNamespace(Deployed.NAMESPACE)
        .withName("scaleset-identity")
        .get()
        .getSpec();
  }

  private Pod dryRun(Pod pod) {
    return client.pods().inNamespace(Deployed.NAMESPACE).resource(pod).dryRun().create();
  }

  private static Pod withoutSecurity(Pod pod) {
    return new PodBuilder(pod).editSpec().withSecurityContext(null).endSpec().build();
  }

  private List<String> versions() throws IOException {
    return Deployed.manifests().stream()
        .map(manifest -> client.resource(manifest).get())
        .map(GenericKubernetesResource::getMetadata)
        .map(metadata -> metadata.getName() + " " + metadata.getResourceVersion())
        .toList();
  }
}
