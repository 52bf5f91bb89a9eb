package dev.managedidentity.emulator.arm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/** A resource that is kept: its body as clients see it, and what they do not see. */
final class Resource {
  private final ResourceId id;
  private ObjectNode body;
  private final Set<String> unfilled = new LinkedHashSet<>();
  private final Set<String> hadOnce = new LinkedHashSet<>();
  private long etag = 1;
  private boolean identityChanged;
  private ObjectNode formerIdentity;
  private boolean identityWasChanged;
  private Operation running;

  Resource(ResourceId id, ObjectNode body) {
    this.id = id;
    this.body = body;
    // A body that was read from Azure brings its ETag along.
    String brought = body.path("etag").asText().replace("\"", "");
    if (brought.matches("\\d{1,18}")) {
      etag = Long.parseLong(brought);
      body.remove("etag");
    }
  }

  ResourceId id() {
    return id;
  }

  ObjectNode body() {
    return body;
  }

  void body(ObjectNode newBody) {
    body = newBody;
  }

  /** The identity member, or null. */
  ObjectNode identity() {
    return body.get("identity") instanceof ObjectNode identity ? identity : null;
  }

  /** The entries of user-assigned identities, or null where there is no such member. */
  ObjectNode userAssigned() {
    JsonNode entries = identity() == null ? null : identity().get("userAssignedIdentities");
    return entries instanceof ObjectNode map ? map : null;
  }

  /** The keys of entries that get their values when the running operation ends. */
  Set<String> unfilled() {
    return unfilled;
  }

  /** The lower-case ids of identities that it had at the end of some operation. */
  Set<String> hadOnce() {
    return hadOnce;
  }

  boolean isFlexible() {
    return body.path("properties").path("orchestrationMode").asText().equalsIgnoreCase("Flexible");
  }

  /** The region in the form that URLs have: "West Europe" is {@code westeurope} there. */
  String region() {
    String letters = body.path("location").asText().replaceAll("[^A-Za-z0-9]", "");
    return letters.isEmpty() ? "westeurope" : letters.toLowerCase(Locale.ROOT);
  }

  void state(String provisioningState) {
    body.withObjectProperty("properties").put("provisioningState", provisioningState);
  }

  boolean isBeingDeleted() {
    return body.path("properties").path("provisioningState").asText().equals("Deleting");
  }

  long etag() {
    return etag;
  }

  void stepEtag() {
    etag++;
  }

  /** The identity before its last change: null where it had none, or has never been changed. */
  ObjectNode formerIdentity() {
    return formerIdentity;
  }

  /** Whether it ever had another identity than now. */
  boolean identityWasChanged() {
    return identityWasChanged;
  }

  void formerIdentity(ObjectNode before) {
    formerIdentity = before;
    identityWasChanged = true;
  }

  /** Whether the identity was changed before: the first change after creation is slow. */
  boolean identityChanged() {
    return identityChanged;
  }

  void noteIdentityChange() {
    identityChanged = true;
  }

  /** The operation in progress, or null. */
  Operation running() {
    return running;
  }

  void running(Operation operation) {
    running = operation;
  }
}
