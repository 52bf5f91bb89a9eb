package dev.managedidentity.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.managedidentity.emulator.ArmTestClient.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** In what an answer of the emulator differs from the recorded one. */
final class AnswerComparison {
  private final Recorded recorded;
  private final Reply reply;
  private final JsonNode actual;
  private final Bindings bindings;
  private final Map<String, Integer> excepted;
  private final List<String> differences = new ArrayList<>();

  /**
   * @param excepted counts what was let pass, by reason
   */
  AnswerComparison(
      Recorded recorded, Reply reply, Bindings bindings, Map<String, Integer> excepted) {
    this.recorded = recorded;
    this.reply = reply;
    this.actual = RecordingShapes.json(reply.http().body());
    this.bindings = bindings;
    this.excepted = excepted;
  }

  List<String> differences() {
    same("status", Integer.toString(recorded.status()), Integer.toString(reply.status()));
    if (recorded.status() == reply.status()) {
      body();
      headers();
    }
    return differences;
  }

  private void body() {
    if (recorded.status() >= 400) {
      boolean known = !recorded.errorCode().isEmpty();
      same("error code", known ? recorded.errorCode() : reply.error(), reply.error());
      JsonNode target = recorded.answer().path("error").path("target");
      same("error target", target.asText(), actual.path("error").path("target").asText());
      return;
    }
    same("operation status", recorded.operationStatus(), operationStatus());
    if (!recorded.isOfOurs()) {
      excepted.merge("body: " + ReplayExceptions.BYSTANDER, 1, Integer::sum);
      identity();
      return;
    }
    if (recorded.state() != null && recorded.status() != 202) {
      String state = actual.path("properties").path("provisioningState").asText();
      same("provisioningState", recorded.state(), state);
    }
    identity();
    if (recorded.whole() && (recorded.answer().has("id") || recorded.isPoll())) {
      order("members", recorded.answer(), actual);
    }
    listed();
  }

  private String operationStatus() {
    boolean told = recorded.isPoll() && !recorded.operationStatus().isEmpty();
    return told ? actual.path("status").asText() : recorded.operationStatus();
  }

  private void identity() {
    JsonNode before = recorded.identity();
    JsonNode after = actual.path("identity");
    if (before.isMissingNode()) {
      boolean resource = recorded.state() != null && actual.has("properties");
      if (recorded.identityKnown() && resource && !after.isMissingNode()) {
        differences.add("an identity where there was none: " + after);
      }
      return;
    }
    if (after.isMissingNode()) {
      differences.add("no identity where there was " + before);
      return;
    }
    boolean exact = recorded.identityKnown();
    values("identity", before, after, exact);
  }

  /** Compares two objects member by member; without exact, ours may have more. */
  private void values(String where, JsonNode before, JsonNode after, boolean exact) {
    order(where, before, after);
    if (exact) {
      same(where + " members", names(before).toString(), names(after).toString());
    }
    before
        .properties()
        .forEach(
            member -> {
              String name = member.getKey();
              JsonNode was = member.getValue();
              JsonNode is = after.path(name);
              if (was.isObject()) {
                values(where + "." + name, was, is, exact || !was.isEmpty());
                if (was.isEmpty() && !is.isEmpty()) {
                  differences.add(where + "." + name + " is filled and was {}");
                }
              } else if (name.endsWith("Id")) {
                if (!bindings.same(was.asText(), is.asText())) {
                  differences.add(where + "." + name + " was " + was + " and is " + is);
                }
              } else {
                same(where + "." + name, bindings.translated(was.toString()), is.toString());
              }
            });
  }

  /** The members that both have stand in the same order, and none is missing. */
  private void order(String where, JsonNode before, JsonNode after) {
    List<String> wanted = names(before);
    wanted.remove("etag");
    List<String> found = names(after);
    Set<String> missing = new TreeSet<>(wanted);
    missing.removeAll(found);
    if (!RecordingShapes.json(recorded.body()).has("tags") && missing.remove("tags")) {
      excepted.merge("body: " + ReplayExceptions.POLICY, 1, Integer::sum);
    }
    if (!missing.isEmpty()) {
      differences.add(where + " lacks " + missing + ": has " + found);
    }
    found.retainAll(wanted);
    wanted.retainAll(found);
    same(where + " order", wanted.toString(), found.toString());
  }

  /** What a list had it has. */
  private void listed() {
    Set<String> ids = new TreeSet<>();
    actual.path("value").forEach(one -> ids.add(one.path("id").asText().toLowerCase(Locale.ROOT)));
    for (JsonNode one : recorded.answer().path("value")) {
      String id = bindings.translated(one.path("id").asText().toLowerCase(Locale.ROOT));
      if (!id.isEmpty() && !ids.contains(id)) {
        if (one.path("properties").has("roleName")) {
          excepted.merge("list: " + ReplayExceptions.OTHER_ROLE, 1, Integer::sum);
        } else {
          differences.add("the list lacks " + id);
        }
      }
    }
  }

  private void headers() {
    for (String name : recorded.headers().keySet()) {
      if (reply.header(name) != null) {
        continue;
      }
      String reason = ReplayExceptions.header(recorded, name).orElse(null);
      if (reason == null) {
        differences.add("no header " + name + ", which was " + recorded.headers().get(name));
      } else {
        excepted.merge("header: " + reason, 1, Integer::sum);
      }
    }
  }

  private void same(String what, String before, String after) {
    if (!before.equals(after)) {
      differences.add(what + " was " + before + " and is " + after);
    }
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
