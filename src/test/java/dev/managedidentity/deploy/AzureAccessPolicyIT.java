package dev.managedidentity.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.Deployed;
import dev.managedidentity.testing.WithApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an AzureAccess does not allow is rejected when it is applied, with the missing rule. */
@WithApiServer
class AzureAccessPolicyIT {
  private static final String SUBSCRIPTION =
      "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/";

  private static final String ALLOWED =
      """
      apiVersion: managedidentity.dev/v1alpha1
      kind: AzureAccess
      metadata: {name: NAMESPACE}
      spec:
        namespaceSelector: {names: [NAMESPACE]}
        credential: Operator
        allowed:
          modes: [Observe, Additive]
          targets: ["SUBSCRIPTIONshop-*/**"]
          identities: ["SUBSCRIPTIONidentities/**/shop-*"]
          manageIdentities: ["SUBSCRIPTIONshop-ids/**"]
          roleAssignments: [{role: Storage Blob Data Reader, scope: "SUBSCRIPTIONshop-*/**"}]
          configMaps: ["*-ids"]
      """;

  private final KubernetesClient administrator;
  private final String namespace;
  private GenericKubernetesResource access;

  AzureAccessPolicyIT(ApiServer server) throws IOException {
    administrator = server.client();
    namespace = server.newNamespace("access");
    Deployed.apply(administrator);
  }

  @BeforeEach
  void allow() {
    access = read(ALLOWED);
    administrator.resource(access).create();
    // The API server puts policies and their parameters into effect a moment after they are there.
    await()
        .atMost(Duration.ofMinutes(3))
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> dryRun(scaleSet("other", "mode: Additive", "shop-app")))
                    .isInstanceOf(KubernetesClientException.class));
  }

  @AfterEach
  void withdraw() {
    administrator.resource(access).delete();
  }

  private GenericKubernetesResource read(String yaml) {
    return Serialization.unmarshal(
        yaml.replace("NAMESPACE", namespace).replace("SUBSCRIPTION", SUBSCRIPTION),
        GenericKubernetesResource.class);
  }

  private void dryRun(GenericKubernetesResource manifest) {
    administrator.resource(manifest).inNamespace(namespace).dryRun().create();
  }

  private GenericKubernetesResource scaleSet(String group, String more, String identity) {
    return read(
        """
        apiVersion: managedidentity.dev/v1alpha1
        kind: ScaleSetIdentity
        metadata: {name: web}
        spec:
          scaleSet: {id: "SUBSCRIPTION%s/providers/Microsoft.Compute/virtualMachineScaleSets/web"}
          userAssigned: [{id: "SUBSCRIPTIONidentities/providers/Microsoft.ManagedIdentity/userAssignedIdentities/%s"}]
          %s
        """
            .formatted(group, identity, more));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          shop-a | mode: Additive | shop-app
          SHOP-A | mode: Observe  | SHOP-app
          shop-a | roleAssignments: [{role: storage blob data reader, scope: "SUBSCRIPTIONshop-a/providers/P/t/n"}] | shop-app
          """)
  void whatIsAllowedPasses(String group, String more, String identity) {
    assertThatCode(() -> dryRun(scaleSet(group, more, identity))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          other  | mode: Additive      | shop-app | in allowed.targets
          shop   | mode: Additive      | shop-app | in allowed.targets
          shop-a | mode: Authoritative | shop-app | does not list Authoritative in allowed.modes
          shop-a | mode: Additive      | admin    | userAssignedIdentities/admin in allowed.identities
          shop-a | credential: {secretName: team} | shop-app | does not allow the credential of a Secret
          shop-a | roleAssignments: [{role: Owner, scope: "SUBSCRIPTIONshop-a/providers/P/t/n"}] | shop-app | does not list the role Owner on
          shop-a | roleAssignments: [{role: Storage Blob Data Reader, scope: "SUBSCRIPTIONother/providers/P/t/n"}] | shop-app | in allowed.roleAssignments
          """)
  void whatIsNotAllowedIsRejectedWithTheMissingRule(
      String group, String more, String identity, String missing) {
    assertThatThrownBy(() -> dryRun(scaleSet(group, more, identity)))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("namespace " + namespace + " may not do this in Azure")
        .hasMessageContaining("AzureAccess " + namespace)
        .hasMessageContaining(missing);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          shop-ids | my-ids | ''
          others   | my-ids | in allowed.manageIdentities
          shop-ids | other  | does not list the ConfigMap other in allowed.configMaps
          """)
  void identitiesAndConfigMapsAreCheckedToo(String group, String configMap, String missing) {
    GenericKubernetesResource identity =
        read(
            """
            apiVersion: managedidentity.dev/v1alpha1
            kind: UserAssignedIdentity
            metadata: {name: app}
            spec:
              subscriptionId: 00000000-0000-0000-0000-000000000001
              resourceGroup: %s
              writeTo: {configMap: %s}
            """
                .formatted(group, configMap));
    if (missing.isEmpty()) {
      assertThatCode(() -> dryRun(identity)).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(() -> dryRun(identity)).hasMessageContaining(missing);
    }
  }

  @Test
  void whatTheManifestDoesNotTellIsLeftToTheOperator() {
    // Given
    GenericKubernetesResource byName =
        read(
            """
            apiVersion: managedidentity.dev/v1alpha1
            kind: ScaleSetIdentity
            metadata: {name: web}
            spec:
              scaleSet: {resourceGroup: other, name: web}
              userAssigned: [{name: by-name}]
            """);

    // When / Then
    assertThatCode(() -> dryRun(byName)).doesNotThrowAnyException();
  }

  @Test
  void withdrawingAnAzureAccessKeepsNothingFromBeingDeleted() {
    // Given
    GenericKubernetesResource declared = scaleSet("shop-a", "mode: Additive", "shop-app");
    declared.getMetadata().setFinalizers(List.of("managedidentity.dev/identity"));
    administrator.resource(declared).inNamespace(namespace).create();
    administrator
        .resource(access)
        .edit(
            it -> {
              it.setAdditionalProperty(
                  "spec",
                  read(ALLOWED.replace("modes: [Observe, Additive]", "modes: [Observe]"))
                      .get("spec"));
              return it;
            });
    await()
        .atMost(Duration.ofMinutes(3))
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> dryRun(scaleSet("shop-a", "mode: Additive", "shop-app")))
                    .hasMessageContaining("allowed.modes"));

    // When
    Resource<GenericKubernetesResource> there =
        administrator.resource(declared).inNamespace(namespace);
    there.delete();
    there.patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"finalizers\":null}}");

    // Then
    await().until(() -> there.get() == null);
    assertThat(administrator.resource(access).get()).isNotNull();
  }
}
