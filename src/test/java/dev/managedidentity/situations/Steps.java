package dev.managedidentity.situations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.situations.SituationFile.Computer;
import dev.managedidentity.situations.SituationFile.SecretOf;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.stream.StreamSupport;

/** What can happen in a situation, by the words it is written with. */
final class Steps {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<String, BiConsumer<Play, JsonNode>> KNOWN = known();

  private Steps() {}

  static Set<String> words() {
    return KNOWN.keySet();
  }

  /**
   * Takes one step.
   *
   * @throws IllegalArgumentException if it is none
   */
  static void take(Play play, JsonNode step) {
    boolean isBare = step.isTextual();
    String words = isBare ? step.asText() : step.properties().iterator().next().getKey();
    if (!KNOWN.containsKey(words) || (!isBare && step.size() != 1)) {
      throw new IllegalArgumentException("a step is one of %s, and one only".formatted(words()));
    }
    KNOWN.get(words).accept(play, step.path(words));
  }

  private static Map<String, BiConsumer<Play, JsonNode>> known() {
    Map<String, BiConsumer<Play, JsonNode>> known = new LinkedHashMap<>();
    known.put("until quiet", (play, unused) -> play.untilQuiet());
    known.put("one look", (play, unused) -> play.loop().look());
    known.put("pass", (play, time) -> play.pass(time.asText()));
    known.put("restart", (play, unused) -> play.loop().restart());
    known.put("killed", (play, when) -> play.kill(when.asText()));
    known.put("apply", each((play, key) -> spec -> play.apply(key, (ObjectNode) spec)));
    known.put("delete", (play, key) -> play.delete(key.asText()));
    known.put(
        "secret",
        each((play, key) -> of -> play.secret(key, JSON.convertValue(of, SecretOf.class))));
    known.put("delete secret", (play, key) -> play.loop().secret(key.asText(), Map.of()));
    known.putAll(ofAzure());
    return known;
  }

  private static Map<String, BiConsumer<Play, JsonNode>> ofAzure() {
    Map<String, BiConsumer<Play, JsonNode>> known = new LinkedHashMap<>();
    known.put("make identity", (play, name) -> play.ground().makeIdentity(name.asText()));
    known.put("delete identity", (play, name) -> play.ground().deleteIdentity(name.asText()));
    known.put("make identity again", (play, name) -> play.ground().makeAgain(name.asText()));
    known.put(
        "make scale set",
        each((play, name) -> body -> play.ground().makeScaleSet(name, computer(body))));
    known.put(
        "make machine",
        each((play, name) -> body -> play.ground().makeMachine(name, computer(body))));
    known.put("delete target", (play, name) -> play.ground().deleteTarget(name.asText()));
    known.put("delete group", (play, name) -> play.ground().deleteGroup(name.asText()));
    known.put(
        "set state", each((play, name) -> state -> play.ground().setState(name, state.asText())));
    known.put(
        "others patch", each((play, name) -> block -> play.ground().othersPatch(name, block)));
    known.put(
        "others patch before ours",
        each((play, name) -> block -> play.ground().othersPatchFirst(name, block)));
    known.put("lock", each((play, scope) -> level -> play.ground().lock(scope, level.asText())));
    known.put("unlock", (play, scope) -> play.ground().unlock(scope.asText()));
    known.put("rights", (play, rights) -> play.ground().rights(Ground.OPERATOR, texts(rights)));
    known.put(
        "rights of", each((play, client) -> rights -> play.ground().rights(client, texts(rights))));
    known.put("faults", (play, faults) -> play.ground().faults(faults));
    return known;
  }

  /** What is done with each value of a map. */
  private interface WithValue {
    void accept(JsonNode value);
  }

  private static BiConsumer<Play, JsonNode> each(BiFunction<Play, String, WithValue> does) {
    return (play, map) ->
        map.properties()
            .forEach(entry -> does.apply(play, entry.getKey()).accept(entry.getValue()));
  }

  private static Computer computer(JsonNode body) {
    return JSON.convertValue(body, Computer.class);
  }

  private static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
  }
}
