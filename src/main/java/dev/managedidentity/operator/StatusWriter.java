package dev.managedidentity.operator;

import dev.managedidentity.api.IdentityDeclaration;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

/** How a status gets to the API server. */
@FunctionalInterface
public interface StatusWriter {

  /** The field manager under which the operator writes. */
  String FIELD_MANAGER = "scaleset-identity";

  /** As a real API server has it: server-side apply of the status subresource. */
  StatusWriter SERVER_SIDE_APPLY =
      (client, fresh) ->
          client
              .resource(fresh)
              .subresource("status")
              .patch(
                  new PatchContext.Builder()
                      .withPatchType(PatchType.SERVER_SIDE_APPLY)
                      .withFieldManager(FIELD_MANAGER)
                      .withForce(true)
                      .build());

  /**
   * Writes the status of one declaration.
   *
   * @param fresh namespace, name, uid and status, and nothing else
   * @return the resource as it is now
   */
  IdentityDeclaration<?> write(KubernetesClient client, IdentityDeclaration<?> fresh);
}
