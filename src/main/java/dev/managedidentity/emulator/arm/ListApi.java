package dev.managedidentity.emulator.arm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.wire.Answer;
import dev.managedidentity.emulator.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;

/** Lists in pages, each naming the next by a URL to be followed as given. */
final class ListApi {
  private final World world;

  ListApi(World world) {
    this.world = world;
  }

  Answer subscriptions() {
    ArrayNode value = Json.MAPPER.createArrayNode();
    world.store.subscriptions().values().forEach(one -> value.add(one.deepCopy()));
    return Answer.json(200, Json.object().set("value", value));
  }

  Answer groups(Call call, String subscription) {
    world.requireSubscription(subscription);
    String scope = ResourceStore.subscriptionKey(subscription);
    return page(call, ResourceStore.under(world.store.groups(), scope), group -> group.deepCopy());
  }

  /** The resources of a kind below a subscription, a group or a resource. */
  Answer resources(Call call, ResourceKind kind, String scope) {
    requireScope(call, kind, scope);
    boolean graph = kind.isTarget() && call.wantsGraph();
    String key = scope.toLowerCase(Locale.ROOT);
    if (graph) {
      ComputeAnswers.requireGraph(world, key);
    }
    NavigableMap<String, Resource> all = ResourceStore.under(world.store.of(kind), key);
    Answer answer = page(call, all, graph ? resource -> graphView(resource, call) : plain(call));
    return graph
        ? answer.with("x-ms-arg-snapshot-timestamp", world.snapshots.time().toString())
        : answer.with("x-ms-original-request-ids", UUID.randomUUID().toString());
  }

  /** Every resource below a scope, with little more than its name. */
  Answer everything(Call call, String scope) {
    world.access.require(call.caller(), "Microsoft.Resources/subscriptions/resources/read", scope);
    NavigableMap<String, Resource> all = new TreeMap<>();
    world
        .store
        .allUnder(scope)
        .filter(one -> !one.id().kind().isNested())
        .filter(one -> !one.id().kind().equals(ResourceKind.ROLE_ASSIGNMENT))
        .forEach(one -> all.put(one.id().key(), one));
    return page(call, all, ListApi::summary);
  }

  private void requireScope(Call call, ResourceKind kind, String scope) {
    if (!call.is("GET")) {
      throw Refusals.methodNotAllowed(call.method());
    }
    world.access.require(call.caller(), kind.action("read"), scope);
    String group = ResourcePath.named(scope, "resourceGroups");
    if (!group.isEmpty()) {
      world.requireGroup(ResourcePath.named(scope, "subscriptions"), group);
    }
  }

  private Function<Resource, ObjectNode> plain(Call call) {
    ComputeAnswers answers = new ComputeAnswers(world);
    return resource -> {
      ResourceKind kind = resource.id().kind();
      if (kind.equals(ResourceKind.USER_ASSIGNED_IDENTITY)) {
        return IdentityApi.view(resource, call);
      }
      return kind.isTarget()
          ? ListedIdentity.of(call, resource, answers.view(resource, call))
          : resource.body().deepCopy();
    };
  }

  /** Null for what the Resource Graph has not heard of yet. */
  private ObjectNode graphView(Resource resource, Call call) {
    return world
        .snapshots
        .of(resource)
        .map(body -> body.put("apiVersion", call.apiVersion()))
        .map(body -> ListedIdentity.of(call, resource, body))
        .orElse(null);
  }

  private static ObjectNode summary(Resource resource) {
    ObjectNode body = resource.body().deepCopy();
    ObjectNode summary = Json.object();
    for (String name : List.of("id", "name", "type", "location", "tags", "identity", "sku")) {
      if (body.has(name)) {
        summary.set(name, body.get(name));
      }
    }
    return summary;
  }

  private <T> Answer page(Call call, NavigableMap<String, T> all, Function<T, ObjectNode> view) {
    String token = call.request().parameter("$skiptoken");
    NavigableMap<String, T> rest = token.isEmpty() ? all : all.tailMap(keyOf(token), false);
    ObjectNode page = Json.object();
    ArrayNode value = page.putArray("value");
    String last = null;
    for (Map.Entry<String, T> entry : rest.entrySet()) {
      if (value.size() == world.behaviour.pageSize()) {
        page.put("nextLink", next(call, last));
        break;
      }
      ObjectNode shown = view.apply(entry.getValue());
      if (shown != null) {
        value.add(shown);
      }
      last = entry.getKey();
    }
    return Answer.json(200, page);
  }

  private String next(Call call, String last) {
    String target = call.request().target();
    int query = target.indexOf('?');
    String path = query < 0 ? target : target.substring(0, query);
    String token =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(last.getBytes(StandardCharsets.UTF_8));
    String graph = call.wantsGraph() ? "&useResourceGraph=true" : "";
    return world.base
        + path
        + "?api-version="
        + call.apiVersion()
        + graph
        + "&%24skiptoken="
        + token;
  }

  private static String keyOf(String token) {
    try {
      return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new ArmException(
          400, "InvalidParameter", "The value of parameter '$skiptoken' is not valid.");
    }
  }
}
