package dev.managedidentity.api;

import dev.managedidentity.testing.ApiServer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * A namespace of its own on the API server, and manifests to try there.
 *
 * @param client of the server's administrator
 * @param namespace used by nobody else
 */
record Admission(KubernetesClient client, String namespace) {
  static final String GROUP = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/";
  static final String SCALE_SET_ID =
      GROUP + "shop/providers/Microsoft.Compute/virtualMachineScaleSets/web";
  static final String MACHINE_ID = GROUP + "shop/providers/Microsoft.Compute/virtualMachines/build";
  static final String SUBSCRIPTION = "subscriptionId: 00000000-0000-0000-0000-00000000000";

  private static final String IDENTITY =
      "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/";

  static Admission to(ApiServer server) {
    return new Admission(server.client(), server.newNamespace("admission"));
  }

  /** Applies a manifest as {@code kubectl apply --server-side --validate=strict} does. */
  GenericKubernetesResource apply(String manifest) {
    PatchContext strict = PatchContext.of(PatchType.SERVER_SIDE_APPLY);
    strict.setFieldManager("test");
    strict.setForce(true);
    strict.setFieldValidation("Strict");
    return client
        .resource(Serialization.unmarshal(manifest, GenericKubernetesResource.class))
        .inNamespace(namespace)
        .patch(strict);
  }

  static String scaleSet(String scaleSet, String userAssigned) {
    return """
        apiVersion: managedidentity.dev/v1alpha1
        kind: ScaleSetIdentity
        metadata: {name: web}
        spec:
          scaleSet: %s
          userAssigned: %s
        """
        .formatted(scaleSet, userAssigned);
  }

  static String machine(String virtualMachine) {
    return """
        apiVersion: managedidentity.dev/v1alpha1
        kind: VirtualMachineIdentity
        metadata: {name: build}
        spec:
          virtualMachine: %s
          systemAssigned: Enabled
        """
        .formatted(virtualMachine);
  }

  static String identity(String spec) {
    return """
        apiVersion: managedidentity.dev/v1alpha1
        kind: UserAssignedIdentity
        metadata: {name: app}
        spec: {%s}
        """
        .formatted(spec);
  }

  static String names(int count, IntFunction<String> name) {
    return IntStream.range(0, count)
        .mapToObj(i -> "{name: " + name.apply(i) + "}")
        .toList()
        .toString();
  }

  static String identities(int count, IntFunction<String> group, IntFunction<String> name) {
    return IntStream.range(0, count)
        .mapToObj(i -> "{id: " + GROUP + group.apply(i) + IDENTITY + name.apply(i) + "}")
        .toList()
        .toString();
  }
}
