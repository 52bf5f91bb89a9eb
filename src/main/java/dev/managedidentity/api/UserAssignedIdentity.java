package dev.managedidentity.api;

import io.fabric8.generator.annotation.ValidationRule;
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
@ValidationRule(
    value = Rules.IS_NAMED,
    fieldPath = ".spec.name",
    message =
        "spec.name is left out, and metadata.name cannot be the name of an identity in Azure: set"
            + " spec.name to 3 to 128 letters, digits, hyphens and underscores, with a letter or digit"
            + " first",
    messageExpression =
        "\"spec.name is left out, and metadata.name '\" + self.metadata.name + \"' cannot be the name"
            + " of an identity in Azure: set spec.name to 3 to 128 letters, digits, hyphens and"
            + " underscores, with a letter or digit first\"")
public class UserAssignedIdentity
    extends CustomResource<UserAssignedIdentitySpec, UserAssignedIdentityStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1L;

  /** What is of no use in the status is left out: see {@link StatusRepair}. */
  @Override
  public void setStatus(UserAssignedIdentityStatus status) {
    if (status != null) {
      StatusRepair.of(status);
    }
    super.setStatus(status);
  }
}
