package dev.managedidentity.emulator.arm;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.wire.Answer;
import dev.managedidentity.emulator.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The activity log of a subscription. */
final class ActivityApi implements Provider {
  private static final Pattern TERM = Pattern.compile("(\\w+) (eq|ge|le) '([^']*)'");

  private final World world;
  private final Provider others;

  ActivityApi(World world, Provider others) {
    this.world = world;
    this.others = others;
  }

  @Override
  public Answer answer(Call call, ResourcePath path) {
    boolean log =
        path.types().get(0).equalsIgnoreCase("eventtypes")
            && path.last().equalsIgnoreCase("values");
    if (!log || !call.is("GET")) {
      return others.answer(call, path);
    }
    world.access.require(call.caller(), "Microsoft.Insights/eventtypes/values/Read", path.scope());
    ObjectNode body = Json.object();
    ArrayNode value = body.putArray("value");
    String subscription = ResourcePath.named(path.scope(), "subscriptions");
    Predicate<ActivityLog.Entry> wanted = wanted(call.request().parameter("$filter"));
    world.activity.readable().stream()
        .filter(
            one ->
                ResourcePath.named(one.resourceId(), "subscriptions")
                    .equalsIgnoreCase(subscription))
        .filter(wanted)
        .forEach(one -> value.add(event(one)));
    return Answer.json(200, body);
  }

  private static Predicate<ActivityLog.Entry> wanted(String filter) {
    Predicate<ActivityLog.Entry> wanted = one -> true;
    boolean since = false;
    Matcher terms = TERM.matcher(filter);
    while (terms.find()) {
      since |= terms.group(1).equals("eventTimestamp") && terms.group(2).equals("ge");
      wanted = wanted.and(term(terms.group(1), terms.group(2), terms.group(3)));
    }
    if (!since) {
      throw new ArmException(
          400, "BadRequest", "The filter must name where to start: eventTimestamp ge '…'.");
    }
    return wanted;
  }

  private static Predicate<ActivityLog.Entry> term(String name, String how, String value) {
    return switch (name) {
      case "eventTimestamp" -> {
        Instant limit = instant(value);
        yield how.equals("ge")
            ? one -> !one.time().isBefore(limit)
            : one -> !one.time().isAfter(limit);
      }
      case "resourceUri", "resourceId" -> one -> one.resourceId().equalsIgnoreCase(value);
      case "resourceGroupName" ->
          one -> ResourcePath.named(one.resourceId(), "resourceGroups").equalsIgnoreCase(value);
      case "resourceProvider" ->
          one ->
              one.action()
                  .toLowerCase(java.util.Locale.ROOT)
                  .startsWith(value.toLowerCase(java.util.Locale.ROOT) + "/");
      case "correlationId" -> one -> one.correlation().equalsIgnoreCase(value);
      default ->
          throw new ArmException(400, "BadRequest", "The filter cannot name '" + name + "'.");
    };
  }

  private static Instant instant(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      throw new ArmException(400, "BadRequest", "'" + text + "' in the filter is no time.");
    }
  }

  private ObjectNode event(ActivityLog.Entry entry) {
    ObjectNode event = who(entry);
    event.put("correlationId", entry.correlation()).put("eventDataId", dataId(entry));
    named(event, "eventName", "EndRequest", "End request");
    named(event, "category", "Administrative", "Administrative");
    event.put("level", entry.succeeded() ? "Informational" : "Error");
    event.put("resourceGroupName", ResourcePath.named(entry.resourceId(), "resourceGroups"));
    String provider = entry.action().substring(0, entry.action().indexOf('/'));
    named(event, "resourceProviderName", provider, provider);
    event.put("resourceId", entry.resourceId());
    named(event, "operationName", entry.action(), entry.action());
    String status = entry.succeeded() ? "Succeeded" : "Failed";
    named(event, "status", status, status);
    return event
        .put("eventTimestamp", entry.time().toString())
        .put("submissionTimestamp", entry.readable().toString())
        .put("subscriptionId", ResourcePath.named(entry.resourceId(), "subscriptions"))
        .put("tenantId", world.behaviour.tenant());
  }

  private static ObjectNode who(ActivityLog.Entry entry) {
    String principal = entry.caller().objectId();
    ObjectNode event = Json.object();
    event.putObject("authorization").put("action", entry.action()).put("scope", entry.resourceId());
    event
        .put("caller", principal)
        .putObject("claims")
        .put("appid", entry.caller().client())
        .put("http://schemas.microsoft.com/identity/claims/objectidentifier", principal);
    return event;
  }

  private static String dataId(ActivityLog.Entry entry) {
    byte[] bytes = entry.correlation().getBytes(StandardCharsets.UTF_8);
    return UUID.nameUUIDFromBytes(bytes).toString();
  }

  private static void named(ObjectNode event, String member, String value, String words) {
    event.putObject(member).put("value", value).put("localizedValue", words);
  }
}
