package dev.managedidentity.operator;

import dev.managedidentity.plan.Declaration;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The declarations of one thing, by the credential with which each is carried out.
 *
 * <p>Each credential sees and changes for itself: what declares by another one stands by, which
 * counts as declared and has nothing done for it. So one team's rights never serve another, and a
 * credential that cannot be used holds up nobody else.
 *
 * @param credentials by uid of the object
 */
record ByCredential(Map<String, Credential> credentials) {

  /**
   * Looks the credentials up, once for a whole run.
   *
   * @param declared in any order
   */
  static <D> ByCredential of(
      List<D> declared,
      Function<D, HasMetadata> resource,
      Function<D, Declaration> declaration,
      Function<HasMetadata, Credential> lookup) {
    Map<String, Credential> credentials = new LinkedHashMap<>();
    declared.stream()
        .sorted(Comparator.comparing(declaration, Declaration.BY_AGE))
        .map(resource)
        .forEach(one -> credentials.put(uid(one), lookup.apply(one)));
    return new ByCredential(credentials);
  }

  /** Each once, that of the oldest declaration first. */
  List<Credential> each() {
    Map<String, Credential> each = new LinkedHashMap<>();
    credentials.values().forEach(one -> each.putIfAbsent(one.key(), one));
    return new ArrayList<>(each.values());
  }

  /** Whether an object is carried out with a credential; one that just appeared is with none. */
  boolean isWith(Credential credential, HasMetadata resource) {
    Credential its = credentials.get(uid(resource));
    return its != null && its.key().equals(credential.key());
  }

  /** When to look again. */
  Duration soonest(List<Duration> pauses, Duration period) {
    Duration soonest = pauses.stream().min(Duration::compareTo).orElse(period);
    return credentials.values().stream()
        .map(one -> one.noLaterThan(soonest, period))
        .min(Duration::compareTo)
        .orElse(soonest);
  }

  private static String uid(HasMetadata resource) {
    return resource.getMetadata().getUid();
  }
}
