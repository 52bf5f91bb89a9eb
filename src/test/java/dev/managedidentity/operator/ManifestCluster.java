package dev.managedidentity.operator;

import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.IdentityStatus;
import dev.managedidentity.api.Mode;
import dev.managedidentity.api.UserAssignedIdentity;
import dev.managedidentity.plan.ArmId;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A cluster in memory with objects of all kinds in all namespaces, by namespace and name. */
final class ManifestCluster implements Cluster {
  private final DefaultSubscription.Lookup subscription;
  private final Map<String, HasMetadata> objects = new LinkedHashMap<>();

  /** By what each object says itself: to read all of them for each look takes too long. */
  private final IdentityHashMap<HasMetadata, String> targetKeys = new IdentityHashMap<>();

  private final Map<String, Map<String, String>> configMaps = new TreeMap<>();
  private final List<String> events = new ArrayList<>();
  private int statusWrites;
  private int versions;
  private int readings;

  /** Runs before and after a status is written; may throw, as a process that is killed does. */
  private Runnable beforeWrite = () -> {};

  private Runnable afterWrite = () -> {};

  ManifestCluster(DefaultSubscription.Lookup subscription) {
    this.subscription = subscription;
  }

  void put(HasMetadata object) {
    object.getMetadata().setResourceVersion(nextVersion());
    targetKeys.remove(object);
    objects.put(Declarations.key(object), object);
  }

  private String nextVersion() {
    versions++;
    return String.valueOf(versions);
  }

  Optional<HasMetadata> find(String key) {
    return Optional.ofNullable(objects.get(key));
  }

  int size() {
    return objects.size();
  }

  /** All that objects are about. */
  Set<ArmId> targets() {
    Set<ArmId> targets = new TreeSet<>();
    objects.values().forEach(object -> target(object).ifPresent(targets::add));
    return targets;
  }

  private Stream<IdentityDeclaration<?>> declarationsAbout(ArmId target) {
    List<String> keys = Targets.keys(target);
    return declarations()
        .filter(one -> keys.contains(targetKeys.computeIfAbsent(one, TestRecords::key)))
        .filter(one -> target(one).filter(target::equals).isPresent());
  }

  /** Empty where a credential does not tell. */
  private Optional<ArmId> target(HasMetadata object) {
    try {
      return Optional.of(Targets.of(object, subscription, TestRecords.PROOFS));
    } catch (CredentialUnusable e) {
      return Optional.empty();
    }
  }

  List<String> events() {
    return events;
  }

  /** How often the declarations of a target were read for a look. */
  int readings() {
    return readings;
  }

  int statusWrites() {
    return statusWrites;
  }

  void aroundWrites(Runnable before, Runnable after) {
    beforeWrite = before;
    afterWrite = after;
  }

  Stream<IdentityDeclaration<?>> declarations() {
    List<IdentityDeclaration<?>> declarations = new ArrayList<>();
    for (HasMetadata object : objects.values()) {
      if (object instanceof IdentityDeclaration<?> declaration) {
        declarations.add(declaration);
      }
    }
    return declarations.stream();
  }

  private Stream<UserAssignedIdentity> userAssignedIdentities() {
    return objects.values().stream()
        .filter(UserAssignedIdentity.class::isInstance)
        .map(UserAssignedIdentity.class::cast);
  }

  @Override
  public boolean isDeclared(ArmId target) {
    return declarationsAbout(target).findAny().isPresent();
  }

  @Override
  public List<Declared> declarations(ArmId target) {
    readings++;
    return declarationsAbout(target)
        .map(one -> Declarations.read(one, target, this::reference, TestRecords.PROOFS))
        .toList();
  }

  @Override
  public List<HasMetadata> objects(ArmId target) {
    return objects.values().stream()
        .filter(one -> Targets.of(one, subscription, TestRecords.PROOFS).equals(target))
        .toList();
  }

  @Override
  public List<HasMetadata> deciding(ArmId target) {
    return declarationsAbout(target)
        .flatMap(one -> Stream.concat(Stream.of(one), named(one)))
        .toList();
  }

  private Stream<HasMetadata> named(IdentityDeclaration<?> declaration) {
    return declaration.getSpec().userAssigned.stream()
        .filter(entry -> entry.name != null)
        .flatMap(
            entry -> find(declaration.getMetadata().getNamespace() + "/" + entry.name).stream());
  }

  private Optional<Reference> reference(String namespace, String name) {
    return find(namespace + "/" + name)
        .filter(UserAssignedIdentity.class::isInstance)
        .map(found -> Reference.to((UserAssignedIdentity) found, subscription, TestRecords.PROOFS));
  }

  @Override
  public List<DeclaredIdentity> identities(ArmId identity) {
    return userAssignedIdentities()
        .filter(one -> target(one).filter(identity::equals).isPresent())
        .map(one -> DeclaredIdentity.read(one, identity, TestRecords.PROOFS))
        .toList();
  }

  @Override
  public List<String> declarers(DeclaredIdentity identity) {
    var metadata = identity.resource().getMetadata();
    List<String> words =
        List.of(
            Mentions.of(identity.id()),
            Mentions.ofName(metadata.getNamespace(), metadata.getName()));
    return declarations()
        .filter(one -> Mentions.in(one).stream().anyMatch(words::contains))
        .filter(one -> one.getSpec().mode != Mode.Observe)
        .map(one -> one.getKind() + " " + Declarations.key(one))
        .toList();
  }

  @Override
  public void writeStatus(HasMetadata fresh) {
    beforeWrite.run();
    statusWrites++;
    HasMetadata there = objects.get(Declarations.key(fresh));
    if (there != null) {
      targetKeys.remove(there);
      objects.put(Declarations.key(fresh), with(there, fresh));
    }
    afterWrite.run();
  }

  private HasMetadata with(HasMetadata there, HasMetadata fresh) {
    HasMetadata now = told(there, fresh);
    // What is told of is an object of its own to the API server, and so to the informers.
    now.setMetadata(
        new ObjectMetaBuilder(now.getMetadata()).withResourceVersion(nextVersion()).build());
    return now;
  }

  private HasMetadata told(HasMetadata there, HasMetadata fresh) {
    if (there instanceof UserAssignedIdentity identity) {
      return DeclaredIdentity.read(
              identity, Targets.of(identity, subscription, TestRecords.PROOFS), TestRecords.PROOFS)
          .with(((UserAssignedIdentity) fresh).getStatus())
          .resource();
    }
    IdentityStatus status = ((IdentityDeclaration<?>) fresh).getStatus();
    return ((IdentityDeclaration<?>) there).with(status);
  }

  @Override
  public Stream<HasMetadata> deleting() {
    return List.copyOf(objects.values()).stream().filter(HasMetadata::isMarkedForDeletion);
  }

  @Override
  public void release(HasMetadata leaving) {
    objects.remove(Declarations.key(leaving));
  }

  @Override
  public Optional<Obstacle> publish(
      UserAssignedIdentity owner, String configMap, Map<String, String> data) {
    configMaps.put(configMap, data);
    return Optional.empty();
  }

  @Override
  public Optional<Obstacle> unpublish(UserAssignedIdentity owner, String configMap) {
    configMaps.remove(configMap);
    return Optional.empty();
  }

  @Override
  public void event(HasMetadata about, EventType type, String reason, String message) {
    events.add(Declarations.key(about) + " " + type + " " + reason);
  }
}
