package dev.managedidentity.operator;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.api.Ensure;
import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.UserAssigned;
import dev.managedidentity.azure.Connections;
import dev.managedidentity.emulator.Emulator;
import dev.managedidentity.emulator.EmulatorOptions;
import dev.managedidentity.emulator.audit.RequestRecord;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.testing.EmulatedSettings;
import dev.managedidentity.testing.Kinds;
import dev.managedidentity.testing.MutableClock;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Many scale sets, or machines, of one subscription of the emulator, each of which is declared to
 * have one identity, and the loop that looks after them. Times are those of a clock that is set
 * forward by hand.
 */
final class EmulatedFleet implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final MutableClock clock = new MutableClock();
  private final List<String> targets = new ArrayList<>();
  private final Emulator emulator;
  private final DrivenLoop loop;
  private final String app;

  /**
   * Declares everything; nothing is looked at yet.
   *
   * @param directory of the emulator's files
   * @param type of the targets
   */
  EmulatedFleet(
      Path directory,
      String type,
      int size,
      UnaryOperator<EmulatorOptions> azure,
      UnaryOperator<OperatorSettings> settings)
      throws IOException {
    emulator = Emulator.start(azure.apply(EmulatorOptions.in(directory).withClock(clock)));
    emulator.azure().putResourceGroup("shop", "westeurope");
    app = emulator.azure().putIdentity("shop", "app");
    loop = new DrivenLoop(connections(), clock, null, settings);
    for (int i = 0; i < size; i++) {
      String target =
          type.equals(ArmId.SCALE_SET)
              ? emulator.azure().putScaleSet("shop", "web" + i, null)
              : emulator.azure().putVirtualMachine("shop", "web" + i, null);
      targets.add(target);
      declare(target, i);
    }
  }

  private void declare(String target, int i) {
    UserAssigned entry = new UserAssigned();
    entry.id = app;
    entry.ensure = Ensure.Assigned;
    loop.put(
        Kinds.declaration(
            target,
            new ObjectMetaBuilder()
                .withNamespace("shop")
                .withName("web" + i)
                .withUid("uid-" + i)
                .withGeneration(1L)
                .withCreationTimestamp("2026-01-01T00:00:00Z")
                .build(),
            spec -> spec.userAssigned.add(entry)));
  }

  private Connections connections() {
    return Connections.to(EmulatedSettings.of(emulator.environment()), clock);
  }

  Emulator emulator() {
    return emulator;
  }

  /** The id of the identity that is declared for each target. */
  String app() {
    return app;
  }

  DrivenLoop loop() {
    return loop;
  }

  Instant now() {
    return clock.instant();
  }

  /** Ids, in the order of the numbers in their names. */
  List<String> targets() {
    return targets;
  }

  /** Takes all looks that are due within that time. */
  void pass(Duration time) {
    Instant end = now().plus(time);
    while (loop.nextLook().filter(next -> next.isBefore(end)).isPresent()) {
      loop.look();
    }
    clock.advance(Duration.between(now(), end));
  }

  List<RequestRecord> requestsDuring(Duration time) {
    return requestsDuring(() -> pass(time));
  }

  /** What was sent to Resource Manager meanwhile. */
  List<RequestRecord> requestsDuring(Runnable passing) {
    int before = emulator.requests().size();
    passing.run();
    return emulator.requests().stream()
        .skip(before)
        .filter(one -> one.path().startsWith("/subscriptions/"))
        .toList();
  }

  static List<RequestRecord> patches(List<RequestRecord> requests) {
    return requests.stream().filter(one -> one.method().equals("PATCH")).toList();
  }

  static List<RequestRecord> reads(List<RequestRecord> requests) {
    return requests.stream().filter(one -> one.method().equals("GET")).toList();
  }

  /**
   * Somebody changes the identity of a target.
   *
   * @param type of the identity block
   * @param app what is said of the declared identity, as JSON; null for nothing
   */
  void changeByHand(int target, String type, String app) throws IOException {
    ObjectNode block = JSON.createObjectNode().put("type", type);
    if (app != null) {
      block.set("userAssignedIdentities", JSON.readTree("{\"" + this.app + "\":" + app + "}"));
    }
    emulator.azure().patchIdentity(targets.get(target), block, "somebody");
  }

  IdentityDeclaration<?> declaration(int target) {
    return (IdentityDeclaration<?>) loop.find("shop/web" + target).orElseThrow();
  }

  IdentityStatus status(int target) {
    return declaration(target).getStatus();
  }

  /** The Ready of each that has been judged. */
  List<Condition> ready() {
    List<Condition> ready = new ArrayList<>();
    for (int i = 0; i < targets.size(); i++) {
      if (status(i) != null) {
        Reporter.ready(status(i)).ifPresent(ready::add);
      }
    }
    return ready;
  }

  /** The reasons of all that have been judged. */
  Set<String> reasons() {
    return ready().stream().map(Condition::getReason).collect(Collectors.toSet());
  }

  /** How long until all declarations are Ready. */
  Duration untilReady(Duration most) {
    Instant start = now();
    while (ready().stream().filter(one -> one.getStatus().equals("True")).count()
        < targets.size()) {
      loop.look();
      if (now().isAfter(start.plus(most))) {
        throw new AssertionError("not all are Ready after " + most + ": " + reasons());
      }
    }
    return Duration.between(start, now());
  }

  @Override
  public void close() {
    emulator.close();
  }
}
