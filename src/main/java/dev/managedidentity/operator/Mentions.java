package dev.managedidentity.operator;

import dev.managedidentity.api.Ensure;
import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.UserAssigned;
import dev.managedidentity.plan.ArmId;
import java.util.ArrayList;
import java.util.List;

/**
 * Which identities a declaration says a target must have: by id, or by the name of a
 * UserAssignedIdentity in its namespace. Pure.
 */
final class Mentions {
  private Mentions() {}

  static List<String> in(IdentityDeclaration<?> declaration) {
    List<String> mentions = new ArrayList<>();
    for (UserAssigned entry : declaration.getSpec().userAssigned) {
      if (entry.ensure == Ensure.Absent) {
        continue;
      }
      mentions.add(
          entry.name == null
              ? ofId(entry.id)
              : ofName(declaration.getMetadata().getNamespace(), entry.name));
    }
    return mentions;
  }

  static String of(ArmId identity) {
    return "id " + identity.folded();
  }

  /** One that is no id at all is reported where the declaration itself is reconciled. */
  private static String ofId(String id) {
    try {
      return of(ArmId.parse(String.valueOf(id)));
    } catch (IllegalArgumentException e) {
      return "id " + id;
    }
  }

  static String ofName(String namespace, String name) {
    return "name " + namespace + "/" + name;
  }
}
