package dev.managedidentity.operator;

import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.ScaleSetIdentity;
import dev.managedidentity.plan.Declaration;
import java.util.List;

/**
 * One declaration as it stands in the cluster.
 *
 * @param resource not to be changed: it may be the informer's own
 * @param declaration what it means; suspended if there are mistakes, so that what can be read of it
 *     still counts as declared and nothing is done on the strength of the rest
 * @param mistakes what cannot be carried out as it is written, each naming the field and the remedy
 */
record Declared(ScaleSetIdentity resource, Declaration declaration, List<String> mistakes) {

  String uid() {
    return resource.getMetadata().getUid();
  }

  /** Changes whenever a person changed something. */
  String version() {
    return uid() + "/" + resource.getMetadata().getGeneration() + "/" + declaration.leaving();
  }

  IdentityStatus status() {
    return resource.getStatus() == null ? new IdentityStatus() : resource.getStatus();
  }
}
