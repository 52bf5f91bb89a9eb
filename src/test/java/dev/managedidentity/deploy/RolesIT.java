package dev.managedidentity.deploy;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.managedidentity.api.AzureAccess;
import dev.managedidentity.api.ScaleSetIdentity;
import dev.managedidentity.api.UserAssignedIdentity;
import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.Deployed;
import dev.managedidentity.testing.WithApiServer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceRule;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectRulesReviewBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may do what, once {@code deploy/} is applied. */
@WithApiServer
class RolesIT {
  private static final String GROUP = "managedidentity.dev/";

  private final KubernetesClient administrator;
  private final String namespace;
  private KubernetesClient operator;

  RolesIT(ApiServer server) throws IOException {
    administrator = server.client();
    namespace = server.newNamespace("roles");
    Deployed.apply(administrator);
  }

  @BeforeEach
  void actAsTheOperator() {
    operator = Deployed.as(administrator, Deployed.NAMESPACE, Deployed.SERVICE_ACCOUNT);
  }

  @AfterEach
  void stopActing() {
    operator.close();
  }

  @Test
  void theOperatorHasTheseRightsAndNoOthers() {
    // When
    Set<String> rights = rights(operator);
    rights.removeAll(rightsOfEverybody());

    // Then
    assertThat(rights)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(
                    forEachKind("", "get", "list", "watch", "patch"),
                    forEachKind("/status", "patch"),
                    List.of(
                        "get " + GROUP + "azureaccesses",
                        "list " + GROUP + "azureaccesses",
                        "watch " + GROUP + "azureaccesses",
                        "patch " + GROUP + "azureaccesses/status",
                        "get /namespaces",
                        "list /namespaces",
                        "watch /namespaces",
                        "get apiextensions.k8s.io/customresourcedefinitions"
                            + " azureaccesses.managedidentity.dev"
                            + " scalesetidentities.managedidentity.dev"
                            + " userassignedidentities.managedidentity.dev"
                            + " virtualmachineidentities.managedidentity.dev",
                        "get /configmaps",
                        "create /configmaps",
                        "patch /configmaps",
                        "delete /configmaps",
                        "get /secrets azure-credential",
                        "create events.k8s.io/events"))
                .flatMap(List::stream)
                .toList());
  }

  @Test
  void theOperatorHasALeaseAndAKeyOfItsOwnAndNoOther() {
    // When
    Set<String> rights = rights(operator, Deployed.NAMESPACE);
    rights.removeAll(rights(operator));

    // Then
    assertThat(rights)
        .containsExactlyInAnyOrder(
            "get coordination.k8s.io/leases scaleset-identity",
            "patch coordination.k8s.io/leases scaleset-identity",
            "create coordination.k8s.io/leases",
            "get /secrets scaleset-identity-record-key",
            "create /secrets",
            "get /configmaps scaleset-identity-credential-records",
            "patch /configmaps scaleset-identity-credential-records");
  }

  /** What the operator must never be able to do, whatever becomes of it. */
  static Stream<Named<Consumer<KubernetesClient>>> forbidden() {
    return Stream.of(
        Named.of("look through secrets", c -> c.secrets().list()),
        Named.of("read a secret", c -> c.secrets().withName("some").get()),
        Named.of("look through config maps", c -> c.configMaps().list()),
        Named.of("replace a config map", c -> c.resource(configMap("some")).update()),
        Named.of("read pods", c -> c.pods().list()),
        Named.of("read nodes", c -> c.nodes().list()),
        Named.of("label a namespace", c -> c.namespaces().withName("default").patch("{}")),
        Named.of("read roles", c -> c.rbac().clusterRoles().list()),
        Named.of("read events", c -> c.events().v1().events().list()),
        Named.of(
            "read definitions", c -> c.apiextensions().v1().customResourceDefinitions().list()),
        Named.of("allow a namespace more", c -> c.resource(azureAccess("some")).create()),
        Named.of("declare", c -> c.resource(declaration("another")).create()),
        Named.of("declare by apply", c -> c.resource(declaration("another")).serverSideApply()),
        Named.of("declare an identity", c -> c.resource(identity("another")).create()),
        Named.of("delete an identity", c -> c.resource(identity("app")).delete()),
        Named.of("replace", c -> c.resource(declaration("web")).update()),
        Named.of("delete", c -> c.resource(declaration("web")).delete()));
  }

  @ParameterizedTest
  @MethodSource("forbidden")
  void theOperatorIsRefusedTo(Consumer<KubernetesClient> deed) {
    // Given
    administrator.resource(declaration("web")).inNamespace(namespace).serverSideApply();
    administrator.resource(identity("app")).inNamespace(namespace).serverSideApply();
    administrator.resource(configMap("some")).inNamespace(namespace).serverSideApply();
    KubernetesClient there =
        operator.adapt(NamespacedKubernetesClient.class).inNamespace(namespace);

    // When / Then
    assertThatThrownBy(() -> deed.accept(there))
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            e -> assertThat(e.getCode()).as(e.getMessage()).isEqualTo(403));
  }

  @Test
  void theOperatorWritesTheIdsOfAnIdentityWhereItIsDeclared() {
    // Given
    UserAssignedIdentity declared =
        administrator.resource(identity("app")).inNamespace(namespace).serverSideApply();
    ConfigMap ids =
        new ConfigMapBuilder(configMap("app"))
            .editMetadata()
            .withNamespace(namespace)
            .addNewOwnerReference()
            .withApiVersion(declared.getApiVersion())
            .withKind(declared.getKind())
            .withName(declared.getMetadata().getName())
            .withUid(declared.getMetadata().getUid())
            .withController(true)
            .endOwnerReference()
            .endMetadata()
            .addToData("clientId", "c")
            .build();

    // When
    operator.resource(ids).create();
    operator
        .resource(new ConfigMapBuilder(ids).addToData("clientId", "d").build())
        .forceConflicts()
        .serverSideApply();

    // Then
    assertThat(operator.resource(ids).get().getData()).containsEntry("clientId", "d");
    assertThat(operator.resource(ids).delete()).isNotEmpty();
  }

  @Test
  void anEditorWritesDeclarationsButNoStatus() {
    assertThat(rightsOfSomebodyWith("scaleset-identity-editor"))
        .containsExactlyInAnyOrderElementsOf(
            forEachKind(
                "",
                "create",
                "delete",
                "deletecollection",
                "get",
                "list",
                "patch",
                "update",
                "watch"));
  }

  @Test
  void aViewerOnlyReadsDeclarations() {
    assertThat(rightsOfSomebodyWith("scaleset-identity-viewer"))
        .containsExactlyInAnyOrderElementsOf(forEachKind("", "get", "list", "watch"));
  }

  /** The same rights on the declarations of each kind. */
  private static List<String> forEachKind(String subresource, String... verbs) {
    return Stream.of("scalesetidentities", "userassignedidentities", "virtualmachineidentities")
        .flatMap(kind -> Arrays.stream(verbs).map(verb -> verb + " " + GROUP + kind + subresource))
        .toList();
  }

  @Test
  void whoMayEditOrViewANamespaceGetsTheSameForDeclarations() {
    assertThat(labels("scaleset-identity-editor"))
        .containsEntry("rbac.authorization.k8s.io/aggregate-to-edit", "true")
        .containsEntry("rbac.authorization.k8s.io/aggregate-to-admin", "true");
    assertThat(labels("scaleset-identity-viewer"))
        .containsEntry("rbac.authorization.k8s.io/aggregate-to-view", "true");
  }

  private Map<String, String> labels(String role) {
    ClusterRole found = administrator.rbac().clusterRoles().withName(role).get();
    return found.getMetadata().getLabels();
  }

  private Set<String> rightsOfSomebodyWith(String role) {
    administrator
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withName("somebody")
                .withNamespace(namespace)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", role)
                .addNewSubject("", "ServiceAccount", "somebody", namespace)
                .build())
        .create();
    try (KubernetesClient somebody = Deployed.as(administrator, namespace, "somebody")) {
      Set<String> rights = rights(somebody);
      rights.removeAll(rightsOfEverybody());
      return rights;
    }
  }

  /** What the API server grants to whoever it knows, such as asking for one's own rights. */
  private Set<String> rightsOfEverybody() {
    try (KubernetesClient nobody = Deployed.as(administrator, namespace, "nobody")) {
      return rights(nobody);
    }
  }

  private Set<String> rights(KubernetesClient who) {
    return rights(who, namespace);
  }

  private static Set<String> rights(KubernetesClient who, String where) {
    Set<String> rights = new TreeSet<>();
    for (ResourceRule rule :
        who.authorization()
            .v1()
            .selfSubjectRulesReview()
            .create(
                new SelfSubjectRulesReviewBuilder()
                    .withNewSpec()
                    .withNamespace(where)
                    .endSpec()
                    .build())
            .getStatus()
            .getResourceRules()) {
      for (String group : rule.getApiGroups()) {
        for (String resource : rule.getResources()) {
          String names = rule.getResourceNames().stream().map(" "::concat).collect(joining());
          rule.getVerbs().forEach(verb -> rights.add(verb + " " + group + "/" + resource + names));
        }
      }
    }
    return rights;
  }

  private static AzureAccess azureAccess(String name) {
    return Serialization.unmarshal(
        """
        apiVersion: managedidentity.dev/v1alpha1
        kind: AzureAccess
        metadata: {name: %s}
        spec:
          namespaceSelector: {names: [shop]}
          allowed: {modes: [Additive]}
        """
            .formatted(name),
        AzureAccess.class);
  }

  private static ConfigMap configMap(String name) {
    return new ConfigMapBuilder().withNewMetadata().withName(name).endMetadata().build();
  }

  private static UserAssignedIdentity identity(String name) {
    return Serialization.unmarshal(
        """
        apiVersion: managedidentity.dev/v1alpha1
        kind: UserAssignedIdentity
        metadata: {name: %s}
        spec: {resourceGroup: shop}
        """
            .formatted(name),
        UserAssignedIdentity.class);
  }

  private static ScaleSetIdentity declaration(String name) {
    return Serialization.unmarshal(
        """
        apiVersion: managedidentity.dev/v1alpha1
        kind: ScaleSetIdentity
        metadata: {name: %s}
        spec:
          scaleSet: {resourceGroup: shop, name: web}
          systemAssigned: Enabled
        """
            .formatted(name),
        ScaleSetIdentity.class);
  }
}
