package dev.managedidentity.operator;

import dev.managedidentity.api.Reason;
import dev.managedidentity.api.UserAssignedIdentity;
import dev.managedidentity.plan.ArmId;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The ConfigMaps that the ids of identities are written to. Each belongs to one object, so that
 * Kubernetes collects it with that; one that somebody else made is not touched.
 */
final class ConfigMaps {
  private static final String MANAGED_BY = "app.kubernetes.io/managed-by";

  private final KubernetesClient client;

  ConfigMaps(KubernetesClient client) {
    this.client = client;
  }

  Optional<Obstacle> publish(UserAssignedIdentity owner, String name, Map<String, String> data) {
    try {
      ConfigMap there = named(owner, name).get();
      if (there == null) {
        client.resource(fresh(owner, name, data)).create();
      } else if (!isOf(owner, there) && !isRestored(there, data)) {
        return Optional.of(taken(owner, name));
      } else if (!isOf(owner, there) || !isLabelled(there) || !data.equals(there.getData())) {
        named(owner, name)
            .patch(PatchContext.of(PatchType.JSON_MERGE), difference(owner, there, data));
      }
      return Optional.empty();
    } catch (KubernetesClientException e) {
      return Optional.of(refused(owner, name, e));
    }
  }

  /**
   * Turns what was read into this. With the version that was read: a write of somebody else's in
   * between fails this one, and the next try sees it.
   */
  private String difference(UserAssignedIdentity owner, ConfigMap there, Map<String, String> data) {
    Map<String, String> members = new HashMap<>();
    if (there.getData() != null) {
      // In a merge patch null takes a member away.
      there.getData().keySet().forEach(key -> members.put(key, null));
    }
    members.putAll(data);
    return client
        .getKubernetesSerialization()
        .asJson(
            Map.of(
                "metadata",
                Map.of(
                    "resourceVersion",
                    there.getMetadata().getResourceVersion(),
                    "labels",
                    Map.of(MANAGED_BY, StatusWriter.FIELD_MANAGER),
                    "ownerReferences",
                    List.of(reference(owner))),
                "data",
                members));
  }

  Optional<Obstacle> unpublish(UserAssignedIdentity owner, String name) {
    try {
      Resource<ConfigMap> named = named(owner, name);
      ConfigMap there = named.get();
      if (there != null && isOf(owner, there)) {
        named.delete();
      }
      return Optional.empty();
    } catch (KubernetesClientException e) {
      return Optional.of(refused(owner, name, e));
    }
  }

  private Resource<ConfigMap> named(UserAssignedIdentity owner, String name) {
    return client.configMaps().inNamespace(owner.getMetadata().getNamespace()).withName(name);
  }

  private static ConfigMap fresh(
      UserAssignedIdentity owner, String name, Map<String, String> data) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace(owner.getMetadata().getNamespace())
        .withName(name)
        .addToLabels(MANAGED_BY, StatusWriter.FIELD_MANAGER)
        .withOwnerReferences(reference(owner))
        .endMetadata()
        .withData(data)
        .build();
  }

  private static OwnerReference reference(UserAssignedIdentity owner) {
    return new OwnerReferenceBuilder()
        .withApiVersion(owner.getApiVersion())
        .withKind(owner.getKind())
        .withName(owner.getMetadata().getName())
        .withUid(owner.getMetadata().getUid())
        .withController(true)
        .build();
  }

  private static boolean isLabelled(ConfigMap there) {
    Map<String, String> labels = there.getMetadata().getLabels();
    return labels != null && StatusWriter.FIELD_MANAGER.equals(labels.get(MANAGED_BY));
  }

  /**
   * Whether it is what an operator published of the same identity for an object that is gone, as
   * after a restore from a backup, which gives all objects other uids.
   */
  private static boolean isRestored(ConfigMap there, Map<String, String> data) {
    return isLabelled(there)
        && there.getData() != null
        && there.getData().keySet().equals(data.keySet())
        && ArmId.fold(there.getData().get("id")).equals(ArmId.fold(data.get("id")));
  }

  private static boolean isOf(UserAssignedIdentity owner, ConfigMap there) {
    return there.getMetadata().getOwnerReferences().stream()
        .anyMatch(reference -> reference.getUid().equals(owner.getMetadata().getUid()));
  }

  private static Obstacle taken(UserAssignedIdentity owner, String name) {
    return new Obstacle(
        Reason.InvalidSpec,
        true,
        "ConfigMap %s/%s was not made for this object, so it is left alone. Delete it, or write the"
                .formatted(owner.getMetadata().getNamespace(), name)
            + " name of another in spec.writeTo.configMap.");
  }

  private static Obstacle refused(
      UserAssignedIdentity owner, String name, KubernetesClientException e) {
    boolean denied = e.getCode() == 403;
    return new Obstacle(
        denied ? Reason.PermissionDenied : Reason.Updating,
        false,
        "ConfigMap %s/%s cannot be changed: %s"
                .formatted(owner.getMetadata().getNamespace(), name, e.getMessage())
            + (denied
                ? " Let the operator's ClusterRole get, create, patch and delete configmaps."
                : " Trying again."));
  }
}
