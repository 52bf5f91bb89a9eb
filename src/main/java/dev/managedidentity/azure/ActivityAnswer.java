package dev.managedidentity.azure;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the activity log from answers, leniently: it is evidence and no more, so an entry that
 * makes no sense is passed over and hides no other.
 */
final class ActivityAnswer {
  private static final String OBJECT_ID =
      "http://schemas.microsoft.com/identity/claims/objectidentifier";

  private ActivityAnswer() {}

  /**
   * An entry as it is noted. One request has several: when it began, when it was accepted, when
   * what it started came to its end.
   *
   * @param request the correlation id
   * @param isFailed whether this entry says that it was refused, or failed in the end
   */
  record Noted(String request, boolean isFailed, boolean isStart, ActivityLog.Entry entry) {}

  static Answer<Page<Noted>> page(Reply reply) {
    if (!reply.isSuccess()) {
      return Answer.not(Problems.of(reply, Set.of()));
    }
    return Body.read(
        reply,
        body -> {
          if (!body.path("value").isArray()) {
            throw new Senseless("the body has no list");
          }
          List<Noted> entries = new ArrayList<>();
          body.path("value").forEach(entry -> noted(entry).ifPresent(entries::add));
          Optional<String> next = Body.text(body, "nextLink").filter(link -> !link.isBlank());
          return new Page<>(List.copyOf(entries), next);
        });
  }

  private static Optional<Noted> noted(JsonNode entry) {
    String caller = first(entry.path("caller"), entry.path("claims").path(OBJECT_ID));
    String operation = first(entry.at("/operationName/value"), entry.at("/authorization/action"));
    Optional<Instant> time = time(entry.path("eventTimestamp").asText());
    if (caller.isEmpty() || operation.isEmpty() || time.isEmpty()) {
      return Optional.empty();
    }
    String status = entry.at("/status/value").asText();
    String client = first(entry.at("/claims/appid"), entry.at("/claims/azp"));
    return Optional.of(
        new Noted(
            first(entry.path("correlationId"), entry.path("eventTimestamp")),
            status.equalsIgnoreCase("Failed"),
            status.equalsIgnoreCase("Started"),
            new ActivityLog.Entry(
                caller, client.isEmpty() ? null : client, operation, time.get())));
  }

  /** The first that is text and not blank, fit to be shown; empty if neither is. */
  private static String first(JsonNode one, JsonNode other) {
    String text = one.isTextual() && !one.textValue().isBlank() ? one.textValue() : other.asText();
    return Words.shown(text);
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      // An entry without a time is of no use; that it is passed over is told to nobody.
      return Optional.empty();
    }
  }
}
