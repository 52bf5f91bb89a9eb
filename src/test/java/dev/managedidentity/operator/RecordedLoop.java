package dev.managedidentity.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.managedidentity.api.IdentitySpec;
import dev.managedidentity.azure.Azure;
import dev.managedidentity.emulator.Emulator;
import dev.managedidentity.emulator.EmulatorOptions;
import dev.managedidentity.emulator.wire.Request;
import dev.managedidentity.operator.recordings.IdentityBlock;
import dev.managedidentity.operator.recordings.LiveState;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.testing.EmulatedSettings;
import dev.managedidentity.testing.MutableClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The real loop and the real client library against an emulator with one recorded resource in it.
 * Emulator and loop go by one clock, which is set forward to when the loop next wants to look: so
 * operations take their recorded times, polls come at Retry-After, and nobody waits.
 */
final class RecordedLoop implements AutoCloseable {
  static final String CONVERGED = "True Converged";

  private static final String NAME = "recorded";
  private static final Duration PERIOD = Duration.ofSeconds(60);
  private static final int MOST_LOOKS = 40;

  private final MutableClock clock = new MutableClock();
  private final FakeCluster cluster = new FakeCluster();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Emulator emulator;
  private final TargetQueue.Work loop;
  private final ArmId target;

  /**
   * @param directory may hold the certificate of an earlier emulator, which saves making one
   */
  RecordedLoop(Path directory, ArmId target, LiveState live) throws IOException {
    this.target = target;
    emulator = Emulator.start(EmulatorOptions.in(directory).withClock(clock));
    live.identities().forEach(emulator.azure()::putResource);
    emulator.azure().putResource(target.text(), live.target());
    emulator.listen(requests::add);
    OperatorSettings settings =
        new OperatorSettings(null, Set.of(), PERIOD, Duration.ofSeconds(5), 1, 0);
    Azure azure = Azure.connect(EmulatedSettings.of(emulator.environment()), clock);
    loop =
        IdentityOperator.work(
            cluster,
            unused -> Credential.own(azure, null),
            AccessPolicy.NONE,
            settings,
            new Surroundings(
                new Metrics(),
                TestRecords.PROOFS,
                clock,
                () -> 0.5,
                Runnable::run,
                unused -> {},
                () -> false,
                new DeletionGate(
                    cluster::deleting,
                    new FakeNamespaces(),
                    new FakeUninstall(),
                    settings.deletion(),
                    null,
                    clock),
                new FakeNamespaces()));
  }

  void declare(Consumer<IdentitySpec> says) {
    cluster.declare(NAME, target, says);
  }

  /** Looks whenever a look is due, until the declaration is Ready or hope is lost. */
  void lookUntilReady() {
    for (int looks = 0; looks < MOST_LOOKS; looks++) {
      look();
      if (cluster.ready(NAME).equals(CONVERGED)) {
        return;
      }
    }
  }

  void look() {
    clock.advance(loop.run(target).orElseThrow());
  }

  /** The Ready condition; where it is not the wanted one, with its message. */
  String ready() {
    String ready = cluster.ready(NAME);
    return ready.equals(CONVERGED) ? ready : ready + ": " + cluster.message(NAME);
  }

  String reportedType() {
    return cluster.status(NAME).type;
  }

  int statusWrites() {
    return cluster.statusWrites;
  }

  /** The bodies of all writes to Azure, as they came in. */
  List<JsonNode> writes() {
    return requests.stream()
        .filter(request -> request.path().startsWith("/subscriptions/"))
        .filter(request -> !request.method().equals("GET"))
        .map(RecordedLoop::body)
        .toList();
  }

  private static JsonNode body(Request request) {
    if (!request.method().equals("PATCH")) {
      throw new AssertionError("the operator sent a " + request.method());
    }
    try {
      return new ObjectMapper().readTree(request.body());
    } catch (JsonProcessingException e) {
      throw new AssertionError("the operator sent what is no JSON: " + request.body(), e);
    }
  }

  IdentityBlock identity() {
    JsonNode identity = emulator.azure().getResource(target.text()).get("identity");
    return identity == null ? IdentityBlock.NONE : IdentityBlock.parse(identity);
  }

  @Override
  public void close() {
    emulator.close();
  }
}
