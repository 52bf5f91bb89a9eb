package dev.managedidentity.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.managedidentity.api.AzureAccess;
import dev.managedidentity.api.DeletionPolicy;
import dev.managedidentity.api.IdentitySpec;
import dev.managedidentity.api.RoleAssignment;
import dev.managedidentity.api.Status;
import dev.managedidentity.api.UserAssignedIdentity;
import dev.managedidentity.azure.Azure;
import dev.managedidentity.azure.AzureSettings;
import dev.managedidentity.azure.Connections;
import dev.managedidentity.emulator.Emulator;
import dev.managedidentity.emulator.EmulatorOptions;
import dev.managedidentity.emulator.audit.RequestRecord;
import dev.managedidentity.operator.AccessSettings;
import dev.managedidentity.operator.DeletionSettings;
import dev.managedidentity.operator.IdentityOperator;
import dev.managedidentity.operator.OperatorSettings;
import dev.managedidentity.operator.StatusWriter;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.Deployed;
import dev.managedidentity.testing.Kinds;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The local Azure as the seed of the examples has it, a namespace, and the operator with the rights
 * of its service account.
 */
final class Stage implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration PERIOD = Duration.ofMillis(300);

  final Emulator emulator;
  final KubernetesClient client;
  final String namespace;
  private final AzureAccess access;
  private final Azure azure;
  private final KubernetesClient serviceAccount;
  private final IdentityOperator operator;
  private final Map<String, String> roles = new HashMap<>();

  Stage(ApiServer server, Path folder) throws IOException {
    client = server.client();
    namespace = server.newNamespace("examples");
    Deployed.apply(client);
    emulator =
        Emulator.start(
            EmulatorOptions.in(folder)
                .withTimeFactor(0.01)
                .withSeed(Path.of("examples/azure/emulator-seed.yaml")));
    access = azureAccess(namespace);
    client.resource(access).fieldValidation(Validation.STRICT).serverSideApply();
    Connections connections = Connections.to(azureSettings(), Clock.systemUTC());
    azure = connections.own();
    Example.all().forEach(this::learnRoles);
    serviceAccount = Deployed.as(client, Deployed.NAMESPACE, Deployed.SERVICE_ACCOUNT);
    operator =
        IdentityOperator.start(
            serviceAccount,
            StatusWriter.SERVER_SIDE_APPLY,
            unused -> connections,
            new OperatorSettings(
                    subscription(), Set.of(namespace), PERIOD, Duration.ofMillis(50), 8, 0)
                .withAccess(new AccessSettings(true, false))
                // All examples are deleted at once, which the removal limit is there to prevent.
                .withDeletion(new DeletionSettings(DeletionPolicy.Remove, 0))
                .withOperatorNamespace(Deployed.NAMESPACE));
  }

  /** The one of the examples, for the namespace of this stage. */
  private static AzureAccess azureAccess(String namespace) throws IOException {
    AzureAccess access =
        Serialization.unmarshal(
            Files.readString(Path.of("examples", "access", "azureaccess.yaml")), AzureAccess.class);
    access.getMetadata().setName(namespace);
    access.getSpec().namespaceSelector.names = List.of(namespace);
    return access;
  }

  private AzureSettings azureSettings() {
    Map<String, String> environment = emulator.environment();
    return new AzureSettings(
        URI.create(environment.get("AZURE_AUTHORITY_HOST")),
        URI.create(environment.get("AZURE_RESOURCE_MANAGER_ENDPOINT")),
        URI.create(environment.get("AZURE_RESOURCE_MANAGER_AUDIENCE")),
        environment.get("AZURE_TENANT_ID"),
        environment.get("AZURE_CLIENT_ID"),
        environment.get("AZURE_CLIENT_SECRET"),
        null,
        Path.of(environment.get("SSL_CERT_FILE")),
        Duration.ofSeconds(10));
  }

  private void learnRoles(Example example) {
    example.declarations().stream()
        .flatMap(one -> declaredRoles(one).stream())
        .forEach(
            one ->
                azure
                    .roles()
                    .definition(one.role, one.scope)
                    .value()
                    .ifPresent(definition -> roles.put(definition, one.role)));
  }

  static List<RoleAssignment> declaredRoles(CustomResource<?, ?> declaration) {
    return declaration instanceof UserAssignedIdentity identity
        ? identity.getSpec().roleAssignments
        : ((IdentitySpec) declaration.getSpec()).roleAssignments;
  }

  String subscription() {
    return emulator.environment().get("AZURE_SUBSCRIPTION_ID");
  }

  String operatorsClient() {
    return emulator.environment().get("AZURE_CLIENT_ID");
  }

  /** As {@code kubectl apply --server-side --validate=strict} does. */
  void apply(List<GenericKubernetesResource> manifests) {
    manifests.forEach(
        manifest ->
            client
                .resource(manifest)
                .inNamespace(namespace)
                .fieldValidation(Validation.STRICT)
                .serverSideApply());
  }

  /** Waits until what is not there yet is waited for, and then makes it. */
  void createWhatIsWaitedFor(List<Example> examples) {
    for (Example example : examples) {
      if (!example.there()) {
        await(example.file())
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(ready(example))
                        .allMatch(ready -> ready.matches("False WaitingFor(ScaleSet|Vir.*)")));
        create(example);
      }
    }
  }

  /** Makes the scale set or machine that an example is declared for before it is there. */
  void create(Example example) {
    for (String target : example.machines(subscription())) {
      ArmId id = ArmId.parse(target);
      if (id.isA(ArmId.VIRTUAL_MACHINE)) {
        emulator.azure().putVirtualMachine(id.resourceGroup(), id.name(), null);
      } else {
        emulator.azure().putScaleSet(id.resourceGroup(), id.name(), null);
      }
    }
  }

  /** Waits until each declaration stands as its example says. */
  void awaitEnds(List<Example> examples) {
    for (Example example : examples) {
      await(example + " ends")
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(ready(example)).containsOnly(example.ready()));
    }
  }

  /** How the declarations of an example stand, such as {@code True Converged}. */
  List<String> ready(Example example) {
    return example.declarations().stream()
        .map(this::live)
        .map(live -> ready(live).map(ready -> ready.getStatus() + " " + ready.getReason()))
        .map(ready -> ready.orElse("not judged"))
        .toList();
  }

  /** The condition Ready, if the status speaks of the spec as it is. */
  static Optional<Condition> ready(CustomResource<?, ? extends Status> live) {
    Status status = live.getStatus();
    return status == null || !live.getMetadata().getGeneration().equals(status.observedGeneration)
        ? Optional.empty()
        : status.conditions.stream().filter(one -> one.getType().equals("Ready")).findAny();
  }

  /** The declaration of this kind and name as it is in the cluster. */
  CustomResource<?, ? extends Status> live(CustomResource<?, ? extends Status> declaration) {
    return client
        .resources(Kinds.named(declaration.getKind()))
        .inNamespace(namespace)
        .withName(declaration.getMetadata().getName())
        .get();
  }

  void deleteAll() {
    Kinds.ALL.forEach(kind -> client.resources(kind).inNamespace(namespace).delete());
    await("all are gone").atMost(PATIENCE).untilAsserted(() -> assertThat(versions()).isEmpty());
  }

  /** The resource versions of all declarations. */
  Map<String, String> versions() {
    return ofEach(one -> one.getMetadata().getResourceVersion());
  }

  /** The statuses of all declarations. */
  Map<String, String> statuses() {
    return ofEach(one -> Serialization.asYaml(one.getStatus()));
  }

  private Map<String, String> ofEach(Function<CustomResource<?, ? extends Status>, String> what) {
    Map<String, String> each = new TreeMap<>();
    for (Class<? extends CustomResource<?, ? extends Status>> kind : Kinds.ALL) {
      client
          .resources(kind)
          .inNamespace(namespace)
          .list()
          .getItems()
          .forEach(
              one -> each.put(one.getKind() + " " + one.getMetadata().getName(), what.apply(one)));
    }
    return each;
  }

  AzureState azureState() {
    return AzureReading.of(emulator.azure().everything(), roles);
  }

  /** What the operator asked of Azure so far, save for tokens. */
  List<RequestRecord> requests() {
    return emulator.requests().stream()
        .filter(request -> request.client().equals(operatorsClient()))
        .toList();
  }

  /** What the operator wrote to Azure so far. */
  List<RequestRecord> writes() {
    return requests().stream().filter(request -> !request.method().equals("GET")).toList();
  }

  @Override
  public void close() {
    operator.close();
    serviceAccount.close();
    client.resource(access).delete();
    emulator.close();
  }
}
