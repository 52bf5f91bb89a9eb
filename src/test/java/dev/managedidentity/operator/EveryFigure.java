package dev.managedidentity.operator;

import dev.managedidentity.api.ConditionType;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.Reason;
import dev.managedidentity.api.ScaleSetIdentity;
import dev.managedidentity.api.Status;
import dev.managedidentity.api.UserAssignedIdentity;
import dev.managedidentity.api.UserAssignedIdentityStatus;
import dev.managedidentity.api.VirtualMachineIdentity;
import dev.managedidentity.azure.CallKind;
import dev.managedidentity.azure.Calls;
import dev.managedidentity.azure.Problem;
import dev.managedidentity.azure.TokensLeft;
import dev.managedidentity.operator.Situation.Stage;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The figures after everything that they tell apart has happened once. */
public final class EveryFigure {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  /** No look ends in an intent: what comes of it does. */
  private static final Set<Stage> ENDS = EnumSet.complementOf(EnumSet.of(Stage.INTENT));

  private EveryFigure() {}

  /** As Prometheus reads them. */
  public static String text() {
    Metrics metrics = new Metrics();
    for (HasMetadata declaration :
        List.of(new ScaleSetIdentity(), new VirtualMachineIdentity(), new UserAssignedIdentity())) {
      happens(metrics, declaration);
    }
    for (Stage stage : ENDS) {
      metrics.looked(TargetKind.SCALE_SET, stage);
      metrics.looked(TargetKind.VIRTUAL_MACHINE, stage);
    }
    for (CallKind kind : CallKind.values()) {
      called(metrics, kind, Optional.empty());
      Arrays.stream(Problem.Kind.values())
          .map(problem -> FakeCompute.problem(problem, Duration.ofSeconds(1)))
          .forEach(problem -> called(metrics, kind, Optional.of(problem)));
    }
    metrics.begun(Duration.ZERO);
    TargetQueue queue = new TargetQueue(id -> Optional.empty(), 1, LoopHarness.RETRY);
    metrics.watch(queue);
    metrics.watch(EveryFigure::declarations);
    String text = metrics.text();
    queue.close(Duration.ZERO);
    return text;
  }

  /** One of each kind for each way in which it may stand. */
  private static Stream<CustomResource<?, ? extends Status>> declarations() {
    return Stream.concat(
        Stream.of(new ScaleSetIdentity(), new VirtualMachineIdentity(), new UserAssignedIdentity()),
        Arrays.stream(Reason.values())
            .flatMap(
                reason -> Stream.of("True", "False", "Unknown").map(ready -> status(ready, reason)))
            .flatMap(EveryFigure::standing));
  }

  private static Stream<CustomResource<?, ? extends Status>> standing(Condition condition) {
    ScaleSetIdentity scaleSet = new ScaleSetIdentity();
    scaleSet.setStatus(new IdentityStatus());
    scaleSet.getStatus().conditions.add(condition);
    VirtualMachineIdentity machine = new VirtualMachineIdentity();
    machine.setStatus(new IdentityStatus());
    machine.getStatus().conditions.add(condition);
    UserAssignedIdentity identity = new UserAssignedIdentity();
    identity.setStatus(new UserAssignedIdentityStatus());
    identity.getStatus().conditions.add(condition);
    return Stream.of(scaleSet, machine, identity);
  }

  private static Condition status(String ready, Reason reason) {
    return new ConditionBuilder()
        .withType(ConditionType.Ready.name())
        .withStatus(ready)
        .withReason(reason.name())
        .build();
  }

  private static void happens(Metrics metrics, HasMetadata declaration) {
    declaration.setMetadata(
        new ObjectMetaBuilder()
            .withUid(declaration.getKind())
            .withNamespace("shop")
            .withGeneration(1L)
            .withCreationTimestamp(NOW.toString())
            .build());
    metrics.applied(declaration, NOW);
    metrics.ready(declaration, 1, NOW);
    metrics.driftFound(declaration);
    metrics.driftRepaired(declaration);
    metrics.failed(declaration.getKind());
    for (CallKind kind : CallKind.values()) {
      metrics.heldBack(kind);
    }
  }

  private static void called(Metrics metrics, CallKind kind, Optional<Problem> problem) {
    metrics.ended(
        new Calls.Ended(
            kind,
            problem,
            Duration.ofMillis(300),
            List.of(new TokensLeft("subscription-reads", "0a0a", 250))));
  }
}
