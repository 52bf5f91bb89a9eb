package dev.managedidentity.operator;

import dev.managedidentity.api.WriteTo;
import dev.managedidentity.azure.UserIdentity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tells the ids of an identity where its declarations say, in ConfigMaps. */
final class Publication {
  private final Cluster cluster;

  Publication(Cluster cluster) {
    this.cluster = cluster;
  }

  /** By the key of the object, what is in the way. */
  Map<String, Obstacle> of(List<DeclaredIdentity> declared, UserIdentityState state) {
    Map<String, Obstacle> obstacles = new HashMap<>();
    for (DeclaredIdentity one : declared) {
      if (one.isSuspended() || one.isLeaving()) {
        continue;
      }
      withdraw(one);
      WriteTo wanted = one.spec().writeTo;
      if (wanted != null && state.live().isPresent()) {
        cluster
            .publish(one.resource(), wanted.configMap, data(state.live().get()))
            .ifPresent(obstacle -> obstacles.put(one.declaration().key(), obstacle));
      }
    }
    return obstacles;
  }

  /** One that is written to no more. */
  private void withdraw(DeclaredIdentity one) {
    String written = one.status().configMap;
    WriteTo wanted = one.spec().writeTo;
    if (written != null && (wanted == null || !wanted.configMap.equals(written))) {
      cluster.unpublish(one.resource(), written);
    }
  }

  private static Map<String, String> data(UserIdentity identity) {
    return Map.of(
        "id", identity.id().text(),
        "clientId", identity.clientId(),
        "principalId", identity.principalId(),
        "tenantId", identity.tenantId());
  }
}
