package dev.managedidentity.emulator.portal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.arm.Arm;
import dev.managedidentity.emulator.arm.Inventory;
import dev.managedidentity.emulator.audit.Audit;
import dev.managedidentity.emulator.wire.Answer;
import dev.managedidentity.emulator.wire.Json;
import dev.managedidentity.emulator.wire.Request;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * The page and what it asks for. What it changes goes the way of every PATCH, as client {@code
 * portal}, so it takes its time and can be refused.
 */
public final class Portal {
  private static final String CLIENT = "portal";
  private static final String API_VERSION = "2024-11-01";

  /** A web page of another origin cannot send this without asking first, and is never allowed. */
  private static final String OWN_HEADER = "X-Emulator-Page";

  private static final int MOST_ROWS = 200;
  private static final int MOST_SUGGESTIONS = 50;

  private final Arm arm;
  private final Audit audit;
  private final Inventory inventory;

  public Portal(Arm arm, Audit audit) {
    this.arm = arm;
    this.audit = audit;
    this.inventory = arm.state().inventory();
  }

  /** The answer, if it is for the page to answer. */
  public Optional<Answer> answer(Request request) {
    return switch (request.method() + " " + request.path()) {
      case "GET /" ->
          String.valueOf(request.header("Accept")).contains("text/html")
              ? Optional.of(file("page.html", "text/html"))
              : Optional.empty();
      case "GET /_emulator/page.css" -> Optional.of(file("page.css", "text/css"));
      case "GET /_emulator/page.js" -> Optional.of(file("page.js", "text/javascript"));
      case "GET /_emulator/state" -> Optional.of(state(request));
      case "GET /_emulator/identities" -> Optional.of(identities(request));
      case "POST /_emulator/identity" -> Optional.of(change(request));
      default -> Optional.empty();
    };
  }

  private Answer state(Request request) {
    Inventory.Part part =
        inventory.withIdentities(
            request.parameter("filter"),
            number(request.parameter("skip"), 0, Integer.MAX_VALUE),
            number(request.parameter("take"), MOST_ROWS, MOST_ROWS));
    ObjectNode body =
        Json.object().put("total", part.total()).put("lastChange", audit.lastChange());
    part.bodies().forEach(resource -> body.withArray("rows").add(row(resource)));
    return Answer.json(200, body);
  }

  private static ObjectNode row(ObjectNode resource) {
    ObjectNode row = Json.object();
    row.set("id", resource.path("id"));
    row.set("name", resource.path("name"));
    row.set("type", resource.path("type"));
    row.set("mode", resource.at("/properties/orchestrationMode"));
    row.set("state", resource.at("/properties/provisioningState"));
    row.set("identity", resource.path("identity"));
    row.properties().removeIf(member -> member.getValue().isMissingNode());
    return row;
  }

  private Answer identities(Request request) {
    ObjectNode body = Json.object();
    body.putArray("value");
    inventory
        .identityIds(request.parameter("filter"), MOST_SUGGESTIONS)
        .forEach(body.withArray("value")::add);
    return Answer.json(200, body);
  }

  private Answer change(Request request) {
    if (!isFromThePage(request)) {
      return refused(403, "Only the emulator's own page may do this.");
    }
    IdentityWish wish;
    try {
      wish = Json.MAPPER.readValue(request.body(), IdentityWish.class);
    } catch (JsonProcessingException e) {
      return refused(400, "Not a change of an identity: " + e.getOriginalMessage());
    }
    if (wish == null || wish.target() == null) {
      return refused(400, "A change of an identity names its target.");
    }
    JsonNode present;
    try {
      present = arm.state().find(wish.target()).map(body -> body.path("identity")).orElse(null);
    } catch (IllegalArgumentException e) {
      return refused(400, e.getMessage());
    }
    return patch(wish.target(), wish.patch(present == null ? Json.object() : present));
  }

  private Answer patch(String target, ObjectNode identity) {
    String body = Json.text(Json.object().set("identity", identity));
    Request patch =
        new Request("PATCH", target, target, Map.of("api-version", API_VERSION), Map.of(), body);
    Answer answer = arm.answer(patch, CLIENT, null);
    audit.request(CLIENT, "PATCH", target, answer.status());
    return answer;
  }

  private static boolean isFromThePage(Request request) {
    String origin = request.header("Origin");
    return request.header(OWN_HEADER) != null
        && (origin == null || origin.equals("https://" + request.header("Host")));
  }

  private static int number(String text, int otherwise, int most) {
    return text.matches("\\d{1,9}") ? Math.min(Integer.parseInt(text), most) : otherwise;
  }

  private static Answer refused(int status, String message) {
    ObjectNode body = Json.object();
    body.putObject("error").put("code", "Emulator").put("message", message);
    return Answer.json(status, body);
  }

  private static Answer file(String name, String type) {
    try (InputStream in = Portal.class.getResourceAsStream(name)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Answer.text(200, type + "; charset=utf-8", text)
          .with(
              "Content-Security-Policy",
              "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                  + " img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
          .with("X-Content-Type-Options", "nosniff")
          .with("Referrer-Policy", "no-referrer")
          .with("Cache-Control", "no-store");
    } catch (IOException e) {
      throw new UncheckedIOException("The jar is broken: " + name, e);
    }
  }
}
