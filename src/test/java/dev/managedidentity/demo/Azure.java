package dev.managedidentity.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.azure.AzureSettings;
import dev.managedidentity.azure.Calls;
import dev.managedidentity.azure.Connections;
import dev.managedidentity.emulator.Emulator;
import dev.managedidentity.emulator.EmulatorOptions;
import dev.managedidentity.emulator.audit.ChangeRecord;
import dev.managedidentity.emulator.audit.RequestRecord;
import dev.managedidentity.plan.ArmId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The Azure that the demo runs on, and what it noted of who did what. */
final class Azure implements AutoCloseable {
  private final Emulator emulator;

  Azure(Options options) throws IOException {
    this.emulator =
        Emulator.start(
            EmulatorOptions.in(options.scratch().resolve("azure"))
                .withSeed(options.seed())
                .withTimeFactor(options.timeFactor()));
  }

  URI uri() {
    return emulator.uri();
  }

  String subscription() {
    return emulator.environment().get("AZURE_SUBSCRIPTION_ID");
  }

  private String operatorsClient() {
    return emulator.environment().get("AZURE_CLIENT_ID");
  }

  /** What the operator works with: the real thing, over TLS, with a token. */
  Connections client(Calls calls) {
    Map<String, String> environment = emulator.environment();
    URI endpoint = URI.create(environment.get("AZURE_RESOURCE_MANAGER_ENDPOINT"));
    AzureSettings settings =
        new AzureSettings(
            URI.create(environment.get("AZURE_AUTHORITY_HOST")),
            endpoint,
            URI.create(environment.get("AZURE_RESOURCE_MANAGER_AUDIENCE")),
            environment.get("AZURE_TENANT_ID"),
            environment.get("AZURE_CLIENT_ID"),
            environment.get("AZURE_CLIENT_SECRET"),
            null,
            Path.of(environment.get("SSL_CERT_FILE")),
            Duration.ofSeconds(20));
    return Connections.to(settings, Clock.systemUTC(), calls);
  }

  /** The requests numbered above {@code since}. */
  List<RequestRecord> requests(long since) {
    return emulator.requests().stream().filter(one -> one.n() > since).toList();
  }

  long lastRequest() {
    List<RequestRecord> all = emulator.requests();
    return all.isEmpty() ? 0 : all.get(all.size() - 1).n();
  }

  /** The identity changes of one target numbered above {@code since}. */
  List<ChangeRecord> changes(String target, long since) {
    return emulator.changes().stream()
        .filter(one -> one.n() > since && one.target().equalsIgnoreCase(target))
        .toList();
  }

  long lastChange() {
    List<ChangeRecord> all = emulator.changes();
    return all.isEmpty() ? 0 : all.get(all.size() - 1).n();
  }

  /** How often a target was written to, parts of it included. */
  long writes(String target) {
    String folded = target.toLowerCase(Locale.ROOT);
    return requests(0).stream()
        .filter(Azure::isWrite)
        .filter(one -> (one.path() + "/").toLowerCase(Locale.ROOT).startsWith(folded + "/"))
        .count();
  }

  static boolean isPatch(RequestRecord request, String target) {
    return request.method().equals("PATCH") && request.path().equalsIgnoreCase(target);
  }

  static boolean isRead(RequestRecord request, String target) {
    return request.method().equals("GET") && request.path().equalsIgnoreCase(target);
  }

  /** Whether it lists all of a subscription that are of a kind with this one, and so shows it. */
  static boolean isListWith(RequestRecord request, String target) {
    String[] parts = target.split("/", -1);
    String list = "/subscriptions/%s/providers/%s/%s".formatted(parts[2], parts[6], parts[7]);
    return isRead(request, list);
  }

  static boolean isPoll(RequestRecord request) {
    return request.path().contains("/operations/");
  }

  /** Whether it could change a resource; getting a token is a POST, too. */
  static boolean isWrite(RequestRecord request) {
    return !request.method().equals("GET") && !request.path().contains("/oauth2/");
  }

  boolean exists(String target) {
    return emulator.azure().exists(target);
  }

  /** Makes a plain scale set or machine, as somebody would who needs one. */
  void create(String target) {
    ArmId id = ArmId.parse(target);
    if (id.isA(ArmId.VIRTUAL_MACHINE)) {
      emulator.azure().putVirtualMachine(id.resourceGroup(), id.name(), null);
    } else {
      emulator.azure().putScaleSet(id.resourceGroup(), id.name(), null);
    }
  }

  /** The ids of the user-assigned identities that a target has, sorted. */
  Set<String> userAssigned(String target) {
    Set<String> ids = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    identities(emulator.azure().getResource(target).path("identity"))
        .fieldNames()
        .forEachRemaining(ids::add);
    return ids;
  }

  /** Does behind the operator's back what anybody can do in the portal. */
  void removeByHand(String target, String identity, String who) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    JsonNode live = emulator.azure().getResource(target).path("identity");
    patch.set("type", live.path("type"));
    patch.putObject("userAssignedIdentities").putNull(identity);
    emulator.azure().patchIdentity(target, patch, who);
  }

  private static JsonNode identities(JsonNode identity) {
    return identity.path("userAssignedIdentities");
  }

  String who(String client) {
    return client.equals(operatorsClient()) ? "the operator" : client;
  }

  /** A change in words, such as {@code + metrics + pull}. */
  static String words(ChangeRecord change) {
    StringBuilder words = new StringBuilder();
    append(words, "- ", change.before(), change.after());
    append(words, "+ ", change.after(), change.before());
    String before = change.before().path("type").asText("None");
    String after = change.after().path("type").asText("None");
    if (!before.equals(after)) {
      words.append("type ").append(before).append(" -> ").append(after);
    }
    return words.toString().strip();
  }

  private static void append(StringBuilder words, String sign, JsonNode has, JsonNode lacks) {
    identities(has)
        .fieldNames()
        .forEachRemaining(
            id -> {
              if (!identities(lacks).has(id)) {
                words.append(sign).append(Wording.name(id)).append("  ");
              }
            });
  }

  @Override
  public void close() {
    emulator.close();
  }
}
