package dev.managedidentity.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;

/** How a status gets to the API server. */
@FunctionalInterface
public interface StatusWriter {

  /** The field manager under which the operator writes. */
  String FIELD_MANAGER = "scaleset-identity";

  /**
   * As a real API server has it: server-side apply of the status subresource, and nothing else in
   * it.
   */
  StatusWriter SERVER_SIDE_APPLY = new AppliedStatus();

  /**
   * Writes the status of one object of ours.
   *
   * @param fresh namespace, name, uid and status, and nothing else
   * @return the object as it is now
   */
  HasMetadata write(KubernetesClient client, HasMetadata fresh);
}
