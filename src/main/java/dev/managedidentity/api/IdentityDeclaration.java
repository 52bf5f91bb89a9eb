package dev.managedidentity.api;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.CustomResource;

/** What the kinds have in common: each declares the managed identities of one target. */
public abstract class IdentityDeclaration<S extends IdentitySpec>
    extends CustomResource<S, IdentityStatus> implements Namespaced {
  private static final long serialVersionUID = 1L;

  /** A declaration of the same kind that says nothing yet. */
  protected abstract IdentityDeclaration<S> blank();

  /** What is of no use in the status is left out: see {@link StatusRepair}. */
  @Override
  public void setStatus(IdentityStatus status) {
    if (status != null) {
      StatusRepair.of(status);
    }
    super.setStatus(status);
  }

  /** This declaration with another status. */
  public IdentityDeclaration<S> with(IdentityStatus status) {
    IdentityDeclaration<S> copy = onlyWith(getMetadata(), status);
    copy.setSpec(getSpec());
    return copy;
  }

  /** A declaration of the same kind that has this metadata, this status and no spec. */
  public IdentityDeclaration<S> onlyWith(ObjectMeta metadata, IdentityStatus status) {
    IdentityDeclaration<S> bare = blank();
    bare.setMetadata(metadata);
    bare.setStatus(status);
    return bare;
  }
}
