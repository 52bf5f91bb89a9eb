package dev.managedidentity.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.managedidentity.api.ScaleSetIdentity;
import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.Deployed;
import dev.managedidentity.testing.SelfSigned;
import dev.managedidentity.testing.ServiceAccountToken;
import dev.managedidentity.testing.WithApiServer;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The packaged operator, with the permissions that deploy/ gives it, signs in to Azure in each of
 * its ways and changes something.
 */
@WithApiServer
@Execution(ExecutionMode.SAME_THREAD)
class SignInIT {
  private static final String ACCOUNT =
      "system:serviceaccount:" + Deployed.NAMESPACE + ":" + Deployed.SERVICE_ACCOUNT;
  private static final String ISSUER = "https://oidc.test/cluster/";
  private static final String GROUP =
      "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/shop";
  private static final String WEB =
      GROUP + "/providers/Microsoft.Compute/virtualMachineScaleSets/web";
  private static final String NODE = GROUP + "/providers/Microsoft.Compute/virtualMachines/node";
  private static final String IDENTITIES =
      GROUP + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/";

  private static final String SEED =
      """
      subscription: 11111111-2222-3333-4444-555555555555
      machine: %1$s
      identities:
        - {resourceGroup: shop, name: app}
        - {resourceGroup: shop, name: operator}
        - {resourceGroup: shop, name: other}
      scaleSets:
        - {resourceGroup: shop, name: web}
      virtualMachines:
        - resourceGroup: shop
          name: node
          body:
            identity:
              type: SystemAssigned, UserAssigned
              userAssignedIdentities: {"%2$soperator": {}, "%2$sother": {}}
      clients:
        - {id: with-secret, secret: swordfish}
        - id: with-federation
          federatedCredentials: [{issuer: "%3$s", subject: "%4$s"}]
        - id: with-certificate
          certificate: |
      %5$s
      """;

  @TempDir Path directory;
  private final ApiServer server;
  private SelfSigned certificate;
  private Processes processes;
  private AzureByHand azure;

  SignInIT(ApiServer server) {
    this.server = server;
  }

  @BeforeEach
  void set() throws Exception {
    Deployed.apply(server.client());
    certificate = SelfSigned.make(directory, "operator");
    Path seed =
        Files.writeString(
            directory.resolve("seed.yaml"),
            SEED.formatted(NODE, IDENTITIES, ISSUER, ACCOUNT, certificate.certificate().indent(6)));
    processes =
        new Processes(
            server,
            directory,
            List.of("--time-factor=0.01", "--seed=" + seed, "--token-endpoint-port=0"));
    azure = new AzureByHand(processes.environment());
  }

  @AfterEach
  void clear() {
    processes.close();
  }

  /** What is in the environment of the operator, and whom Azure takes it for. */
  enum Way {
    CLIENT_SECRET,
    PEM_CERTIFICATE,
    PFX_CERTIFICATE,
    WORKLOAD_IDENTITY,
    SYSTEM_ASSIGNED,
    USER_ASSIGNED
  }

  private Map<String, String> settings(Way way) throws Exception {
    return switch (way) {
      case CLIENT_SECRET ->
          Map.of("AZURE_CLIENT_ID", "with-secret", "AZURE_CLIENT_SECRET", "swordfish");
      case PEM_CERTIFICATE ->
          Map.of(
              "AZURE_CLIENT_ID",
              "with-certificate",
              "AZURE_CLIENT_CERTIFICATE_PATH",
              certificate.pem().toString());
      case PFX_CERTIFICATE ->
          Map.of(
              "AZURE_CLIENT_ID",
              "with-certificate",
              "AZURE_CLIENT_CERTIFICATE_PATH",
              certificate.pfx().toString(),
              "AZURE_CLIENT_CERTIFICATE_PASSWORD",
              certificate.password());
      case WORKLOAD_IDENTITY ->
          Map.of("AZURE_CLIENT_ID", "with-federation", "AZURE_FEDERATED_TOKEN_FILE", token());
      case SYSTEM_ASSIGNED -> Map.of();
      case USER_ASSIGNED -> Map.of("AZURE_CLIENT_ID", clientId("operator"));
    };
  }

  private String token() throws Exception {
    String token = ServiceAccountToken.of(ISSUER, ACCOUNT).text();
    return Files.writeString(directory.resolve("token"), token).toString();
  }

  private String clientId(String identity) throws Exception {
    return azure.get(IDENTITIES + identity).at("/properties/clientId").asText();
  }

  private void launch(Map<String, String> settings) throws Exception {
    Map<String, String> environment = new HashMap<>();
    environment.put("KUBERNETES_IMPERSONATE_USERNAME", ACCOUNT);
    environment.put("AZURE_CLIENT_ID", "");
    environment.put("AZURE_CLIENT_SECRET", "");
    environment.putAll(settings);
    processes.launchOperator(environment, "--operator-namespace=" + Deployed.NAMESPACE);
  }

  private void declare() {
    ScaleSetIdentity declaration =
        Serialization.unmarshal(
            """
            apiVersion: managedidentity.dev/v1alpha1
            kind: ScaleSetIdentity
            metadata: {name: web}
            spec:
              scaleSet: {id: %s}
              userAssigned: [{id: %sapp}]
            """
                .formatted(WEB, IDENTITIES),
            ScaleSetIdentity.class);
    server.client().resource(declaration).inNamespace(processes.namespace()).create();
  }

  private Optional<Condition> ready() {
    return Optional.ofNullable(
            server
                .client()
                .resources(ScaleSetIdentity.class)
                .inNamespace(processes.namespace())
                .withName("web")
                .get()
                .getStatus())
        .flatMap(
            status ->
                status.conditions.stream()
                    .filter(condition -> condition.getType().equals("Ready"))
                    .findFirst());
  }

  private void awaitReason(String reason) throws Exception {
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () ->
                assertThat(ready().map(Condition::getReason))
                    .as(ready() + "\n" + processes.log("operator"))
                    .contains(reason));
  }

  /** The clients of the requests that changed the scale set. */
  private List<String> writers() throws Exception {
    return StreamSupport.stream(azure.get("/_emulator/requests").spliterator(), false)
        .filter(request -> request.path("method").asText().equals("PATCH"))
        .filter(request -> request.path("path").asText().equals(WEB))
        .map(request -> request.path("client").asText())
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void eachWayOfSigningInChangesWhatIsDeclared(Way way) throws Exception {
    // Given
    launch(settings(way));

    // When
    declare();
    awaitReason("Converged");

    // Then
    assertThat(azure.get(WEB).at("/identity/userAssignedIdentities").fieldNames())
        .toIterable()
        .containsExactly(IDENTITIES + "app");
    assertThat(writers())
        .singleElement()
        .isEqualTo(
            way == Way.SYSTEM_ASSIGNED ? systemAssigned() : settings(way).get("AZURE_CLIENT_ID"));
  }

  /** The client id of the machine's own identity, as its tokens show it. */
  private String systemAssigned() throws Exception {
    String endpoint = processes.environment().get("AZURE_POD_IDENTITY_AUTHORITY_HOST");
    JsonNode token =
        azure.metadata(
            endpoint + "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=any");
    return token.path("client_id").asText();
  }

  @Test
  void anIdentityThatTheMachineLacksIsSaidInTheStatusAndNoOtherWayIsTried() throws Exception {
    // Given
    long tokens = azure.requests("POST", "/token");
    launch(Map.of("AZURE_CLIENT_ID", "0b000000-0000-4000-8000-00000000000f"));

    // When
    declare();
    awaitReason("CredentialUnusable");

    // Then
    assertThat(ready().orElseThrow().getMessage())
        .contains("Identity not found", "AZURE_CLIENT_ID", "az vmss identity assign");
    assertThat(writers()).isEmpty();
    assertThat(azure.requests("POST", "/token")).isEqualTo(tokens);
  }

  @Test
  void twoWaysAtOnceEndTheProcessWithTheirNames() throws Exception {
    // Given
    Map<String, String> both = new HashMap<>(settings(Way.CLIENT_SECRET));
    both.putAll(settings(Way.WORKLOAD_IDENTITY));

    // When
    launch(both);

    // Then
    assertThat(processes.awaitEnd()).isEqualTo(1);
    assertThat(processes.log("operator"))
        .contains("AZURE_CLIENT_SECRET and AZURE_FEDERATED_TOKEN_FILE are set");
  }
}
