package dev.managedidentity.operator;

import dev.managedidentity.api.Ensure;
import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.IdentityRow;
import dev.managedidentity.api.UserAssigned;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.LiveIdentity.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** The entries of {@code spec.userAssigned}, with what their names stand for. */
final class Entries {
  private final IdentityDeclaration<?> resource;
  private final Reference.Lookup references;
  private final Map<ArmId, Ensure> userAssigned = new TreeMap<>();
  private final List<String> mistakes = new ArrayList<>();
  private final Map<ArmId, String> names = new TreeMap<>();
  private final Map<ArmId, Principal> known = new TreeMap<>();
  private final Map<ArmId, String> waiting = new TreeMap<>();
  private final List<String> nowhere = new ArrayList<>();

  Entries(IdentityDeclaration<?> resource, Reference.Lookup references) {
    this.resource = resource;
    this.references = references;
    List<UserAssigned> entries = resource.getSpec().userAssigned;
    for (int i = 0; i < entries.size(); i++) {
      UserAssigned entry = entries.get(i);
      String field = "spec.userAssigned[" + i + "]";
      Objects.requireNonNull(entry, field + " is null");
      Objects.requireNonNull(entry.ensure, field + ".ensure is missing");
      if (entry.name != null) {
        byName(entry, field + ".name");
      } else {
        byId(entry, field + ".id");
      }
    }
  }

  Map<ArmId, Ensure> userAssigned() {
    return userAssigned;
  }

  /** What cannot be carried out as it is written, each naming the field and the remedy. */
  List<String> mistakes() {
    return List.copyOf(mistakes);
  }

  Declared.Names names() {
    return new Declared.Names(names, known, waiting, nowhere);
  }

  private void byId(UserAssigned entry, String field) {
    try {
      ArmId id = ArmId.parse(String.valueOf(entry.id));
      if (id.isA(ArmId.USER_ASSIGNED_IDENTITY)) {
        add(id, entry.ensure, field);
      } else {
        mistakes.add(field + " is not the id of a " + ArmId.USER_ASSIGNED_IDENTITY + ": " + id);
      }
    } catch (IllegalArgumentException e) {
      mistakes.add(field + ": " + e.getMessage());
    }
  }

  private void byName(UserAssigned entry, String field) {
    String namespace = resource.getMetadata().getNamespace();
    Optional<Reference> reference = references.find(namespace, entry.name);
    Optional<ArmId> id = reference.isPresent() ? reference.get().id() : recorded(entry.name);
    String why =
        reference
            .map(Reference::waiting)
            .orElse(
                "no UserAssignedIdentity %s is in namespace %s; create it, or mend %s."
                    .formatted(entry.name, namespace, field));
    if (id.isEmpty()) {
      // What stands for nothing is absent already.
      if (entry.ensure == Ensure.Assigned) {
        nowhere.add(why);
      }
      return;
    }
    add(id.get(), entry.ensure, field);
    names.put(id.get(), entry.name);
    reference.flatMap(Reference::principal).ifPresent(principal -> known.put(id.get(), principal));
    if (!why.isEmpty() && entry.ensure == Ensure.Assigned) {
      waiting.put(id.get(), why);
    }
  }

  /**
   * What a name stood for when it was last looked up. Its object may be gone, by mistake or while
   * it is moved: what is assigned through it is declared as before, and stays.
   */
  private Optional<ArmId> recorded(String name) {
    return resource.getStatus() == null
        ? Optional.empty()
        : resource.getStatus().identities.stream()
            .filter((IdentityRow row) -> name.equals(row.name))
            .findAny()
            .flatMap(Declarations::recorded);
  }

  /** The API server sees that no id and no name comes twice, not what a name stands for. */
  private void add(ArmId id, Ensure ensure, String field) {
    Ensure before = userAssigned.putIfAbsent(id, ensure);
    if (before != null && before != ensure) {
      mistakes.add(
          "%s names %s a second time and says the opposite: remove one of the two entries"
              .formatted(field, id));
    }
  }
}
