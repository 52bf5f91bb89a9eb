package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.testing.Kinds;
import dev.managedidentity.testing.MemoryKubernetes;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What counts as evidence that the operator is being uninstalled. */
class ClusterUninstallTest {
  static final Iterable<String> CRDS = ClusterUninstall.CRDS;

  private static final String OPERATORS = "operators";

  private final MemoryKubernetes kubernetes = new MemoryKubernetes();
  private final KubernetesClient client = kubernetes.client();

  @AfterEach
  void close() {
    kubernetes.close();
  }

  private Uninstall.Answer check(HasMetadata deleting) {
    return new ClusterUninstall(client, OPERATORS).check(deleting);
  }

  private static HasMetadata deletedAt(Instant time) {
    return Kinds.declaration(
        LoopHarness.WEB.text(),
        new ObjectMetaBuilder()
            .withNamespace("shop")
            .withName("web")
            .withDeletionTimestamp(time.toString())
            .build(),
        spec -> {});
  }

  private static HasMetadata deletedLater() {
    return deletedAt(Instant.now().plus(1, ChronoUnit.HOURS));
  }

  private void createNamespace() {
    client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(OPERATORS)
                .withFinalizers("test/held")
                .endMetadata()
                .build())
        .create();
  }

  @Test
  void whatIsDeletedWhileEverythingIsInstalledIsDeletedForItsOwnSake() {
    // Given
    createNamespace();

    // Then
    assertThat(check(deletedLater())).isEqualTo(new Uninstall.No());
  }

  @Test
  void anOperatorOutsideTheClusterHasNoNamespace() {
    assertThat(check(deletedLater())).as("it does not exist").isEqualTo(new Uninstall.No());
    assertThat(new ClusterUninstall(client, null).check(deletedLater()))
        .as("it is unknown")
        .isEqualTo(new Uninstall.No());
  }

  @ParameterizedTest
  @FieldSource("CRDS")
  void aCustomResourceDefinitionThatDoesNotExist(String name) {
    // Given
    client.apiextensions().v1().customResourceDefinitions().withName(name).delete();

    // Then
    assertThat(check(deletedLater()))
        .isEqualTo(new Uninstall.Yes("CustomResourceDefinition %s does not exist".formatted(name)));
  }

  @ParameterizedTest
  @FieldSource("CRDS")
  void aCustomResourceDefinitionThatIsBeingDeleted(String name) {
    // Given
    client
        .apiextensions()
        .v1()
        .customResourceDefinitions()
        .withName(name)
        .edit(
            crd ->
                crd.edit()
                    .editMetadata()
                    .withFinalizers("customresourcecleanup.apiextensions.k8s.io")
                    .endMetadata()
                    .build());
    client.apiextensions().v1().customResourceDefinitions().withName(name).delete();

    // Then
    assertThat(check(deletedLater()))
        .isEqualTo(
            new Uninstall.Yes("CustomResourceDefinition %s is being deleted".formatted(name)));
  }

  @Test
  void theNamespaceOfTheOperatorThatIsBeingDeleted() {
    // Given
    createNamespace();
    client.namespaces().withName(OPERATORS).delete();

    // Then
    assertThat(check(deletedLater()))
        .isEqualTo(new Uninstall.Yes("The operator's namespace operators is being deleted"));
  }

  @Test
  void anInstallationAfterTheDeletionIsAnotherOne() {
    // Given
    Instant created =
        Instant.parse(
            client
                .apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName(ClusterUninstall.CRDS.get(0))
                .get()
                .getMetadata()
                .getCreationTimestamp());
    String evidence =
        "CustomResourceDefinition %s was created after the declaration was deleted"
            .formatted(ClusterUninstall.CRDS.get(0));

    // Then
    assertThat(check(deletedAt(created.minusSeconds(1)))).isEqualTo(new Uninstall.Yes(evidence));
    assertThat(check(deletedAt(created)))
        .as("in the same second")
        .isEqualTo(new Uninstall.Yes(evidence));
  }

  @Test
  void anApiServerThatDoesNotAnswerIsNoEvidence() {
    // Given
    Config nobody =
        new ConfigBuilder(Config.empty())
            .withMasterUrl("http://127.0.0.1:9")
            .withRequestRetryBackoffLimit(0)
            .build();
    try (KubernetesClient away =
        new KubernetesClientBuilder()
            .withHttpClientFactory(new JdkHttpClientFactory())
            .withConfig(nobody)
            .build()) {

      // Then
      assertThat(new ClusterUninstall(away, OPERATORS).check(deletedLater()))
          .isInstanceOfSatisfying(
              Uninstall.Unknown.class,
              unknown -> assertThat(unknown.problem()).contains("customresourcedefinitions"));
    }
  }
}
