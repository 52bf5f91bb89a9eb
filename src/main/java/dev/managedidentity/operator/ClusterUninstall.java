package dev.managedidentity.operator;

import dev.managedidentity.api.AzureAccess;
import dev.managedidentity.api.ScaleSetIdentity;
import dev.managedidentity.api.UserAssignedIdentity;
import dev.managedidentity.api.VirtualMachineIdentity;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads the CRDs and the operator's namespace from the API server, each time. */
final class ClusterUninstall implements Uninstall {

  /** The names of our CRDs. */
  static final List<String> CRDS =
      List.of(
          CustomResource.getCRDName(AzureAccess.class),
          CustomResource.getCRDName(ScaleSetIdentity.class),
          CustomResource.getCRDName(UserAssignedIdentity.class),
          CustomResource.getCRDName(VirtualMachineIdentity.class));

  private final KubernetesClient client;
  private final String operatorNamespace;

  /**
   * @param operatorNamespace null if it is unknown
   */
  ClusterUninstall(KubernetesClient client, String operatorNamespace) {
    this.client = client;
    this.operatorNamespace = operatorNamespace;
  }

  @Override
  public Answer check(HasMetadata deleting) {
    try {
      Optional<String> evidence = Optional.empty();
      for (String crd : CRDS) {
        evidence = evidence.or(() -> ofCrd(crd, deleting));
      }
      if (operatorNamespace != null) {
        evidence = evidence.or(() -> ofNamespace(deleting));
      }
      return evidence.<Answer>map(Yes::new).orElseGet(No::new);
    } catch (KubernetesClientException e) {
      return new Unknown(e.getMessage());
    }
  }

  private Optional<String> ofCrd(String name, HasMetadata deleting) {
    return evidence(
        "CustomResourceDefinition " + name,
        client.apiextensions().v1().customResourceDefinitions().withName(name).get(),
        deleting);
  }

  /** A namespace that does not exist is no evidence: no operator is installed in it. */
  private Optional<String> ofNamespace(HasMetadata deleting) {
    return Optional.ofNullable(client.namespaces().withName(operatorNamespace).get())
        .flatMap(
            found -> evidence("The operator's namespace " + operatorNamespace, found, deleting));
  }

  private static Optional<String> evidence(
      String what, HasMetadata installed, HasMetadata deleting) {
    if (installed == null) {
      return Optional.of(what + " does not exist");
    }
    if (installed.isMarkedForDeletion()) {
      return Optional.of(what + " is being deleted");
    }
    // Deleted with the installation before this one, and left over: a CRD whose own finalizer was
    // removed by hand leaves its objects, with their deletion timestamps, to the next CRD.
    return isAfter(installed, deleting)
        ? Optional.of(what + " was created after the declaration was deleted")
        : Optional.empty();
  }

  /** In the same second counts: it cannot be told which came first. */
  private static boolean isAfter(HasMetadata installed, HasMetadata deleting) {
    Instant created = Instant.parse(installed.getMetadata().getCreationTimestamp());
    Instant deleted = Instant.parse(deleting.getMetadata().getDeletionTimestamp());
    return !created.isBefore(deleted);
  }
}
