package dev.managedidentity.emulator.arm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.wire.Answer;
import dev.managedidentity.emulator.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.NavigableMap;
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

  /** The resources of a kind below a subscription or a group. */
  Answer resources(Call call, ResourceKind kind, String scope) {
    world.access.require(call.caller(), kind.action("read"), scope);
    return page(
        call,
        ResourceStore.under(world.store.of(kind), scope),
        resource ->
            kind.isCompute() ? ComputeApi.view(resource, call) : resource.body().deepCopy());
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
      value.add(view.apply(entry.getValue()));
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
    return world.base + path + "?api-version=" + call.apiVersion() + "&%24skiptoken=" + token;
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
