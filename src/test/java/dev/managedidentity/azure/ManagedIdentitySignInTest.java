package dev.managedidentity.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.emulator.EmulatorOptions;
import dev.managedidentity.plan.ArmId;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real client library against the emulator's token endpoint of a machine. */
class ManagedIdentitySignInTest {
  private static final String TOKEN_PATH = "/metadata/identity/oauth2/token";

  @TempDir private static Path directory;
  private EmulatedAzure azure;
  private ArmId web;
  private String machine;

  @BeforeEach
  void start() throws Exception {
    azure = new EmulatedAzure(EmulatorOptions.in(directory).withTimeFactor(0).withTokenEndpoint(0));
    web = azure.scaleSet("web");
    machine = azure.emulator().azure().putVirtualMachine("nodes", "node-0", null);
    azure.emulator().machine(machine);
  }

  @AfterEach
  void close() {
    azure.close();
  }

  private void machineHas(String identity) {
    azure.emulator().azure().patchIdentity(machine, Json.whole(identity).orElseThrow(), "seed");
  }

  private ObjectNode identityOf(String id) {
    return azure.emulator().azure().getResource(id);
  }

  private String clientId(ArmId identity) {
    return identityOf(identity.toString()).at("/properties/clientId").asText();
  }

  private AzureSettings settings(String client) {
    return azure.withoutSecret(EmulatedAzure.LONG, client, null, null);
  }

  private static AzureSettings with(AzureSettings settings, URI tokenEndpoint) {
    return new AzureSettings(
        settings.authorityHost(),
        settings.resourceManagerEndpoint(),
        settings.resourceManagerAudience(),
        settings.tenantId(),
        settings.clientId(),
        null,
        null,
        null,
        tokenEndpoint,
        settings.caCertificateFile(),
        settings.deadline());
  }

  private void assertOnlyTheMachineIsAskedOnce() {
    assertThat(azure.tokenRequests())
        .singleElement()
        .satisfies(request -> assertThat(request.path()).isEqualTo(TOKEN_PATH));
  }

  @Test
  void theSystemAssignedIdentitySignsInWhereNoneIsNamed() {
    // Given
    machineHas(
        "{\"type\":\"SystemAssigned, UserAssigned\",\"userAssignedIdentities\":{\"%s\":{}}}"
            .formatted(azure.identity("app")));
    Azure connected = Azure.connect(settings(null), Clock.systemUTC());

    // When
    Answer<ComputeResource> answer = connected.compute().read(web);

    // Then
    assertThat(answer.problem()).isEmpty();
    assertOnlyTheMachineIsAskedOnce();
    assertThat(connected.rights().principal())
        .contains(identityOf(machine).at("/identity/principalId").asText());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"app", "operator", "metrics"})
  void theUserAssignedIdentityIsChosenByItsClientId(String name) {
    // Given
    machineHas(
        "{\"type\":\"UserAssigned\",\"userAssignedIdentities\":{\"%s\":{},\"%s\":{},\"%s\":{}}}"
            .formatted(
                azure.identity("app"), azure.identity("operator"), azure.identity("metrics")));
    ArmId chosen = azure.identity(name);
    Azure connected = Azure.connect(settings(clientId(chosen)), Clock.systemUTC());

    // When
    Answer<ComputeResource> answer = connected.compute().read(web);

    // Then
    assertThat(answer.problem()).isEmpty();
    assertOnlyTheMachineIsAskedOnce();
    assertThat(azure.armRequests())
        .extracting(request -> request.client())
        .containsExactly(clientId(chosen));
  }

  @Test
  void theOnlyUserAssignedIdentityNeedsNoName() {
    // Given
    ArmId app = azure.identity("app");
    machineHas("{\"type\":\"UserAssigned\",\"userAssignedIdentities\":{\"%s\":{}}}".formatted(app));

    // When
    Answer<ComputeResource> answer = azure.client(settings(null)).read(web);

    // Then
    assertThat(answer.problem()).isEmpty();
    assertThat(azure.armRequests())
        .extracting(request -> request.client())
        .containsExactly(clientId(app));
  }

  @Test
  void ofSeveralTheSettingHasToNameOne() {
    // Given
    machineHas(
        "{\"type\":\"UserAssigned\",\"userAssignedIdentities\":{\"%s\":{},\"%s\":{}}}"
            .formatted(azure.identity("app"), azure.identity("metrics")));

    // When
    Problem problem = azure.client(settings(null)).read(web).problem().orElseThrow();

    // Then
    assertThat(problem.kind()).as(problem.toString()).isEqualTo(Kind.UNAUTHENTICATED);
    assertThat(problem.code()).isEqualTo("AmbiguousIdentity");
    assertThat(problem.message()).contains("AZURE_CLIENT_ID", "Multiple user assigned identities");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"0b000000-0000-4000-8000-00000000000f", ","})
  void anIdentityThatTheMachineDoesNotHaveIsSaid(String client) {
    // When
    Problem problem = azure.client(settings(client)).read(web).problem().orElseThrow();

    // Then
    assertThat(problem.kind()).as(problem.toString()).isEqualTo(Kind.UNAUTHENTICATED);
    assertThat(problem.code()).isEqualTo("IdentityNotAssigned");
    assertThat(problem.message()).contains("az vmss identity assign", "Identity not found");
    assertOnlyTheMachineIsAskedOnce();
    assertThat(azure.armRequests()).isEmpty();
  }

  @Test
  void whereNothingListensTheAddressAndTheFixAreNamed() throws Exception {
    // Given
    URI dead;
    try (ServerSocket socket = new ServerSocket(0)) {
      dead = URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    // When
    Problem problem = azure.client(with(settings(null), dead)).read(web).problem().orElseThrow();

    // Then
    assertThat(problem.kind()).as(problem.toString()).isEqualTo(Kind.UNAUTHENTICATED);
    assertThat(problem.code()).isEqualTo("NoTokenEndpoint");
    assertThat(problem.message())
        .contains(
            dead.getAuthority(),
            "AZURE_CLIENT_SECRET, AZURE_CLIENT_CERTIFICATE_PATH, AZURE_FEDERATED_TOKEN_FILE",
            "AZURE_POD_IDENTITY_AUTHORITY_HOST",
            "podLinkLocalAccess");
    assertThat(azure.armRequests()).isEmpty();
  }

  @Test
  void whereNothingAnswersTheCallStillEndsAsOneOfTheCredential() {
    // Given
    azure.emulator().faults("[{match: {path: /metadata/}, stall: 600}]");
    AzureSettings hurried = azure.withoutSecret(Duration.ofSeconds(3), null, null, null);

    // When
    Problem problem = azure.client(hurried).read(web).problem().orElseThrow();

    // Then
    assertThat(problem.kind()).as(problem.toString()).isEqualTo(Kind.UNAUTHENTICATED);
    assertThat(problem.code()).isEqualTo("NoTokenEndpoint");
    assertThat(problem.message()).contains("no answer within 1500 ms");
    assertThat(azure.tokenRequests()).as("not tried again").hasSize(1);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({"THROTTLED, 429", "UNAVAILABLE, 500", "UNAVAILABLE, 503", "UNAVAILABLE, 404"})
  void anUnwellTokenEndpointIsNeitherRetriedNorAFaultOfTheCredential(Kind kind, int status) {
    // Given
    azure
        .emulator()
        .faults("[{match: {path: /metadata/}, status: %d, body: no json}]".formatted(status));

    // When
    Problem problem = azure.client(settings(null)).read(web).problem().orElseThrow();

    // Then
    assertThat(problem.kind()).as(problem.toString()).isEqualTo(kind);
    assertThat(problem.code()).isEqualTo("TokenHttp" + status);
    assertThat(problem.message()).contains("AZURE_POD_IDENTITY_AUTHORITY_HOST");
    assertThat(azure.tokenRequests()).hasSize(1);
  }

  @Test
  void aTokenThatAzureRejectsIsNotSentAgain() {
    // Given
    machineHas("{\"type\":\"SystemAssigned\"}");
    AzureCompute client = azure.client(settings(null));
    azure.emulator().faults("[{match: {path: .*/web$}, times: 1, status: 401}]");

    // When
    Problem problem = client.read(web).problem().orElseThrow();
    Answer<ComputeResource> next = client.read(web);

    // Then
    assertThat(problem.kind()).isEqualTo(Kind.UNAUTHENTICATED);
    assertThat(next.problem()).isEmpty();
    assertThat(azure.tokenRequests()).hasSize(2);
  }

  @Test
  void thisTestsOwnEnvironmentLeadsToNoMetadataService() {
    // What a test forgets to set leads to where nothing listens, and not to a real machine's.
    assertThat(URI.create(System.getenv("AZURE_POD_IDENTITY_AUTHORITY_HOST")))
        .isEqualTo(URI.create("http://127.0.0.1:9"));
    assertThat(System.getenv("IDENTITY_ENDPOINT")).isNull();
    assertThat(System.getenv("MSI_ENDPOINT")).isNull();
  }
}
