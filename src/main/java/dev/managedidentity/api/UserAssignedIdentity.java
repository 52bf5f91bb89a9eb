package dev.managedidentity.api;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** Declares a user-assigned identity itself, and the roles that it has. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@Kind("UserAssignedIdentity")
@Plural("userassignedidentities")
@ShortNames("uai")
public class UserAssignedIdentity
    extends CustomResource<UserAssignedIdentitySpec, UserAssignedIdentityStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1L;
}
