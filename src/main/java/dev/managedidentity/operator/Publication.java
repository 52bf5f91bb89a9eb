package dev.managedidentity.operator;

import dev.managedidentity.api.WriteTo;
import dev.managedidentity.azure.UserIdentity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells the ids of an identity where its declarations say, in ConfigMaps. */
final class Publication {
  private final Cluster cluster;

  /**
   * What came of it for one declaration.
   *
   * @param configMap the one that is written to, and so is to be taken back some day
   * @param obstacle what is in the way of writing or of taking back
   */
  record Outcome(Optional<String> configMap, Optional<Obstacle> obstacle) {}

  Publication(Cluster cluster) {
    this.cluster = cluster;
  }

  /** By the key of the object; those that nothing is done for are not among them. */
  Map<String, Outcome> of(List<DeclaredIdentity> declared, UserIdentityState state) {
    Map<String, Outcome> outcomes = new HashMap<>();
    declared.stream()
        .filter(one -> !one.isSuspended() && !one.isLeaving())
        .forEach(one -> outcomes.put(one.declaration().key(), of(one, state.live())));
    return outcomes;
  }

  private Outcome of(DeclaredIdentity one, Optional<UserIdentity> live) {
    WriteTo writeTo = one.spec().writeTo;
    Optional<String> wanted = Optional.ofNullable(writeTo).map(to -> to.configMap);
    Optional<String> written = Optional.ofNullable(one.status().configMap);
    if (written.isPresent() && !written.equals(wanted)) {
      Optional<Obstacle> obstacle = cluster.unpublish(one.resource(), written.get());
      if (obstacle.isPresent()) {
        // There is room for one on record: the next is written to when this one is gone.
        return new Outcome(written, obstacle);
      }
      written = Optional.empty();
    }
    boolean isAllowed = one.review().map(AccessReview::isConfigMapAllowed).orElse(true);
    if (wanted.isEmpty() || live.isEmpty() || !isAllowed) {
      return new Outcome(written, Optional.empty());
    }
    Optional<Obstacle> obstacle = cluster.publish(one.resource(), wanted.get(), data(live.get()));
    return new Outcome(obstacle.isPresent() ? written : wanted, obstacle);
  }

  private static Map<String, String> data(UserIdentity identity) {
    return Map.of(
        "id", identity.id().text(),
        "clientId", identity.clientId(),
        "principalId", identity.principalId(),
        "tenantId", identity.tenantId());
  }
}
