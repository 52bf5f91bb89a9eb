package dev.managedidentity.api;

import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** Declares which managed identities one virtual machine scale set must have. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@Kind("ScaleSetIdentity")
@Plural("scalesetidentities")
@ShortNames("ssi")
public class ScaleSetIdentity extends IdentityDeclaration<ScaleSetIdentitySpec> {
  private static final long serialVersionUID = 1L;

  @Override
  protected ScaleSetIdentity blank() {
    return new ScaleSetIdentity();
  }
}
