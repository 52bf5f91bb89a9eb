package dev.managedidentity.situations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.managedidentity.api.ConditionType;
import dev.managedidentity.api.DriftStatus;
import dev.managedidentity.api.IdentityRow;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.Status;
import dev.managedidentity.operator.DrivenLoop;
import dev.managedidentity.situations.SituationFile.Then;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is there, in the words of {@code then}. */
final class Picture {
  private static final ObjectMapper JSON = new ObjectMapper();
  static final List<String> OF_DECLARATIONS =
      List.of("ready", "message", "beside", "type", "rows", "plan", "drift");

  private final Ground ground;
  private final DrivenLoop loop;
  private final int eventsTold;

  Picture(Ground ground, DrivenLoop loop, int eventsTold) {
    this.ground = ground;
    this.loop = loop;
    this.eventsTold = eventsTold;
  }

  /** What is not as it was told, each with what was expected and what was there. */
  List<String> differences(Then then) {
    List<String> differences = new ArrayList<>();
    compare("patches", then.patches(), ground.traffic().patches(), differences);
    compare("writes", then.writes(), ground.traffic().others(), differences);
    then.live()
        .forEach(
            (name, told) -> {
              Object has = ground.has(name).<Object>map(found -> found).orElse("gone");
              compare("live, " + name, told, has, differences);
            });
    then.declarations().forEach((key, told) -> compare(key, told, loop.find(key), differences));
    if (then.events() != null) {
      List<String> events = loop.events();
      compare("events", then.events(), events.subList(eventsTold, events.size()), differences);
    }
    return differences;
  }

  private static void compare(String what, Object told, Object found, List<String> differences) {
    JsonNode expected = JSON.valueToTree(told);
    JsonNode there = JSON.valueToTree(found);
    if (!expected.equals(there)) {
      differences.add(
          "%s%n  expected:%n%s%n  was:%n%s".formatted(what, indented(expected), indented(there)));
    }
  }

  private static String indented(JsonNode node) {
    return Written.lines(node).indent(4).stripTrailing();
  }

  private static void compare(
      String key, JsonNode told, Optional<HasMetadata> found, List<String> differences) {
    if (found.isEmpty() || !told.isObject()) {
      compare(key, told, found.isEmpty() ? "gone" : "there", differences);
      return;
    }
    Status status = (Status) ((CustomResource<?, ?>) found.get()).getStatus();
    if (status == null) {
      differences.add(key + " has no status");
      return;
    }
    told.properties()
        .forEach(
            entry -> {
              String what = key + ", " + entry.getKey();
              if (!OF_DECLARATIONS.contains(entry.getKey())) {
                differences.add(
                    "'%s' is not known of a declaration; known are %s"
                        .formatted(entry.getKey(), OF_DECLARATIONS));
                return;
              }
              Object there = of(entry.getKey(), status);
              if (entry.getKey().equals("message")) {
                contains(what, entry.getValue(), (String) there, differences);
              } else {
                compare(what, entry.getValue(), there, differences);
              }
            });
  }

  /** A message is told in parts. */
  private static void contains(
      String what, JsonNode told, String message, List<String> differences) {
    for (JsonNode part : told.isArray() ? told : JSON.createArrayNode().add(told)) {
      if (!message.contains(part.asText())) {
        differences.add(
            "%s%n  expected in it:%n    %s%n  was:%n    %s"
                .formatted(what, part.asText(), message));
      }
    }
  }

  private static Object of(String field, Status status) {
    Condition ready =
        status.conditions.stream()
            .filter(one -> one.getType().equals(ConditionType.Ready.name()))
            .findAny()
            .orElseThrow();
    return switch (field) {
      case "ready" -> ready.getStatus() + " " + ready.getReason();
      case "message" -> Names.shortened(ready.getMessage());
      case "beside" -> beside(status);
      case "plan" -> status.plan.stream().map(Names::shortened).toList();
      case "drift" -> drift(status.lastDrift);
      case "type" -> ((IdentityStatus) status).type;
      default -> rows((IdentityStatus) status);
    };
  }

  private static Object drift(DriftStatus last) {
    return last == null
        ? "none"
        : Map.of(
            "changes", last.changes.stream().map(Names::shortened).toList(),
            "by", last.by.stream().map(suspect -> suspect.clientId).toList(),
            "repaired", last.repairedTime != null);
  }

  private static String beside(Status status) {
    return status.conditions.stream()
        .map(Condition::getType)
        .filter(type -> !type.equals(ConditionType.Ready.name()))
        .findAny()
        .orElse("nothing");
  }

  private static List<String> rows(IdentityStatus status) {
    List<String> rows = new ArrayList<>();
    if (status.systemAssigned != null) {
      rows.add(
          "system " + status.systemAssigned.state + (status.systemAssigned.owned ? " owned" : ""));
    }
    status.identities.forEach(row -> rows.add(words(row)));
    return rows;
  }

  private static String words(IdentityRow row) {
    return Names.shortened(row.id)
        + " "
        + row.state
        + (row.owned ? " owned" : "")
        + (row.reason == null ? "" : " " + row.reason);
  }
}
