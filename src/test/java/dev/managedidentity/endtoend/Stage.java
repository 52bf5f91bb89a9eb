package dev.managedidentity.endtoend;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.managedidentity.api.ConditionType;
import dev.managedidentity.api.Ensure;
import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.IdentitySpec;
import dev.managedidentity.api.Status;
import dev.managedidentity.api.UserAssigned;
import dev.managedidentity.emulator.Emulator;
import dev.managedidentity.emulator.EmulatorOptions;
import dev.managedidentity.emulator.audit.RequestRecord;
import dev.managedidentity.operator.IdentityOperator;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.Edits;
import dev.managedidentity.testing.Kinds;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** An emulator, a namespace, and an operator that watches it. */
final class Stage implements AutoCloseable {
  static final String GROUP = "shop";

  /** No call to Azure takes as long, however busy the machine. */
  static final Duration LONG = Duration.ofSeconds(60);

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final ObjectMapper JSON = new ObjectMapper();

  final Emulator emulator;
  final KubernetesClient client;
  final String namespace;
  private Duration deadline = LONG;
  IdentityOperator operator;

  /** The operator's own. */
  private final KubernetesClient lean;

  /** By the name of the declaration. */
  private final Map<String, Class<? extends IdentityDeclaration<?>>> kinds =
      new ConcurrentHashMap<>();

  private Stage(Emulator emulator, ApiServer server) {
    this.emulator = emulator;
    this.client = server.client();
    this.lean = server.leanClient();
    this.namespace = server.newNamespace("end-to-end");
  }

  /**
   * @param timeFactor of Azure's operations; 0.01 is a hundred times as fast as recorded
   */
  static Stage set(ApiServer server, Path directory, double timeFactor) {
    Stage stage = withoutOperator(server, directory, timeFactor);
    stage.startOperator();
    return stage;
  }

  /** One whose operator soon gives up on an Azure that does not answer. */
  static Stage impatient(ApiServer server, Path directory) {
    Stage stage = withoutOperator(server, directory, 0.01);
    stage.deadline = Duration.ofSeconds(3);
    stage.startOperator();
    return stage;
  }

  /** One whose operators the test starts and closes itself. */
  static Stage withoutOperator(ApiServer server, Path directory, double timeFactor) {
    try {
      Emulator emulator = Emulator.start(EmulatorOptions.in(directory).withTimeFactor(timeFactor));
      emulator.azure().putResourceGroup(GROUP, "westeurope");
      return new Stage(emulator, server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void startOperator() {
    startOperator(lean);
  }

  /** Whose rights in the cluster are those of this client. */
  void startOperator(KubernetesClient as) {
    operator = OperatorOfStage.start(emulator, as, namespace, deadline);
  }

  /** One that does not look again by itself. */
  void startOperatorThatLooksOnce() {
    operator =
        OperatorOfStage.start(
            emulator, lean, namespace, settings -> settings.withSyncPeriod(Duration.ofDays(1)));
  }

  void stopOperator() {
    operator.close();
  }

  String scaleSet(String name) {
    return target(ArmId.SCALE_SET, name);
  }

  /** A scale set or a machine, by its type. */
  String target(String type, String name) {
    return type.equals(ArmId.SCALE_SET)
        ? emulator.azure().putScaleSet(GROUP, name, null)
        : emulator.azure().putVirtualMachine(GROUP, name, null);
  }

  /** A scale set that has identities before the operator comes. */
  String scaleSet(String name, String... identities) {
    return target(ArmId.SCALE_SET, name, identities);
  }

  /** A target that has identities before the operator comes. */
  String target(String type, String name, String... identities) {
    String id = target(type, name);
    change(id, "SystemAssigned, UserAssigned", identities);
    return id;
  }

  /** The id of the group of the stage. */
  String group() {
    return "/subscriptions/%s/resourceGroups/%s"
        .formatted(emulator.environment().get("AZURE_SUBSCRIPTION_ID"), GROUP);
  }

  String identity(String name) {
    return emulator.azure().putIdentity(GROUP, name);
  }

  /** What another client does in Azure behind the operator's back. */
  void change(String scaleSet, String type, String... assigned) {
    patch(scaleSet, type, "{}", assigned);
  }

  void remove(String scaleSet, String type, String... removed) {
    patch(scaleSet, type, "null", removed);
  }

  private void patch(String scaleSet, String type, String value, String... ids) {
    String map = Stream.of(ids).map(id -> "\"" + id + "\":" + value).collect(joining(","));
    String users = ids.length == 0 ? "" : ",\"userAssignedIdentities\":{" + map + "}";
    try {
      JsonNode identity = JSON.readTree("{\"type\":\"" + type + "\"" + users + "}");
      emulator.azure().patchIdentity(scaleSet, identity, "portal");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void declare(String name, String target, Consumer<IdentitySpec> says) {
    ObjectMeta metadata = new ObjectMetaBuilder().withNamespace(namespace).withName(name).build();
    kinds.put(name, Kinds.about(target));
    client.resource(Kinds.declaration(target, metadata, says)).create();
  }

  void edit(String name, Consumer<IdentitySpec> says) {
    Edits.edit(resource(name), declaration -> says.accept(declaration.getSpec()));
  }

  void delete(String name) {
    resource(name).delete();
  }

  static Consumer<IdentitySpec> assigned(String... ids) {
    return spec -> {
      for (String id : ids) {
        UserAssigned entry = new UserAssigned();
        entry.id = id;
        entry.ensure = Ensure.Assigned;
        spec.userAssigned.add(entry);
      }
    };
  }

  Resource<? extends IdentityDeclaration<?>> resource(String name) {
    return client.resources(kinds.get(name)).inNamespace(namespace).withName(name);
  }

  IdentityDeclaration<?> get(String name) {
    return resource(name).get();
  }

  Optional<Condition> ready(String name) {
    return ready(get(name));
  }

  static Optional<Condition> ready(CustomResource<?, ? extends Status> declaration) {
    return declaration == null || declaration.getStatus() == null
        ? Optional.empty()
        : declaration.getStatus().conditions.stream()
            .filter(condition -> condition.getType().equals(ConditionType.Ready.name()))
            .findAny();
  }

  void awaitReady(String name) {
    awaitReason(name, "Converged");
  }

  /** Waits until the newest spec is judged so. */
  void awaitReason(String name, String reason) {
    awaitReason(() -> get(name), reason);
  }

  static void awaitReason(
      Supplier<? extends CustomResource<?, ? extends Status>> declared, String reason) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              CustomResource<?, ? extends Status> declaration = declared.get();
              assertThat(ready(declaration).map(Condition::getReason))
                  .as(() -> ready(declaration).map(Condition::getMessage).orElse("no status"))
                  .contains(reason);
              assertThat(declaration.getStatus().observedGeneration)
                  .isEqualTo(declaration.getMetadata().getGeneration());
            });
  }

  void awaitGone(String name) {
    awaitUntil(() -> get(name) == null);
  }

  static void awaitUntil(Callable<Boolean> holds) {
    await().atMost(PATIENCE).until(holds);
  }

  void awaitUsers(String scaleSet, String... ids) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(users(scaleSet)).containsExactlyInAnyOrder(ids));
  }

  JsonNode live(String scaleSet) {
    return emulator.azure().getResource(scaleSet).path("identity");
  }

  Set<String> users(String scaleSet) {
    Set<String> users = new TreeSet<>();
    Iterator<String> ids = live(scaleSet).path("userAssignedIdentities").fieldNames();
    ids.forEachRemaining(users::add);
    return users;
  }

  List<RequestRecord> requests(Predicate<RequestRecord> which) {
    return emulator.requests().stream().filter(which).toList();
  }

  /** What the operator asked of Azure by this method. */
  List<RequestRecord> sent(String method, String path) {
    String operator = emulator.environment().get("AZURE_CLIENT_ID");
    return requests(
        request ->
            request.client().equals(operator)
                && request.method().matches(method)
                && request.path().matches("(?i).*" + path));
  }

  /** What the operator changed, or tried to. */
  List<RequestRecord> writes() {
    return sent("PUT|PATCH|DELETE", "");
  }

  List<RequestRecord> patches() {
    return requests(request -> request.method().equals("PATCH"));
  }

  List<RequestRecord> polls() {
    return requests(request -> request.path().contains("/operations/"));
  }

  /** Reads of targets. */
  List<RequestRecord> reads() {
    return requests(
        request ->
            request.method().equals("GET")
                && request.path().matches(".*/virtualMachine(ScaleSet)?s/[^/]+"));
  }

  List<Event> events(String name) {
    return client.events().v1().events().inNamespace(namespace).list().getItems().stream()
        .filter(event -> event.getRegarding().getName().equals(name))
        .toList();
  }

  @Override
  public void close() {
    Stream.ofNullable(operator).forEach(IdentityOperator::close);
    lean.close();
    emulator.close();
  }
}
