package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.testing.Kinds;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What counts as evidence that the operator is being uninstalled. */
class ClusterUninstallTest {
  static final List<String> CRDS = ClusterUninstall.CRDS;

  private static final String INSTALLED = "2026-01-01T00:00:00Z";
  private static final String LATER = "2026-01-01T00:00:01Z";
  private static final String OPERATORS = "operators";

  private final KubernetesMockServer server = new KubernetesMockServer(false);
  private KubernetesClient client;

  @BeforeEach
  void start() {
    server.init();
    client = server.createClient(new JdkHttpClientFactory());
  }

  @AfterEach
  void close() {
    client.close();
    server.destroy();
  }

  private static ObjectMeta metadata(String name, String created, String deleted) {
    return new ObjectMetaBuilder()
        .withNamespace("shop")
        .withName(name)
        .withCreationTimestamp(created)
        .withDeletionTimestamp(deleted)
        .build();
  }

  private void crd(String name, int status, ObjectMeta metadata) {
    server
        .expect()
        .get()
        .withPath("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/" + name)
        .andReturn(status, new CustomResourceDefinitionBuilder().withMetadata(metadata).build())
        .always();
  }

  /** All are installed, but for this one. */
  private void installAllBut(String missing) {
    CRDS.stream()
        .filter(name -> !name.equals(missing))
        .forEach(name -> crd(name, 200, metadata(name, INSTALLED, null)));
  }

  private void namespace(ObjectMeta metadata) {
    server
        .expect()
        .get()
        .withPath("/api/v1/namespaces/" + OPERATORS)
        .andReturn(200, new NamespaceBuilder().withMetadata(metadata).build())
        .always();
  }

  private static HasMetadata deletedAt(String time) {
    return Kinds.declaration(
        LoopHarness.WEB.text(), metadata("web", INSTALLED, time), unused -> {});
  }

  private Uninstall.Answer check(String deleted) {
    return new ClusterUninstall(client, OPERATORS).check(deletedAt(deleted));
  }

  @Test
  void whatIsDeletedWhileEverythingIsInstalledIsDeletedForItsOwnSake() {
    // Given
    installAllBut("");
    namespace(metadata(OPERATORS, INSTALLED, null));

    // Then
    assertThat(check(LATER)).isEqualTo(new Uninstall.No());
  }

  @Test
  void anOperatorOutsideTheClusterHasNoNamespace() {
    // Given
    installAllBut("");

    // Then
    assertThat(check(LATER)).as("it does not exist").isEqualTo(new Uninstall.No());
    assertThat(new ClusterUninstall(client, null).check(deletedAt(LATER)))
        .as("it is unknown")
        .isEqualTo(new Uninstall.No());
  }

  @ParameterizedTest
  @FieldSource("CRDS")
  void aCustomResourceDefinitionThatDoesNotExist(String name) {
    // Given
    installAllBut(name);

    // Then
    assertThat(check(LATER))
        .isEqualTo(new Uninstall.Yes("CustomResourceDefinition %s does not exist".formatted(name)));
  }

  @ParameterizedTest
  @FieldSource("CRDS")
  void aCustomResourceDefinitionThatIsBeingDeleted(String name) {
    // Given
    installAllBut(name);
    crd(name, 200, metadata(name, INSTALLED, LATER));

    // Then
    assertThat(check(LATER))
        .isEqualTo(
            new Uninstall.Yes("CustomResourceDefinition %s is being deleted".formatted(name)));
  }

  @Test
  void theNamespaceOfTheOperatorThatIsBeingDeleted() {
    // Given
    installAllBut("");
    namespace(metadata(OPERATORS, INSTALLED, LATER));

    // Then
    assertThat(check(LATER))
        .isEqualTo(new Uninstall.Yes("The operator's namespace operators is being deleted"));
  }

  @Test
  void anInstallationAfterTheDeletionIsAnotherOne() {
    // Given
    installAllBut("");
    Uninstall.Yes another =
        new Uninstall.Yes(
            "CustomResourceDefinition %s was created after the declaration was deleted"
                .formatted(CRDS.get(0)));

    // Then
    assertThat(check("2025-12-31T23:59:59Z")).isEqualTo(another);
    assertThat(check(INSTALLED)).as("in the same second").isEqualTo(another);
  }

  @Test
  void anApiServerThatRefusesToAnswerIsNoEvidence() {
    // Given
    installAllBut(CRDS.get(1));
    crd(CRDS.get(1), 403, metadata(CRDS.get(1), INSTALLED, null));

    // Then
    assertThat(check(LATER))
        .isInstanceOfSatisfying(
            Uninstall.Unknown.class,
            unknown -> assertThat(unknown.problem()).contains("403", CRDS.get(1)));
  }
}
