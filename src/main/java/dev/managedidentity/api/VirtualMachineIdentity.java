package dev.managedidentity.api;

import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** Declares which managed identities one virtual machine must have. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@Kind("VirtualMachineIdentity")
@Plural("virtualmachineidentities")
@ShortNames("vmid")
public class VirtualMachineIdentity extends IdentityDeclaration<VirtualMachineIdentitySpec> {
  private static final long serialVersionUID = 1L;

  @Override
  protected VirtualMachineIdentity blank() {
    return new VirtualMachineIdentity();
  }
}
