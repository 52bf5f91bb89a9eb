package dev.managedidentity.api;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** Says which namespaces may do what in Azure. Cluster-scoped: for cluster administrators. */
@Group(Api.GROUP)
@Version(Api.VERSION)
@Kind("AzureAccess")
@Plural("azureaccesses")
@ShortNames("azac")
public class AzureAccess extends CustomResource<AzureAccessSpec, AzureAccessStatus> {
  private static final long serialVersionUID = 1L;
}
