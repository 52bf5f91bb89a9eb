package dev.managedidentity.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.RecordingFiles.Recording;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a recording shows to have been there before. It is made just before the first exchange that
 * shows it, and never where an exchange that was sent has already written: that the emulator must
 * know by itself.
 */
final class ReplayGround {
  private static final Pattern SUBSCRIPTION = Pattern.compile("(?i)/subscriptions/([^/]+).*");
  private static final Pattern GROUP =
      Pattern.compile("(?i)(/subscriptions/[^/]+/resourceGroups/[^/]+)(/.*)?");
  private static final Pattern RESOURCE =
      Pattern.compile(
          "(?i)/subscriptions/[^/]+(/resourceGroups/[^/]+)?/providers/[^/]+(/[^/]+/[^/]+)+");

  private final LocalAzure azure;
  private final Bindings bindings;
  private final Map<String, ObjectNode> identities = new HashMap<>();
  private final Set<String> written = new HashSet<>();

  ReplayGround(LocalAzure azure, Bindings bindings, Recording recording) {
    this.azure = azure;
    this.bindings = bindings;
    for (Recorded one : recording.exchanges()) {
      one.identity()
          .path("userAssignedIdentities")
          .properties()
          .forEach(entry -> learn(entry.getKey(), entry.getValue()));
      learn(one.path(), one.answer().path("properties"));
    }
  }

  private void learn(String id, JsonNode values) {
    if (values.hasNonNull("principalId") && values.hasNonNull("clientId")) {
      ObjectNode known = ArmTestClient.MAPPER.createObjectNode();
      known.put("principalId", values.path("principalId").asText());
      known.put("clientId", values.path("clientId").asText());
      identities.putIfAbsent(key(id), known);
    }
  }

  /** An exchange could not be sent: what it wrote is known only from what is shown later. */
  void unsent(Recorded recorded) {
    if (!recorded.isRead() && recorded.status() < 400) {
      written.remove(key(recorded.path()));
      plant(recorded);
    }
  }

  /** Makes true what an exchange that is about to be sent takes for granted. */
  void before(Recorded recorded) {
    String path = recorded.path();
    Matcher subscription = SUBSCRIPTION.matcher(path);
    if (subscription.matches()) {
      azure.putSubscription(subscription.group(1));
    }
    Matcher group = GROUP.matcher(path);
    if (recorded.errorCode().equals("ResourceGroupNotFound")) {
      if (group.matches()) {
        azure.deleteResourceGroup(group.group(1));
      }
      return;
    }
    boolean makesGroup = group.matches() && group.group(2) == null && !recorded.isRead();
    if (group.matches() && !makesGroup && recorded.status() < 500) {
      azure.putResourceGroup(group.group(1), "westus");
    }
    plantNamed(recorded);
    if (!written.contains(key(path)) && recorded.status() < 400) {
      plant(recorded);
    }
    if (recorded.status() == 404 && !written.contains(key(path)) && isResource(path)) {
      azure.deleteResource(path);
    }
    if (!recorded.isRead() && recorded.status() < 400) {
      written.add(key(path));
    }
  }

  /** What was there when the exchange came: for a write, what it does not say it made. */
  private void plant(Recorded recorded) {
    String path = recorded.path();
    boolean puts = recorded.method().equals("PUT") && recorded.body() != null;
    boolean made = puts && (recorded.status() == 201 || recorded.status() == 202);
    boolean gone = recorded.status() == 204;
    if (made || gone || recorded.isPoll()) {
      return;
    }
    if (recorded.isRead() && recorded.answer().path("value").isArray()) {
      recorded.answer().path("value").forEach(this::plantListed);
      return;
    }
    Matcher group = GROUP.matcher(path);
    if (recorded.isRead() && group.matches() && group.group(2) == null) {
      azure.putResource(path, translated(object(recorded.answer())));
    } else if (isResource(path) && !(isSentWrite(recorded) && azure.exists(path))) {
      boolean unknown = recorded.answer().isMissingNode() && recorded.identity().isMissingNode();
      if (!unknown || !azure.exists(path)) {
        azure.putResource(path, translated(bodyOf(recorded)));
      }
    }
  }

  private void plantListed(JsonNode one) {
    String id = one.path("id").asText();
    boolean role = key(id).contains("/microsoft.authorization/");
    if (isResource(id) && !role && !written.contains(key(id)) && !azure.exists(id)) {
      azure.putResource(id, translated(object(one)));
    }
  }

  /** Identities that a request names are there, unless Azure said that they are not. */
  private void plantNamed(Recorded recorded) {
    if (recorded.body() == null || recorded.status() >= 400) {
      return;
    }
    RecordingShapes.json(recorded.body())
        .path("identity")
        .path("userAssignedIdentities")
        .properties()
        .forEach(
            entry -> {
              String id = entry.getKey();
              if (isResource(id) && !written.contains(key(id)) && !azure.exists(id)) {
                azure.putResource(id, translated(identity(id)));
              }
            });
  }

  private ObjectNode identity(String id) {
    ObjectNode body = ArmTestClient.MAPPER.createObjectNode();
    body.put("id", id).put("name", id.substring(id.lastIndexOf('/') + 1));
    body.put("type", "Microsoft.ManagedIdentity/userAssignedIdentities").put("location", "westus");
    body.putObject("tags");
    ObjectNode known = identities.get(key(id));
    ObjectNode values =
        known == null
            ? body.objectNode()
                .put("principalId", java.util.UUID.randomUUID().toString())
                .put("clientId", java.util.UUID.randomUUID().toString())
            : known.deepCopy();
    body.set("properties", values);
    return body;
  }

  /** The answer as a body to store, with what the recorder took out of it put back. */
  private ObjectNode bodyOf(Recorded recorded) {
    String path = recorded.path();
    ObjectNode known =
        azure.exists(path) ? azure.getResource(path) : ArmTestClient.MAPPER.createObjectNode();
    ObjectNode body = recorded.whole() ? object(recorded.answer()) : known;
    if (!recorded.whole()) {
      object(recorded.answer()).properties().forEach(one -> body.set(one.getKey(), one.getValue()));
    }
    if (identities.containsKey(key(path)) && !body.path("properties").has("clientId")) {
      body.setAll(identity(path));
    }
    if (!recorded.identity().isMissingNode()) {
      body.set("identity", before(recorded, recorded.identity().deepCopy()));
    } else if (recorded.identityKnown()) {
      body.remove("identity");
    } else if (recorded.isRead() && "Succeeded".equals(recorded.state())) {
      fill(body.path("identity").path("userAssignedIdentities"));
    }
    complete(path, body);
    String state = isSentWrite(recorded) ? "Succeeded" : recorded.state();
    if (state != null) {
      body.withObject("/properties").put("provisioningState", state);
    }
    return body;
  }

  private static boolean isSentWrite(Recorded recorded) {
    return !recorded.isRead() && recorded.body() != null;
  }

  /** The identity that a write found, as far as its answer tells: without what it names itself. */
  private static JsonNode before(Recorded recorded, JsonNode identity) {
    if (isSentWrite(recorded)
        && identity.path("userAssignedIdentities") instanceof ObjectNode map) {
      RecordingShapes.json(recorded.body())
          .path("identity")
          .path("userAssignedIdentities")
          .fieldNames()
          .forEachRemaining(map::remove);
    }
    return identity;
  }

  /** The operation has ended, which the recorder did not say of the identity. */
  private void fill(JsonNode entries) {
    entries
        .properties()
        .forEach(
            entry -> {
              ObjectNode known = identities.get(key(entry.getKey()));
              if (entry.getValue().isEmpty() && known != null) {
                ((ObjectNode) entry.getValue()).setAll(known.deepCopy());
              }
            });
  }

  private static void complete(String path, ObjectNode body) {
    putAbsent(body, "name", path.substring(path.lastIndexOf('/') + 1));
    putAbsent(body, "id", path);
    putAbsent(body, "location", "westus");
    if (!(body.get("properties") instanceof ObjectNode)) {
      body.putObject("properties");
    }
  }

  private static void putAbsent(ObjectNode body, String name, String value) {
    if (!body.path(name).isTextual()) {
      body.put(name, value);
    }
  }

  private ObjectNode translated(ObjectNode body) {
    return object(RecordingShapes.json(bindings.translated(body.toString())));
  }

  private static ObjectNode object(JsonNode node) {
    return node instanceof ObjectNode object
        ? object.deepCopy()
        : ArmTestClient.MAPPER.createObjectNode();
  }

  private static boolean isResource(String path) {
    return RESOURCE.matcher(path).matches();
  }

  private static String key(String path) {
    return path.toLowerCase(Locale.ROOT);
  }

  /** What is known of an identity that a request made without the recorder keeping the answer. */
  JsonNode valuesOf(String id) {
    ObjectNode known = identities.get(key(id));
    return known == null ? ArmTestClient.MAPPER.missingNode() : known;
  }
}
