package dev.managedidentity.operator;

import dev.managedidentity.api.Ensure;
import dev.managedidentity.api.IdentitySpec;
import dev.managedidentity.api.UserAssigned;
import dev.managedidentity.azure.Azure;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.LiveIdentity;
import dev.managedidentity.plan.LiveIdentity.Principal;
import dev.managedidentity.testing.MutableClock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The loop on a fake cluster and a fake Azure, one look at a time. */
final class LoopHarness {
  static final ArmId WEB =
      ArmId.parse(
          "/subscriptions/s/resourceGroups/shop/providers/Microsoft.Compute"
              + "/virtualMachineScaleSets/web");
  static final ArmId BUILD =
      ArmId.parse(
          "/subscriptions/s/resourceGroups/shop/providers/Microsoft.Compute/virtualMachines/build");
  static final Duration PERIOD = Duration.ofSeconds(60);
  static final Duration RETRY = Duration.ofSeconds(5);

  final FakeCluster cluster = new FakeCluster();
  final FakeCompute azure = new FakeCompute();
  final FakeIdentities identities = new FakeIdentities();
  final FakeRoles roles = new FakeRoles();
  final MutableClock clock = new MutableClock();
  private final ArmId target;
  private TargetQueue.Work loop = newLoop();

  LoopHarness(ArmId target) {
    this.target = target;
  }

  /** What everything is to be tried with: a scale set and a machine. */
  static Stream<ArmId> targets() {
    return Stream.of(WEB, BUILD);
  }

  /** The reason where the target is not there. */
  String waiting() {
    return target.equals(WEB) ? "WaitingForScaleSet" : "WaitingForVirtualMachine";
  }

  private TargetQueue.Work newLoop() {
    OperatorSettings settings = new OperatorSettings(null, Set.of(), PERIOD, RETRY, 1, 0);
    return IdentityOperator.work(
        cluster, new Azure(azure, identities, roles), settings, clock, () -> 0.5);
  }

  /** The process is gone and a new one starts: only the statuses are left. */
  void restart() {
    loop = newLoop();
  }

  /** One look; says when the next is due. */
  Optional<Duration> look() {
    return loop.run(target);
  }

  /** Looks when the next look is due, so many times. */
  void lookWhenDue(int times) {
    for (int i = 0; i < times; i++) {
      clock.advance(look().orElse(PERIOD));
    }
  }

  void declare(String name, Consumer<IdentitySpec> says) {
    cluster.declare(name, target, says);
  }

  static ArmId identity(String name) {
    return ArmId.of("s", "identities", ArmId.USER_ASSIGNED_IDENTITY, name);
  }

  static Consumer<IdentitySpec> assigned(String... names) {
    return spec -> {
      for (String name : names) {
        add(spec, name, Ensure.Assigned);
      }
    };
  }

  static Consumer<IdentitySpec> absent(String name) {
    return spec -> add(spec, name, Ensure.Absent);
  }

  private static void add(IdentitySpec spec, String name, Ensure ensure) {
    UserAssigned entry = new UserAssigned();
    entry.id = identity(name).text();
    entry.ensure = ensure;
    spec.userAssigned.add(entry);
  }

  static LiveIdentity live(String... names) {
    Map<ArmId, Principal> users = new TreeMap<>();
    for (String name : names) {
      users.put(identity(name), new Principal("client", "principal"));
    }
    return new LiveIdentity(false, null, null, users);
  }
}
