package dev.managedidentity.situations;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.Emulator;
import dev.managedidentity.emulator.audit.RequestRecord;
import dev.managedidentity.emulator.wire.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/** What the operator sends to change something. */
final class Traffic {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Emulator emulator;
  private final List<Request> writes = new CopyOnWriteArrayList<>();
  private final AtomicReference<Runnable> beforeNextPatch = new AtomicReference<>();
  private int told;

  Traffic(Emulator emulator) {
    this.emulator = emulator;
  }

  /** Called for each request, before it is served. */
  void heard(Request request) {
    if (!isWrite(request.method(), request.path())) {
      return;
    }
    writes.add(request);
    Runnable first = request.method().equals("PATCH") ? beforeNextPatch.getAndSet(null) : null;
    if (first != null) {
      first.run();
    }
  }

  private static boolean isWrite(String method, String path) {
    return !method.equals("GET") && path.startsWith("/subscriptions/");
  }

  void beforeNextPatch(Runnable happens) {
    beforeNextPatch.set(happens);
  }

  int count() {
    return writes.size();
  }

  /** A write with its answer. */
  private record Write(Request request, int status, String client) {
    private static final int OK = 200;

    Optional<ObjectNode> patch() {
      if (!request.method().equals("PATCH") || request.path().contains("ManagedIdentity")) {
        return Optional.empty();
      }
      ObjectNode patch = JSON.createObjectNode();
      patch.set(Names.shortened(request.path()), Blocks.withNames(identity()));
      if (!client.equals(Ground.OPERATOR)) {
        patch.put("by", client);
      }
      return Optional.of(status == OK ? patch : patch.put("answer", status));
    }

    private JsonNode identity() {
      try {
        JsonNode body = JSON.readTree(request.body());
        if (body.size() != 1) {
          throw new AssertionError("a PATCH is of the identity and nothing else, this is " + body);
        }
        return body.get("identity");
      } catch (JsonProcessingException e) {
        throw new AssertionError("the operator sent what is no JSON: " + request.body(), e);
      }
    }

    /** The name of a role assignment is a GUID that nobody can tell beforehand. */
    String words() {
      String path = request.path().replaceFirst("(?<=/roleAssignments/).*", "*");
      String by = client.equals(Ground.OPERATOR) ? "" : " by " + client;
      return "%s %s %d%s".formatted(request.method(), Names.shortened(path), status, by);
    }
  }

  private List<Write> untold() {
    List<RequestRecord> answers =
        emulator.requests().stream().filter(one -> isWrite(one.method(), one.path())).toList();
    List<Write> untold = new ArrayList<>();
    for (int i = told; i < writes.size(); i++) {
      untold.add(new Write(writes.get(i), answers.get(i).status(), answers.get(i).client()));
    }
    return untold;
  }

  /**
   * The PATCHes of scale sets and machines since the last {@link #tell}; of the same one several
   * times after another, how many times.
   */
  List<ObjectNode> patches() {
    List<ObjectNode> patches = new ArrayList<>();
    ObjectNode last = null;
    for (Write write : untold()) {
      ObjectNode patch = write.patch().orElse(null);
      if (patch != null && patch.equals(last)) {
        ObjectNode counted = patches.get(patches.size() - 1);
        counted.put("times", counted.path("times").asInt(1) + 1);
      } else if (patch != null) {
        patches.add(patch.deepCopy());
      }
      last = patch;
    }
    return patches;
  }

  /** All other writes since then. */
  List<String> others() {
    return untold().stream().filter(write -> write.patch().isEmpty()).map(Write::words).toList();
  }

  void tell() {
    told = writes.size();
  }
}
