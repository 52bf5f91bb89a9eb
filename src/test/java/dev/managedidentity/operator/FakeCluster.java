package dev.managedidentity.operator;

import dev.managedidentity.api.ConditionType;
import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.IdentityRow;
import dev.managedidentity.api.IdentitySpec;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.Reason;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.testing.Kinds;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A cluster in memory: holds declarations, takes statuses as the API server would. */
final class FakeCluster implements Cluster {
  private final Map<String, IdentityDeclaration<?>> resources = new LinkedHashMap<>();
  private Instant created = Instant.parse("2026-01-01T00:00:00Z");

  final List<String> events = new ArrayList<>();
  int statusWrites;

  /** Runs before a status is written; may throw, as a process that is killed does. */
  Consumer<IdentityDeclaration<?>> beforeWrite = unused -> {};

  void declare(String name, ArmId target, Consumer<IdentitySpec> says) {
    created = created.plusSeconds(1);
    ObjectMeta metadata =
        new ObjectMetaBuilder()
            .withNamespace("shop")
            .withName(name)
            .withUid("uid-of-" + name)
            .withGeneration(1L)
            .withCreationTimestamp(created.toString())
            .build();
    resources.put(name, Kinds.declaration(target.text(), metadata, says));
  }

  void edit(String name, Consumer<IdentitySpec> says) {
    IdentityDeclaration<?> resource = resources.get(name);
    says.accept(resource.getSpec());
    resource.getMetadata().setGeneration(resource.getMetadata().getGeneration() + 1);
  }

  void delete(String name) {
    resources.get(name).getMetadata().setDeletionTimestamp("2026-01-01T01:00:00Z");
  }

  boolean isThere(String name) {
    return resources.containsKey(name);
  }

  IdentityStatus status(String name) {
    return resources.get(name).getStatus();
  }

  String ready(String name) {
    Condition ready = condition(name, ConditionType.Ready).orElseThrow();
    return ready.getStatus() + " " + ready.getReason();
  }

  String message(String name) {
    return condition(name, ConditionType.Ready).orElseThrow().getMessage();
  }

  Optional<Condition> condition(String name, ConditionType type) {
    return status(name).conditions.stream().filter(c -> c.getType().equals(type.name())).findAny();
  }

  boolean has(String name, Reason reason) {
    return condition(name, ConditionType.Ready).orElseThrow().getReason().equals(reason.name());
  }

  /** The rows as "name state[ owned]", where name is the last part of the id. */
  List<String> rows(String name) {
    return status(name).identities.stream().map(FakeCluster::words).toList();
  }

  private static String words(IdentityRow row) {
    String name = row.id.substring(row.id.lastIndexOf('/') + 1);
    return name + " " + row.state + (row.owned ? " owned" : "");
  }

  @Override
  public List<Declared> declarations(ArmId target) {
    return resources.values().stream()
        .filter(resource -> ArmId.parse(resource.getSpec().target().id).equals(target))
        .map(Declarations::read)
        .toList();
  }

  @Override
  public void writeStatus(IdentityDeclaration<?> fresh) {
    beforeWrite.accept(fresh);
    statusWrites++;
    resources.computeIfPresent(
        fresh.getMetadata().getName(), (unused, there) -> there.with(fresh.getStatus()));
  }

  @Override
  public void release(IdentityDeclaration<?> leaving) {
    resources.remove(leaving.getMetadata().getName());
  }

  @Override
  public void event(IdentityDeclaration<?> about, EventType type, String reason, String message) {
    events.add(about.getMetadata().getName() + " " + type + " " + reason);
  }
}
