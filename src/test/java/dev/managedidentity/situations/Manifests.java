package dev.managedidentity.situations;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.IdentityRow;
import dev.managedidentity.api.IdentityState;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.ScaleSetIdentity;
import dev.managedidentity.api.ScaleSetIdentitySpec;
import dev.managedidentity.api.SystemAssignedStatus;
import dev.managedidentity.api.UserAssignedIdentity;
import dev.managedidentity.api.UserAssignedIdentitySpec;
import dev.managedidentity.api.VirtualMachineIdentity;
import dev.managedidentity.api.VirtualMachineIdentitySpec;
import dev.managedidentity.operator.TestRecords;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.List;

/**
 * Makes objects of what a situation declares: the spec as in a manifest, with short names for ids,
 * and beside it {@code recorded}, the rows that an earlier run left in the status.
 */
final class Manifests {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant LONG_AGO = Instant.parse("2026-01-01T00:00:00Z");

  private final Names names;
  private int made;

  Manifests(Names names) {
    this.names = names;
  }

  /** A new object, younger than all before it. */
  HasMetadata created(String key, ObjectNode written) {
    made++;
    ObjectMeta metadata =
        new ObjectMetaBuilder()
            .withNamespace(key.substring(0, key.indexOf('/')))
            .withName(key.substring(key.indexOf('/') + 1))
            .withUid("uid-" + made)
            .withGeneration(1L)
            .withCreationTimestamp(LONG_AGO.plusSeconds(3600L * made).toString())
            .build();
    ObjectNode spec = written.deepCopy();
    JsonNode recorded = spec.remove("recorded");
    HasMetadata object = object(key, metadata, spec);
    if (recorded != null) {
      IdentityDeclaration<?> declaration = (IdentityDeclaration<?>) object;
      IdentityStatus status = status(recorded);
      TestRecords.prove(metadata.getUid(), declaration.getSpec().target().id, status);
      declaration.setStatus(status);
    }
    return object;
  }

  /** The same object with another spec. */
  HasMetadata edited(HasMetadata before, String key, ObjectNode written) {
    ObjectMeta metadata =
        new ObjectMetaBuilder(before.getMetadata())
            .withGeneration(before.getMetadata().getGeneration() + 1)
            .build();
    HasMetadata object = object(key, metadata, written.deepCopy());
    if (object instanceof UserAssignedIdentity identity) {
      identity.setStatus(((UserAssignedIdentity) before).getStatus());
    } else {
      ((IdentityDeclaration<?>) object).setStatus(((IdentityDeclaration<?>) before).getStatus());
    }
    return object;
  }

  /** The same object, asked to leave. */
  HasMetadata leaving(HasMetadata object) {
    object.getMetadata().setDeletionTimestamp("2026-03-01T00:00:00Z");
    return object;
  }

  private HasMetadata object(String key, ObjectMeta metadata, ObjectNode spec) {
    try {
      HasMetadata object = object(spec);
      object.setMetadata(metadata);
      return object;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(key + ": " + e.getMessage(), e);
    }
  }

  private HasMetadata object(ObjectNode spec) throws JsonProcessingException {
    if (spec.has("scaleSet")) {
      ScaleSetIdentity declaration = new ScaleSetIdentity();
      target(spec, "scaleSet", Names.scaleSet(spec.path("scaleSet").asText()));
      declaration.setSpec(JSON.treeToValue(withIds(spec), ScaleSetIdentitySpec.class));
      return declaration;
    }
    if (spec.has("virtualMachine")) {
      VirtualMachineIdentity declaration = new VirtualMachineIdentity();
      names.addMachine(spec.path("virtualMachine").asText());
      target(spec, "virtualMachine", Names.machine(spec.path("virtualMachine").asText()));
      declaration.setSpec(JSON.treeToValue(withIds(spec), VirtualMachineIdentitySpec.class));
      return declaration;
    }
    UserAssignedIdentity identity = new UserAssignedIdentity();
    identity.setSpec(JSON.treeToValue(spec, UserAssignedIdentitySpec.class));
    return identity;
  }

  private static void target(ObjectNode spec, String field, String id) {
    spec.putObject(field).put("id", id);
  }

  private static ObjectNode withIds(ObjectNode spec) {
    for (JsonNode entry : spec.path("userAssigned")) {
      if (entry.has("id")) {
        ((ObjectNode) entry).put("id", Names.identity(entry.path("id").asText()));
      }
    }
    return spec;
  }

  /** What an earlier run found to be as declared. */
  private static IdentityStatus status(JsonNode recorded) {
    IdentityStatus status = new IdentityStatus();
    status.observedGeneration = 1L;
    status.conditions =
        List.of(
            new ConditionBuilder()
                .withType("Ready")
                .withStatus("True")
                .withReason("Converged")
                .withMessage("as it was")
                .withObservedGeneration(1L)
                .withLastTransitionTime("2026-02-01T00:00:00Z")
                .build());
    recorded.forEach(row -> record(row.asText().split(" ", -1), status));
    return status;
  }

  private static void record(String[] words, IdentityStatus status) {
    boolean owned = words.length > 2 && words[2].equals("owned");
    IdentityState state = IdentityState.valueOf(words[1]);
    if (words[0].equals("system")) {
      status.systemAssigned = new SystemAssignedStatus();
      status.systemAssigned.state = state;
      status.systemAssigned.owned = owned;
      return;
    }
    IdentityRow row = new IdentityRow();
    row.id = Names.identity(words[0]);
    row.state = state;
    row.owned = owned;
    status.identities.add(row);
  }
}
