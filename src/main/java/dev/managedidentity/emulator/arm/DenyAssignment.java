package dev.managedidentity.emulator.arm;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/**
 * A deny assignment, such as the one that guards the node resource group of a locked-down AKS
 * cluster.
 *
 * @param scope the id of a resource, a group or a subscription
 * @param actions what is denied, with {@code *}; everything but reading where left out
 * @param except clients that may all the same
 */
public record DenyAssignment(String scope, String name, List<String> actions, List<String> except) {

  public DenyAssignment {
    actions = actions == null ? List.of("*/write", "*/delete", "*/action") : List.copyOf(actions);
    except = except == null ? List.of() : List.copyOf(except);
  }

  /** 32 hexadecimal digits that follow from scope and name. */
  String id() {
    return UUID.nameUUIDFromBytes((scope + name).getBytes(StandardCharsets.UTF_8))
        .toString()
        .replace("-", "");
  }

  boolean denies(Caller caller, String action) {
    return !except.contains(caller.client())
        && actions.stream().anyMatch(pattern -> Role.matches(pattern, action));
  }
}
