package dev.managedidentity.operator;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.managedidentity.api.AzureAccess;
import dev.managedidentity.api.ScaleSetIdentity;
import dev.managedidentity.api.UserAssignedIdentity;
import dev.managedidentity.api.VirtualMachineIdentity;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/** Clients to the cluster that read, keep and load no more than the operator needs. */
public final class LeanClient {

  /**
   * Who set which field is most of what an object weighs, and nothing here asks for it. What is
   * applied or patched must not name it, so nothing is lost on the way back either.
   */
  @JsonIgnoreProperties("managedFields")
  private interface WithoutManagedFields {}

  private LeanClient() {}

  /** Of such a client, to the cluster that the environment names unless it is told another. */
  public static KubernetesClientBuilder builder() {
    return new KubernetesClientBuilder().withKubernetesSerialization(serialization());
  }

  private static KubernetesSerialization serialization() {
    ObjectMapper mapper = new ObjectMapper().addMixIn(ObjectMeta.class, WithoutManagedFields.class);
    // Looking for kinds on the class path loads every one of Kubernetes, hundreds of classes.
    KubernetesSerialization serialization = new KubernetesSerialization(mapper, false);
    serialization.registerKubernetesResource(ScaleSetIdentity.class);
    serialization.registerKubernetesResource(VirtualMachineIdentity.class);
    serialization.registerKubernetesResource(UserAssignedIdentity.class);
    serialization.registerKubernetesResource(AzureAccess.class);
    serialization.registerKubernetesResource(Namespace.class);
    // What a watch shows when it has to begin anew.
    serialization.registerKubernetesResource(Status.class);
    return serialization;
  }
}
