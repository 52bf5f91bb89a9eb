package dev.managedidentity.situations;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.azure.Connections;
import dev.managedidentity.emulator.Emulator;
import dev.managedidentity.emulator.EmulatorOptions;
import dev.managedidentity.emulator.LocalAzure;
import dev.managedidentity.emulator.arm.Access.Grant;
import dev.managedidentity.emulator.arm.DenyAssignment;
import dev.managedidentity.emulator.arm.Lock;
import dev.managedidentity.situations.SituationFile.Computer;
import dev.managedidentity.situations.SituationFile.Given;
import dev.managedidentity.situations.SituationFile.SecretOf;
import dev.managedidentity.testing.EmulatedSettings;
import dev.managedidentity.testing.MutableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The Azure of one situation: an emulator, and what happens in it without the operator. */
final class Ground implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  static final String OPERATOR = "operator";
  private static final String OTHERS = "somebody";

  /** Azure takes no more in one request. */
  private static final int MOST_AT_ONCE = 150;

  private final Names names;
  private final Emulator emulator;
  private final LocalAzure azure;
  private final Traffic traffic;

  /**
   * @param directory may hold the certificate of an earlier emulator, which saves making one
   */
  Ground(Path directory, MutableClock clock, Names names, Given given) throws IOException {
    this.names = names;
    Path seed = Files.writeString(directory.resolve("seed.json"), seed(given));
    emulator = Emulator.start(EmulatorOptions.in(directory).withClock(clock).withSeed(seed));
    azure = emulator.azure();
    traffic = new Traffic(emulator);
    plant(given);
    emulator.listen(traffic::heard);
  }

  private static String seed(Given given) {
    ObjectNode seed = JSON.createObjectNode().put("subscription", Names.SUBSCRIPTION);
    seed.putArray("clients").addObject().put("id", OPERATOR);
    if (given.quirks() != null) {
      seed.set("quirks", given.quirks());
    }
    return seed.toString();
  }

  private void plant(Given given) {
    azure.putResourceGroup(Names.IDENTITIES, "westeurope");
    azure.putResourceGroup(Names.COMPUTE, "westeurope");
    given.identities().forEach(this::makeIdentity);
    given.deleted().forEach(this::makeIdentity);
    given.madeAgain().forEach(this::makeIdentity);
    given.scaleSets().forEach(this::makeScaleSet);
    given.machines().forEach(this::makeMachine);
    given.deleted().forEach(this::deleteIdentity);
    given.madeAgain().forEach(this::makeAgain);
    given.locks().forEach(this::lock);
    given
        .denyAssignments()
        .forEach(
            (scope, name) ->
                azure.access().deny(new DenyAssignment(names.scope(scope), name, null, null)));
    if (given.rights() != null) {
      rights(OPERATOR, given.rights());
    }
    given.rightsOf().forEach(this::rights);
    if (given.faults() != null) {
      faults(given.faults());
    }
  }

  /** What the Secret of a client has. */
  Map<String, String> credential(SecretOf secret) {
    Map<String, String> data = new HashMap<>();
    data.put("AZURE_TENANT_ID", emulator.environment().get("AZURE_TENANT_ID"));
    data.put("AZURE_CLIENT_ID", secret.client());
    data.put("AZURE_CLIENT_SECRET", "the secret of " + secret.client());
    if (secret.without() != null) {
      data.remove(secret.without());
    }
    return data;
  }

  /** How the operator reaches it. */
  Connections connect(MutableClock clock) {
    return Connections.to(EmulatedSettings.of(emulator.environment()), clock);
  }

  Traffic traffic() {
    return traffic;
  }

  void makeIdentity(String name) {
    String id = Names.identity(name);
    if (id.startsWith("/subscriptions/" + Names.SUBSCRIPTION + "/")) {
      String[] parts = id.split("/", -1);
      azure.putIdentity(parts[4], parts[8]);
      return;
    }
    ObjectNode body = JSON.createObjectNode().put("location", "westeurope");
    body.putObject("properties")
        .put("principalId", UUID.nameUUIDFromBytes(id.getBytes(UTF_8)).toString())
        .put("clientId", UUID.nameUUIDFromBytes((id + "c").getBytes(UTF_8)).toString());
    azure.putResource(id, body);
  }

  void deleteIdentity(String name) {
    azure.deleteIdentity(Names.identity(name));
  }

  void makeAgain(String name) {
    deleteIdentity(name);
    makeIdentity(name);
  }

  void makeScaleSet(String name, Computer computer) {
    make(Names.scaleSet(name), computer);
  }

  void makeMachine(String name, Computer computer) {
    names.addMachine(name);
    make(Names.machine(name), computer);
  }

  private void make(String id, Computer computer) {
    String[] parts = id.split("/", -1);
    List<String> first = computer.has().stream().limit(MOST_AT_ONCE).toList();
    List<String> rest = computer.has().stream().skip(MOST_AT_ONCE).toList();
    ObjectNode body = JSON.createObjectNode();
    if (!first.isEmpty()) {
      body.set("identity", Blocks.having(first));
    }
    if (computer.orchestration() != null) {
      body.putObject("properties").put("orchestrationMode", computer.orchestration());
    }
    if (parts[7].equals("virtualMachines")) {
      azure.putVirtualMachine(parts[4], parts[8], body);
    } else {
      azure.putScaleSet(parts[4], parts[8], body);
    }
    if (!rest.isEmpty()) {
      azure.patchIdentity(id, Blocks.having(rest), OTHERS);
    }
    if (computer.state() != null) {
      state(id, computer.state());
    }
  }

  /** Sets the provisioningState of a scale set or machine. */
  void setState(String name, String state) {
    state(names.target(name), state);
  }

  private void state(String id, String state) {
    ObjectNode body = azure.getResource(id);
    ((ObjectNode) body.get("properties")).put("provisioningState", state);
    azure.putResource(id, body);
  }

  void deleteTarget(String name) {
    azure.deleteResource(names.target(name));
  }

  void deleteGroup(String name) {
    azure.deleteResourceGroup(Names.group(name));
  }

  void lock(String scope, String level) {
    azure.access().lock(new Lock(null, names.scope(scope), level));
  }

  void unlock(String scope) {
    azure.access().unlock(names.scope(scope));
  }

  /** From now on a client has these rights, such as "Reader on group shop", and no others. */
  void rights(String client, List<String> rights) {
    azure.access().restrict(client, rights.stream().map(this::grant).toList());
  }

  private Grant grant(String right) {
    int on = right.indexOf(" on ");
    return new Grant(right.substring(0, on), names.scope(right.substring(on + 4)));
  }

  void faults(JsonNode faults) {
    emulator.faults(faults.isEmpty() ? "" : faults.toString());
  }

  /** Somebody else changes a target, with every right and at once. */
  void othersPatch(String name, JsonNode block) {
    azure.patchIdentity(names.target(name), Blocks.withIds(block), OTHERS);
  }

  /** The same, once, after the operator has sent its next PATCH and before Azure takes it. */
  void othersPatchFirst(String name, JsonNode block) {
    traffic.beforeNextPatch(() -> othersPatch(name, block));
  }

  /** What a target has: identities by name, and of stale or lost references that they are. */
  Optional<List<String>> has(String name) {
    String id = names.target(name);
    return azure.exists(id)
        ? Optional.of(Blocks.had(azure.getResource(id), this::principal))
        : Optional.empty();
  }

  private Optional<String> principal(String identity) {
    return azure.exists(identity)
        ? Optional.of(azure.getResource(identity).path("properties").path("principalId").asText())
        : Optional.empty();
  }

  @Override
  public void close() {
    emulator.close();
  }
}
