package dev.managedidentity.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.ScaleSetIdentity;
import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.Deployed;
import dev.managedidentity.testing.WithApiServer;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may write a status once {@code deploy/} is applied: the operator, whatever others may do. */
@WithApiServer
class StatusPolicyIT {
  private static final String FORGED =
      """
      {"status": {"targetId": "%s", "target": "forged"}}
      """
          .formatted(
              "/subscriptions/11111111-0000-0000-0000-000000000001/resourceGroups/shop/providers"
                  + "/Microsoft.Compute/virtualMachineScaleSets/web");

  private final KubernetesClient administrator;
  private final String namespace;
  private final KubernetesClient operator;
  private final KubernetesClient owner;

  StatusPolicyIT(ApiServer server) throws IOException {
    administrator = server.client();
    namespace = server.newNamespace("status-policy");
    administrator
        .namespaces()
        .withName(namespace)
        .edit(
            (Namespace there) ->
                new NamespaceBuilder(there)
                    .editMetadata()
                    .addToLabels(Deployed.STATUS_POLICY, "true")
                    .endMetadata()
                    .build());
    Deployed.apply(administrator);
    operator = Deployed.as(administrator, Deployed.NAMESPACE, Deployed.SERVICE_ACCOUNT);
    administrator
        .resource(
            new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName("status-policy-owner-of-" + namespace)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "cluster-admin")
                .addNewSubject("", "ServiceAccount", "owner", namespace)
                .build())
        .serverSideApply();
    owner = Deployed.as(administrator, namespace, "owner");
    administrator.resource(declaration()).serverSideApply();
    // The API server takes a new policy into use after a moment.
    await()
        .atMost(Duration.ofMinutes(3))
        .until(
            () -> {
              try {
                web(owner)
                    .subresource("status")
                    .patch(PatchContext.of(PatchType.JSON_MERGE), FORGED);
                return false;
              } catch (KubernetesClientException e) {
                return e.getMessage().contains("is written by the operator only");
              }
            });
  }

  @AfterEach
  void close() {
    operator.close();
    owner.close();
  }

  private ScaleSetIdentity declaration() {
    return Serialization.unmarshal(
        """
        apiVersion: managedidentity.dev/v1alpha1
        kind: ScaleSetIdentity
        metadata: {name: web, namespace: %s}
        spec: {scaleSet: {resourceGroup: shop, name: web}, systemAssigned: Enabled}
        """
            .formatted(namespace),
        ScaleSetIdentity.class);
  }

  private Resource<ScaleSetIdentity> web(KubernetesClient as) {
    return as.resources(ScaleSetIdentity.class).inNamespace(namespace).withName("web");
  }

  private static ScaleSetIdentity forged(ScaleSetIdentity there) {
    there.setStatus(new IdentityStatus());
    there.getStatus().target = "forged";
    there.getMetadata().setManagedFields(null);
    return there;
  }

  static Stream<Named<BiConsumer<KubernetesClient, ScaleSetIdentity>>> writes() {
    return Stream.of(
        Named.of(
            "patch",
            (as, web) ->
                as.resource(web)
                    .subresource("status")
                    .patch(PatchContext.of(PatchType.JSON_MERGE), FORGED)),
        Named.of("update", (as, web) -> as.resource(forged(web)).subresource("status").update()),
        Named.of(
            "apply",
            (as, web) ->
                as.resource(web)
                    .subresource("status")
                    .patch(
                        new PatchContext.Builder()
                            .withPatchType(PatchType.SERVER_SIDE_APPLY)
                            .withFieldManager("scaleset-identity")
                            .withForce(true)
                            .build(),
                        "{\"apiVersion\":\"managedidentity.dev/v1alpha1\",\"kind\":\"ScaleSetIdentity\","
                            + FORGED.strip().substring(1))));
  }

  @ParameterizedTest
  @MethodSource("writes")
  void nobodyElseWritesAStatus(BiConsumer<KubernetesClient, ScaleSetIdentity> write) {
    for (KubernetesClient who : new KubernetesClient[] {owner, administrator}) {
      // When / Then
      assertThatThrownBy(() -> write.accept(who, web(administrator).get()))
          .isInstanceOfSatisfying(
              KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(403))
          .hasMessageContainingAll(
              "the status of " + namespace + "/web is written by the operator only",
              "restore the object without its status");
    }
    assertThat(web(administrator).get().getStatus()).isNull();
  }

  @Test
  void theOperatorWritesIt() {
    // When
    web(operator).subresource("status").patch(PatchContext.of(PatchType.JSON_MERGE), FORGED);

    // Then
    assertThat(web(administrator).get().getStatus().target).isEqualTo("forged");
  }

  @Test
  void othersStillWriteTheSpecAndTakeTheFinalizerOff() {
    // When
    web(owner)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"finalizers\":[\"managedidentity.dev/identity\"]},\"spec\":{\"suspend\":true}}");
    web(owner).patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"finalizers\":null}}");

    // Then
    assertThat(web(administrator).get().getSpec().suspend).isTrue();
    assertThat(web(administrator).get().getMetadata().getFinalizers()).isEmpty();
  }

  @Test
  void theSchemaRefusesIdsOfOtherTypesEvenFromTheOperator() {
    assertThatThrownBy(
            () ->
                web(operator)
                    .subresource("status")
                    .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"status\":{\"roleAssignments\":[{\"role\":\"Reader\",\"scope\":\"/subscriptions/s\","
                            + "\"state\":\"Removing\",\"owned\":true,\"id\":\"/subscriptions/s"
                            + "/resourceGroups/shop/providers/Microsoft.Compute/virtualMachines/web\"}]}}"))
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("is not the id of a role assignment");
  }
}
