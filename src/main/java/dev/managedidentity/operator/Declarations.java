package dev.managedidentity.operator;

import dev.managedidentity.api.Ensure;
import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.IdentityRow;
import dev.managedidentity.api.IdentitySpec;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.UserAssigned;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.Declaration;
import dev.managedidentity.plan.IdPattern;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a resource as the declaration it means. Pure. */
final class Declarations {
  private static final Logger log = LoggerFactory.getLogger(Declarations.class);

  private Declarations() {}

  static Declared read(IdentityDeclaration<?> resource) {
    IdentitySpec spec = resource.getSpec();
    List<String> mistakes = new ArrayList<>();
    Map<ArmId, Ensure> userAssigned = userAssigned(spec.userAssigned, mistakes);
    IdentityStatus status =
        resource.getStatus() == null ? new IdentityStatus() : resource.getStatus();
    Declaration declaration =
        new Declaration(
            key(resource),
            Instant.parse(resource.getMetadata().getCreationTimestamp()),
            spec.mode,
            spec.systemAssigned,
            userAssigned,
            spec.ignore.stream().map(IdPattern::new).toList(),
            spec.deletionPolicy,
            spec.suspend || !mistakes.isEmpty(),
            resource.isMarkedForDeletion(),
            status.systemAssigned != null && status.systemAssigned.owned,
            owned(status));
    return new Declared(resource, declaration, List.copyOf(mistakes));
  }

  /** Unique among the declarations of one target, which are all of one kind. */
  static String key(IdentityDeclaration<?> resource) {
    return resource.getMetadata().getNamespace() + "/" + resource.getMetadata().getName();
  }

  private static Map<ArmId, Ensure> userAssigned(
      List<UserAssigned> entries, List<String> mistakes) {
    Map<ArmId, Ensure> userAssigned = new TreeMap<>();
    for (int i = 0; i < entries.size(); i++) {
      UserAssigned entry = entries.get(i);
      String field = "spec.userAssigned[" + i + "].id";
      try {
        ArmId id = ArmId.parse(String.valueOf(entry.id));
        if (!id.isA(ArmId.USER_ASSIGNED_IDENTITY)) {
          mistakes.add(field + " is not the id of a " + ArmId.USER_ASSIGNED_IDENTITY + ": " + id);
        } else if (userAssigned.putIfAbsent(id, entry.ensure) != null) {
          mistakes.add(field + " names an identity a second time: " + id);
        }
      } catch (IllegalArgumentException e) {
        mistakes.add(field + ": " + e.getMessage());
      }
    }
    return userAssigned;
  }

  private static Set<ArmId> owned(IdentityStatus status) {
    Set<ArmId> owned = new TreeSet<>();
    for (IdentityRow row : status.identities) {
      if (row.owned) {
        recorded(row).ifPresent(owned::add);
      }
    }
    return owned;
  }

  /**
   * The identity that a row of a status is about; empty if somebody wrote over the row what is no
   * id, for that must not keep the whole target from being worked on.
   */
  static Optional<ArmId> recorded(IdentityRow row) {
    try {
      return Optional.of(ArmId.parse(String.valueOf(row.id)));
    } catch (IllegalArgumentException e) {
      log.warn("a row of a status is passed over: {}", e.getMessage());
      return Optional.empty();
    }
  }
}
