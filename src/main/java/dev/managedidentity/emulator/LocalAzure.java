package dev.managedidentity.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.arm.Access;
import dev.managedidentity.emulator.arm.ArmState;
import dev.managedidentity.emulator.wire.Json;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * What exists in the emulated Azure, for tests and seeds: changes it directly, at once and with
 * every right. Names are in the default subscription; ids may name any.
 */
public final class LocalAzure {
  private static final String LOCATION = "westeurope";

  private final ArmState state;
  private final String subscription;

  LocalAzure(ArmState state, String subscription) {
    this.state = state;
    this.subscription = subscription;
  }

  /** Makes a subscription if there is none. */
  public void putSubscription(String id) {
    state.addSubscription(id, id);
  }

  /**
   * Makes a group if there is none.
   *
   * @param group its name, or its id
   */
  public void putResourceGroup(String group, String location) {
    state.addGroup(subscriptionOf(group), nameOf(group), location);
  }

  /**
   * Takes a group away at once, with everything in it.
   *
   * @param group its name, or its id
   */
  public void deleteResourceGroup(String group) {
    state.removeGroup(subscriptionOf(group), nameOf(group));
  }

  private String subscriptionOf(String group) {
    return group.startsWith("/") ? group.split("/", -1)[2] : subscription;
  }

  private static String nameOf(String group) {
    return group.substring(group.lastIndexOf('/') + 1);
  }

  /** Makes an identity if there is none, and returns its id as Azure writes it. */
  public String putIdentity(String resourceGroup, String name) {
    return state.addIdentity(subscription, resourceGroup, name, LOCATION);
  }

  /** Takes the identity away; what has it assigned keeps its reference. */
  public void deleteIdentity(String id) {
    state.remove(id);
  }

  /**
   * Makes a scale set whose creation has already succeeded, and returns its id.
   *
   * @param body as for a PUT, or null for a plain one
   */
  public String putScaleSet(String resourceGroup, String name, ObjectNode body) {
    return create("virtualMachineScaleSets", resourceGroup, name, body);
  }

  /** The same for a virtual machine. */
  public String putVirtualMachine(String resourceGroup, String name, ObjectNode body) {
    return create("virtualMachines", resourceGroup, name, body);
  }

  /** Stores a body as it is, its identity and state included, and returns its id. */
  public String putResource(String id, ObjectNode body) {
    return state.addResource(id, body);
  }

  /**
   * A copy of the body as a client would read it now.
   *
   * @throws NoSuchElementException where there is no such resource
   */
  public ObjectNode getResource(String id) {
    return state.find(id).orElseThrow(() -> new NoSuchElementException(id));
  }

  public boolean exists(String id) {
    return state.find(id).isPresent();
  }

  /**
   * Copies of all groups and resources, parts after what they are part of. What was going on has
   * come to its end first.
   */
  public List<ObjectNode> everything() {
    return state.inventory().everything();
  }

  /**
   * Changes an identity behind everyone's back, by the rules of a PATCH, and notes it as this
   * client's change. It has taken effect on return.
   *
   * @throws IllegalArgumentException with Azure's code and text where Azure would refuse
   */
  public void patchIdentity(String id, JsonNode identity, String client) {
    state.patchIdentity(id, identity, client);
  }

  /** Takes a resource away at once. */
  public void deleteResource(String id) {
    state.remove(id);
  }

  /** From now on the directory hears of this principal as late as of one made just now. */
  public void makePrincipalNew(String principalId) {
    state.makePrincipalNew(principalId);
  }

  /** Who may do what where. */
  public Access access() {
    return state.access();
  }

  private String create(String type, String group, String name, ObjectNode body) {
    String id =
        "/subscriptions/%s/resourceGroups/%s/providers/Microsoft.Compute/%s/%s"
            .formatted(subscription, group, type, name);
    return state.createResource(id, body == null ? Json.object() : body, "seed");
  }
}
