package dev.managedidentity.emulator.arm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.wire.Json;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Direct access to what is kept, beside the wire and without rights, budgets or waiting. */
public final class ArmState {
  private static final Pattern GROUP =
      Pattern.compile("(?i)/subscriptions/([^/]+)/resourceGroups/([^/]+)");

  private final Arm lock;
  private final World world;
  private final IdentityApi identities;
  private final ComputeWrite write;

  ArmState(Arm lock, World world, IdentityApi identities, ComputeWrite write) {
    this.lock = lock;
    this.world = world;
    this.identities = identities;
    this.write = write;
  }

  /** All of it, to look at. */
  public Inventory inventory() {
    return new Inventory(lock, world);
  }

  /** Who may do what where. */
  public Access access() {
    return world.access;
  }

  public void addSubscription(String id, String name) {
    locked(() -> world.addSubscription(id, name));
  }

  public void addGroup(String subscription, String name, String location) {
    locked(() -> world.addGroup(subscription, name, location));
  }

  /** Makes an identity, and its group where there is none, and returns the id Azure gives it. */
  public String addIdentity(String subscription, String group, String name, String location) {
    return locked(
        () -> {
          world.addGroup(subscription, group, location);
          ResourceId id =
              new ResourceId(subscription, group, ResourceKind.USER_ASSIGNED_IDENTITY, name);
          if (world.store.find(id).isEmpty()) {
            Resource made = identities.create(id, location, null);
            world.principals.old(made.body().path("properties").path("principalId").asText());
          }
          return id.text();
        });
  }

  /**
   * Stores a body as it is, its state and identity included, and its group where there is none. The
   * id may be one of a group.
   */
  public String addResource(String id, ObjectNode body) {
    return locked(
        () -> {
          String location = body.path("location").asText("westeurope");
          Matcher group = GROUP.matcher(id);
          if (group.matches()) {
            world.addGroup(group.group(1), group.group(2), location);
            String key = ResourceStore.groupKey(group.group(1), group.group(2));
            world.store.groups().put(key, body.deepCopy());
            return id;
          }
          ResourceId parsed = parse(id);
          if (!parsed.subscription().isEmpty()) {
            world.addSubscription(parsed.subscription(), parsed.subscription());
          }
          if (!parsed.group().isEmpty()) {
            world.addGroup(parsed.subscription(), parsed.group(), location);
          }
          world.store.put(new Resource(parsed, body.deepCopy()));
          grant(parsed, body.path("properties"));
          world.principals.oldOnesIn(body);
          return parsed.text();
        });
  }

  /** A role assignment counts for the rights of whom it names. */
  private void grant(ResourceId id, JsonNode assignment) {
    if (id.kind().equals(ResourceKind.ROLE_ASSIGNMENT)) {
      String scope = id.scope().isEmpty() ? "/" : id.scope();
      String role = assignment.path("roleDefinitionId").asText();
      world.access.assign(assignment.path("principalId").asText(), role, scope);
    }
  }

  /** Notes that there was an identity with this id: one made again leaves references stale. */
  public void addDeletedIdentity(String id) {
    locked(() -> world.deletedIdentities.add(parse(id).key()));
  }

  /** Makes a resource as a PUT of this body would, its operation already at its end. */
  public String createResource(String id, ObjectNode body, String client) {
    return locked(
        () -> {
          ResourceId parsed = parse(id);
          String location = body.path("location").asText("westeurope");
          world.addGroup(parsed.subscription(), parsed.group(), location);
          ObjectNode sent = body.deepCopy().put("location", location);
          Resource made = new Resource(parsed, ResourceBodies.created(parsed, sent));
          write.createAtOnce(Caller.of(client), made, sent.get("identity"));
          world.principals.oldOnesIn(made.body());
          return parsed.text();
        });
  }

  /** A copy of a resource's body as a client would read it now, or nothing. */
  public Optional<ObjectNode> find(String id) {
    return locked(() -> world.store.find(parse(id)).map(found -> found.body().deepCopy()));
  }

  /** Changes an identity by the rules of a PATCH, its operation already at its end. */
  public void patchIdentity(String id, JsonNode identity, String client) {
    locked(
        () -> {
          Resource resource =
              world.store.find(parse(id)).orElseThrow(() -> new NoSuchElementException(id));
          ObjectNode sent = Json.object().set("identity", identity);
          write.changeAtOnce(Caller.of(client), resource, sent);
          Writes.note(world, Caller.of(client), parse(id));
        });
  }

  /** Takes a resource away at once; nothing happens where it is not there. */
  public void remove(String id) {
    locked(
        () -> {
          ResourceId parsed = parse(id);
          if (parsed.kind().equals(ResourceKind.USER_ASSIGNED_IDENTITY)) {
            identities.remove(parsed);
          } else {
            world.store.remove(parsed);
          }
        });
  }

  /** From now on the directory hears of this principal as late as of one made just now. */
  public void makePrincipalNew(String principalId) {
    locked(() -> world.principals.forget(principalId));
  }

  /** Takes a group and everything in it away at once. */
  public void removeGroup(String subscription, String group) {
    locked(() -> world.removeGroup(ResourceStore.groupKey(subscription, group)));
  }

  private static ResourceId parse(String id) {
    return ResourceId.parse(id)
        .orElseThrow(
            () -> new IllegalArgumentException("not the id of a resource that is kept: " + id));
  }

  private void locked(Runnable work) {
    locked(
        () -> {
          work.run();
          return null;
        });
  }

  private <T> T locked(Supplier<T> work) {
    synchronized (lock) {
      world.operations.catchUp();
      try {
        return work.get();
      } catch (ArmException e) {
        throw new IllegalArgumentException(e.code() + ": " + e.getMessage(), e);
      }
    }
  }
}
