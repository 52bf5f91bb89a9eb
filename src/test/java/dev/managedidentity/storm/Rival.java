package dev.managedidentity.storm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.EmulatorProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Somebody with a script who changes the same scale sets, without ETags and by what was read a
 * moment before: assigns identities of its own and takes them away, removes what is declared, and
 * switches system-assigned identities off and on. The faults are for it as well.
 */
final class Rival implements AutoCloseable {
  static final String CLIENT = "rival";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String API = "?api-version=2024-11-01";

  /** One more within the hour would be a contest, which is not what the storm is about. */
  private static final int MOST_REMOVALS = 2;

  private final EmulatorProcess emulator;
  private final HttpClient http;
  private final Fleet fleet;
  private final Random random;
  private final Map<String, Integer> removals = new HashMap<>();
  private final Repeated changes;
  private String token;

  /**
   * Begins.
   *
   * @param pause between two changes
   */
  Rival(EmulatorProcess emulator, Fleet fleet, Random random, Duration pause) {
    this.emulator = emulator;
    this.fleet = fleet;
    this.random = random;
    this.http =
        HttpClient.newBuilder()
            .sslContext(emulator.tls())
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    this.changes = new Repeated("The rival", pause, this::act);
  }

  private void act() {
    Fleet.Target target = fleet.targets().get(random.nextInt(fleet.targets().size()));
    int what = random.nextInt(4);
    try {
      IdentityBlock there = IdentityBlock.of(read(target).path("identity"));
      switch (what) {
        case 0, 1 -> toggleOwn(target, there);
        case 2 -> removeDeclared(target, there);
        default -> toggleSystemAssigned(target, there);
      }
    } catch (IOException | UncheckedIOException e) {
      // A fault met the rival; whoever runs such a script tries the next one.
      token = null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void toggleOwn(Fleet.Target target, IdentityBlock there)
      throws IOException, InterruptedException {
    List<String> own = fleet.identitiesOfTheRival();
    String identity = own.get(random.nextInt(own.size()));
    if (there.has(identity)) {
      remove(target, there, identity);
    } else {
      ObjectNode users = JSON.createObjectNode();
      users.putObject(identity);
      patch(target, IdentityBlock.type(there.principal().isPresent(), true), users);
    }
  }

  private void removeDeclared(Fleet.Target target, IdentityBlock there)
      throws IOException, InterruptedException {
    List<String> declared = target.assigned();
    String identity = declared.get(random.nextInt(declared.size()));
    if (there.has(identity) && mayRemove(target.key() + identity)) {
      remove(target, there, identity);
    }
  }

  private void remove(Fleet.Target target, IdentityBlock there, String identity)
      throws IOException, InterruptedException {
    boolean last = there.users().size() == 1;
    ObjectNode users = JSON.createObjectNode();
    if (!last) {
      users.putNull(identity);
    }
    patch(target, IdentityBlock.type(there.principal().isPresent(), !last), users);
  }

  /** Off where it is on, and at once on again in half of the cases, with another principal. */
  private void toggleSystemAssigned(Fleet.Target target, IdentityBlock there)
      throws IOException, InterruptedException {
    boolean users = !there.users().isEmpty();
    boolean on = there.principal().isPresent();
    if (on && mayRemove(target.key())) {
      patch(target, IdentityBlock.type(false, users), JSON.createObjectNode());
      if (random.nextBoolean()) {
        patch(target, IdentityBlock.type(true, users), JSON.createObjectNode());
      }
    } else if (!on) {
      patch(target, IdentityBlock.type(true, users), JSON.createObjectNode());
    }
  }

  private boolean mayRemove(String what) {
    return removals.merge(what, 1, Integer::sum) <= MOST_REMOVALS;
  }

  private JsonNode read(Fleet.Target target) throws IOException, InterruptedException {
    return JSON.readTree(send(request(target).GET()).body());
  }

  private void patch(Fleet.Target target, String type, ObjectNode users)
      throws IOException, InterruptedException {
    ObjectNode body = JSON.createObjectNode();
    ObjectNode identity = body.putObject("identity").put("type", type);
    if (!users.isEmpty()) {
      identity.set("userAssignedIdentities", users);
    }
    HttpResponse<String> unused =
        send(request(target).method("PATCH", BodyPublishers.ofString(body.toString())));
  }

  private HttpRequest.Builder request(Fleet.Target target)
      throws IOException, InterruptedException {
    if (token == null) {
      token = emulator.token(http, CLIENT);
    }
    return HttpRequest.newBuilder(emulator.uri().resolve(target.id().text() + API))
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json")
        .timeout(Duration.ofSeconds(10));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
    if (response.statusCode() >= 300) {
      throw new IOException("answered " + response.statusCode());
    }
    return response;
  }

  /** Stops, after the change under way. */
  @Override
  public void close() {
    stop();
  }

  /** Ends it, and returns once nothing of it runs; to be called again does nothing. */
  void stop() {
    changes.close();
  }
}
