package dev.managedidentity.operator.recordings;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.operator.recordings.Finding.Change;
import dev.managedidentity.operator.recordings.IdentityBlock.Entry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What there was before a change: the resource and the identities, as recorded. What an excerpt
 * does not tell is made up, the same at each run.
 */
public final class LiveState {
  private final Change change;
  private final Map<String, Entry> told = new TreeMap<>();

  public LiveState(Change change) {
    this.change = change;
    for (Exchange exchange : change.run().exchanges()) {
      noteIdentity(exchange);
      if (Targets.of(exchange.path(), List.of(change.target())).isPresent()) {
        exchange.toldIdentity().ifPresent(this::note);
      }
    }
    note(change.before());
    note(change.after());
  }

  /** An identity tells of itself when it is made or read. */
  private void noteIdentity(Exchange exchange) {
    if (exchange.answer() == null || !exchange.succeeded()) {
      return;
    }
    var properties = exchange.answer().path("properties");
    String id = exchange.answer().path("id").asText();
    if (properties.has("clientId") && properties.has("principalId")) {
      String client = properties.get("clientId").asText();
      note(new Entry(id, client, properties.get("principalId").asText()));
    }
  }

  private void note(IdentityBlock block) {
    block.users().values().forEach(this::note);
  }

  private void note(Entry entry) {
    if (entry.hasValues()) {
      told.put(entry.id().toLowerCase(Locale.ROOT), entry);
    }
  }

  /** The user-assigned identities that the change is about, as resources of their own. */
  public Map<String, ObjectNode> identities() {
    Map<String, ObjectNode> bodies = new TreeMap<>();
    change.before().users().values().forEach(entry -> bodies.put(entry.id(), identity(entry.id())));
    change.after().users().values().forEach(entry -> bodies.put(entry.id(), identity(entry.id())));
    return bodies;
  }

  private ObjectNode identity(String id) {
    Entry entry = filled(new Entry(id, null, null));
    ObjectNode body =
        resource(id, "Microsoft.ManagedIdentity/userAssignedIdentities").putNull("tags");
    body.withObjectProperty("properties")
        .put("tenantId", madeUp("tenant"))
        .put("principalId", entry.principalId())
        .put("clientId", entry.clientId());
    return body;
  }

  /** The resource before the change, nothing under way. */
  public ObjectNode target() {
    ObjectNode body =
        change.seenBefore().wholeResource().map(ObjectNode::deepCopy).orElse(minimal());
    // The last answer may be the one to an earlier write, which had ended when this one was sent.
    body.withObjectProperty("properties").put("provisioningState", "Succeeded");
    ObjectNode identity = before().json();
    if (identity == null) {
      body.remove("identity");
    } else {
      body.set("identity", identity);
    }
    return body;
  }

  public boolean isWhole() {
    return change.seenBefore().wholeResource().isPresent();
  }

  private ObjectNode minimal() {
    boolean scaleSet = change.isScaleSet();
    return resource(
        change.target(),
        "Microsoft.Compute/" + (scaleSet ? "virtualMachineScaleSets" : "virtualMachines"));
  }

  /** The identity before: entries still empty while Azure was at work have their values by now. */
  public IdentityBlock before() {
    IdentityBlock before = change.before();
    Map<String, Entry> users = new TreeMap<>(before.users());
    if (change.seenBefore().isInTransition()) {
      users.replaceAll((key, entry) -> filled(entry));
    }
    return before.system() && before.principalId() == null
        ? new IdentityBlock(true, madeUp(change.target()), madeUp("tenant"), users)
        : new IdentityBlock(before.system(), before.principalId(), before.tenantId(), users);
  }

  private Entry filled(Entry entry) {
    Entry values = told.get(IdentityBlock.fold(entry.id()));
    return entry.hasValues()
        ? entry
        : values != null
            ? new Entry(entry.id(), values.clientId(), values.principalId())
            : new Entry(entry.id(), madeUp("client" + entry.id()), madeUp(entry.id()));
  }

  private static ObjectNode resource(String id, String type) {
    ObjectNode body =
        JsonNodeFactory.instance
            .objectNode()
            .put("name", id.substring(id.lastIndexOf('/') + 1))
            .put("id", id)
            .put("type", type)
            .put("location", "westeurope");
    body.putObject("properties");
    return body;
  }

  private static String madeUp(String of) {
    return UUID.nameUUIDFromBytes(of.getBytes(StandardCharsets.UTF_8)).toString();
  }
}
