package dev.managedidentity.operator;

import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.plan.Declaration;
import dev.managedidentity.plan.Share;
import java.util.List;

/**
 * One declaration as it stands in the cluster.
 *
 * @param resource not to be changed: it may be the informer's own
 * @param declaration what it means; suspended if there are mistakes, so that what can be read of it
 *     still counts as declared and nothing is done on the strength of the rest
 * @param mistakes what cannot be carried out as it is written, each naming the field and the remedy
 */
record Declared(IdentityDeclaration<?> resource, Declaration declaration, List<String> mistakes) {

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

  /** Whether it is leaving and nothing is left to take away for it. */
  boolean isDone(Situation situation) {
    boolean targetIsGone =
        situation.live().isEmpty()
            && situation.problem().filter(p -> p.kind() == Problem.Kind.NOT_FOUND).isPresent();
    boolean released =
        situation.plan().map(plan -> plan.share(declaration)).filter(Share::released).isPresent();
    return declaration.leaving() && (targetIsGone || released);
  }
}
