package dev.managedidentity.operator;

import dev.managedidentity.api.ConditionType;
import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.IdentityRow;
import dev.managedidentity.api.IdentitySpec;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.Mode;
import dev.managedidentity.api.Reason;
import dev.managedidentity.api.Status;
import dev.managedidentity.api.UserAssignedIdentity;
import dev.managedidentity.api.UserAssignedIdentitySpec;
import dev.managedidentity.api.UserAssignedIdentityStatus;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.testing.Kinds;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A cluster in memory: holds declarations, takes statuses as the API server would. */
final class FakeCluster implements Cluster {
  private final Map<String, IdentityDeclaration<?>> resources = new LinkedHashMap<>();
  private final Map<String, UserAssignedIdentity> identities = new LinkedHashMap<>();
  final Map<String, Map<String, String>> configMaps = new TreeMap<>();
  private Instant created = Instant.parse("2026-01-01T00:00:00Z");

  final List<String> events = new ArrayList<>();
  int statusWrites;
  private int versions;

  /** ConfigMaps that are not the operator's. */
  final Set<String> others = new TreeSet<>();

  int configMapWrites;

  /** What the API server says to a change of a ConfigMap; null for yes. */
  Obstacle configMapObstacle;

  /** Runs before a status is written; may throw, as a process that is killed does. */
  Consumer<HasMetadata> beforeWrite = unused -> {};

  void declare(String name, ArmId target, Consumer<IdentitySpec> says) {
    resources.put(name, Kinds.declaration(target.text(), metadata(name), says));
  }

  /** The same in another namespace; names are unique in all of them together. */
  void declareIn(String namespace, String name, ArmId target, Consumer<IdentitySpec> says) {
    declare(name, target, says);
    resources.get(name).getMetadata().setNamespace(namespace);
  }

  private ObjectMeta metadata(String name) {
    created = created.plusSeconds(1);
    return new ObjectMetaBuilder()
        .withNamespace("shop")
        .withName(name)
        .withUid("uid-of-" + name)
        .withGeneration(1L)
        .withCreationTimestamp(created.toString())
        .withResourceVersion(nextVersion())
        .build();
  }

  private String nextVersion() {
    versions++;
    return String.valueOf(versions);
  }

  private void isOtherwise(HasMetadata object) {
    object.getMetadata().setResourceVersion(nextVersion());
  }

  private void isEdited(HasMetadata object) {
    object.getMetadata().setGeneration(object.getMetadata().getGeneration() + 1);
    isOtherwise(object);
  }

  private void isLeaving(HasMetadata object) {
    object.getMetadata().setDeletionTimestamp("2026-01-01T01:00:00Z");
    isOtherwise(object);
  }

  void edit(String name, Consumer<IdentitySpec> says) {
    IdentityDeclaration<?> resource = resources.get(name);
    says.accept(resource.getSpec());
    isEdited(resource);
  }

  void delete(String name) {
    isLeaving(resources.get(name));
  }

  /** One of the kind that a test needs and that the cluster does not show. */
  HasMetadata deleted(String name) {
    HasMetadata resource = Kinds.declaration(LoopHarness.WEB.text(), metadata(name), unused -> {});
    isLeaving(resource);
    return resource;
  }

  void annotate(String name, String key, String value) {
    IdentityDeclaration<?> resource = resources.get(name);
    resource.getMetadata().getAnnotations().put(key, value);
    isOtherwise(resource);
  }

  boolean isThere(String name) {
    return resources.containsKey(name);
  }

  IdentityStatus status(String name) {
    return resources.get(name).getStatus();
  }

  /** Somebody else writes the status of a declaration. */
  void overwrite(String name, IdentityStatus status) {
    resources.computeIfPresent(name, (unused, there) -> there.with(status));
    isOtherwise(resources.get(name));
  }

  /** Somebody else writes the status of a UserAssignedIdentity. */
  void overwriteIdentity(String name, UserAssignedIdentityStatus status) {
    identities.get(name).setStatus(status);
    isOtherwise(identities.get(name));
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
  public boolean isDeclared(ArmId target) {
    return !declarations(target).isEmpty();
  }

  @Override
  public List<Declared> declarations(ArmId target) {
    return resources.values().stream()
        .filter(resource -> ArmId.parse(resource.getSpec().target().id).equals(target))
        .map(resource -> Declarations.read(resource, target, this::reference, TestRecords.PROOFS))
        .toList();
  }

  @Override
  public List<HasMetadata> objects(ArmId target) {
    List<HasMetadata> objects = new ArrayList<>();
    resources.values().stream()
        .filter(resource -> ArmId.parse(resource.getSpec().target().id).equals(target))
        .forEach(objects::add);
    identities.values().stream()
        .filter(
            resource ->
                Targets.of(resource, LoopHarness.SUBSCRIPTION, TestRecords.PROOFS).equals(target))
        .forEach(objects::add);
    return objects;
  }

  @Override
  public List<HasMetadata> deciding(ArmId target) {
    List<HasMetadata> deciding = new ArrayList<>();
    declarations(target).forEach(one -> deciding.add(one.resource()));
    deciding.addAll(identities.values());
    return deciding;
  }

  private Optional<Reference> reference(String namespace, String name) {
    return Optional.ofNullable(identities.get(name))
        .map(found -> Reference.to(found, LoopHarness.SUBSCRIPTION, TestRecords.PROOFS));
  }

  @Override
  public List<DeclaredIdentity> identities(ArmId identity) {
    return identities.values().stream()
        .filter(
            resource ->
                Targets.of(resource, LoopHarness.SUBSCRIPTION, TestRecords.PROOFS).equals(identity))
        .map(resource -> DeclaredIdentity.read(resource, identity, TestRecords.PROOFS))
        .toList();
  }

  @Override
  public List<String> declarers(DeclaredIdentity identity) {
    List<String> words =
        List.of(
            Mentions.of(identity.id()),
            Mentions.ofName("shop", identity.resource().getMetadata().getName()));
    return resources.values().stream()
        .filter(one -> one.getSpec().mode != Mode.Observe)
        .filter(one -> Mentions.in(one).stream().anyMatch(words::contains))
        .map(one -> one.getKind() + " " + Declarations.key(one))
        .toList();
  }

  void declareIdentity(String name, Consumer<UserAssignedIdentitySpec> says) {
    UserAssignedIdentity resource = new UserAssignedIdentity();
    resource.setMetadata(metadata(name));
    resource.setSpec(new UserAssignedIdentitySpec());
    resource.getSpec().resourceGroup = "identities";
    says.accept(resource.getSpec());
    identities.put(name, resource);
  }

  boolean isIdentityThere(String name) {
    return identities.containsKey(name);
  }

  UserAssignedIdentityStatus identityStatus(String name) {
    return identities.get(name).getStatus();
  }

  /** What the identities that are declared are called in Azure. */
  Set<ArmId> identityIds() {
    Set<ArmId> ids = new TreeSet<>();
    identities
        .values()
        .forEach(one -> ids.add(Targets.of(one, LoopHarness.SUBSCRIPTION, TestRecords.PROOFS)));
    return ids;
  }

  String identityReady(String name) {
    Condition ready = Reporter.ready(identityStatus(name)).orElseThrow();
    return ready.getStatus() + " " + ready.getReason();
  }

  String identityMessage(String name) {
    return Reporter.ready(identityStatus(name)).orElseThrow().getMessage();
  }

  /** The rows of roles as "role state[ owned] principal". */
  static List<String> roles(Status status) {
    return status.roleAssignments.stream()
        .map(
            row ->
                "%s %s%s %s"
                    .formatted(row.role, row.state, row.owned ? " owned" : "", row.principalId))
        .toList();
  }

  void editIdentity(String name, Consumer<UserAssignedIdentitySpec> says) {
    UserAssignedIdentity resource = identities.get(name);
    says.accept(resource.getSpec());
    isEdited(resource);
  }

  void deleteIdentity(String name) {
    isLeaving(identities.get(name));
  }

  /**
   * The object goes without the operator's having a say, as when somebody removes its finalizer.
   */
  void loseIdentity(String name) {
    identities.remove(name);
  }

  @Override
  public void writeStatus(HasMetadata fresh) {
    beforeWrite.accept(fresh);
    statusWrites++;
    String name = fresh.getMetadata().getName();
    if (fresh instanceof UserAssignedIdentity identity) {
      identities.computeIfPresent(
          name,
          (unused, there) ->
              DeclaredIdentity.read(
                      there,
                      Targets.of(there, LoopHarness.SUBSCRIPTION, TestRecords.PROOFS),
                      TestRecords.PROOFS)
                  .with(identity.getStatus())
                  .resource());
    } else {
      IdentityStatus status = ((IdentityDeclaration<?>) fresh).getStatus();
      resources.computeIfPresent(name, (unused, there) -> there.with(status));
    }
    Optional.ofNullable(
            fresh instanceof UserAssignedIdentity ? identities.get(name) : resources.get(name))
        .ifPresent(this::isOtherwise);
  }

  @Override
  public Stream<HasMetadata> deleting() {
    List<HasMetadata> all = new ArrayList<>(resources.values());
    all.addAll(identities.values());
    return all.stream().filter(HasMetadata::isMarkedForDeletion);
  }

  @Override
  public void release(HasMetadata leaving) {
    (leaving instanceof UserAssignedIdentity ? identities : resources)
        .remove(leaving.getMetadata().getName());
  }

  @Override
  public Optional<Obstacle> publish(
      UserAssignedIdentity owner, String configMap, Map<String, String> data) {
    if (configMapObstacle != null || others.contains(configMap)) {
      return Optional.of(
          configMapObstacle != null
              ? configMapObstacle
              : new Obstacle(Reason.InvalidSpec, true, configMap + " is not ours"));
    }
    configMapWrites += data.equals(configMaps.put(configMap, data)) ? 0 : 1;
    return Optional.empty();
  }

  @Override
  public Optional<Obstacle> unpublish(UserAssignedIdentity owner, String configMap) {
    if (configMapObstacle == null) {
      configMapWrites += configMaps.remove(configMap) == null ? 0 : 1;
    }
    return Optional.ofNullable(configMapObstacle);
  }

  @Override
  public void event(HasMetadata about, EventType type, String reason, String message) {
    events.add(about.getMetadata().getName() + " " + type + " " + reason);
  }
}
