package dev.managedidentity.azure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.plan.ArmId;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignInTest {
  @TempDir private static Path directory;
  private EmulatedAzure azure;
  private ArmId web;

  @BeforeEach
  void start() throws Exception {
    azure = new EmulatedAzure(directory);
    web = azure.scaleSet("web");
  }

  @AfterEach
  void close() {
    azure.close();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          401 | AADSTS7000215: Invalid client secret provided. | AZURE_CLIENT_SECRET
          401 | AADSTS7000222: The provided client secret keys are expired. | expired
          400 | AADSTS700016: Application was not found in the directory. | AZURE_CLIENT_ID
          400 | AADSTS90002: Tenant not found. | AZURE_TENANT_ID
          400 | AADSTS99999: Something new. | AZURE_CLIENT_SECRET
          """)
  void aRefusedSignInNamesTheCodeAndTheRemedy(int status, String said, String remedy) {
    // Given
    refuseTokens(status, "error: invalid_client, error_description: '%s'".formatted(said));

    // When
    Problem problem = azure.client().read(web).problem().orElseThrow();

    // Then
    assertThat(problem.kind()).as(problem.toString()).isEqualTo(Kind.UNAUTHENTICATED);
    assertThat(problem.code()).isEqualTo(said.substring(0, said.indexOf(':')));
    assertThat(problem.message())
        .contains(azure.env("AZURE_CLIENT_ID"), azure.env("AZURE_TENANT_ID"), said, remedy);
    assertThat(azure.armRequests()).isEmpty();
    assertThat(azure.tokenRequests()).hasSize(1);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "UNAVAILABLE, status: 500",
    "UNAVAILABLE, status: 503",
    "THROTTLED, status: 429",
    "UNAVAILABLE, garbage: true",
    "UNAVAILABLE, empty: true",
    "UNAVAILABLE, reset: true",
    "UNAVAILABLE, truncate: true"
  })
  void anUnwellTokenEndpointIsNoFaultOfTheCredential(Kind kind, String fault) {
    // Given
    azure.emulator().faults("[{match: {path: /token$}, %s}]".formatted(fault));

    // When
    Problem problem = azure.client().read(web).problem().orElseThrow();

    // Then
    assertThat(problem.kind()).as(problem.toString()).isEqualTo(kind);
    assertThat(problem.message()).contains("127.0.0.1");
    assertThat(azure.tokenRequests()).hasSize(1);
    assertThat(azure.armRequests()).isEmpty();
  }

  @Test
  void aTokenThatAzureRejectsIsNotSentAgain() {
    // Given
    AzureCompute client = azure.client();
    azure.emulator().faults("[{match: {path: .*/web$}, times: 1, status: 401}]");

    // When
    Problem problem = client.read(web).problem().orElseThrow();
    Answer<ComputeResource> next = client.read(web);

    // Then
    assertThat(problem.kind()).isEqualTo(Kind.UNAUTHENTICATED);
    assertThat(next.problem()).isEmpty();
    assertThat(azure.tokenRequests()).hasSize(2);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"stall: 600", "slowDrip: 600"})
  void theDeadlineIsOverTheTokenToo(String fault) {
    // Given
    azure.emulator().faults("[{match: {path: /token$}, %s}]".formatted(fault));

    // When
    Problem problem = azure.client(Duration.ofMillis(700)).read(web).problem().orElseThrow();

    // Then
    assertThat(problem.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(problem.code()).isEqualTo("DeadlineExceeded");
    assertThat(azure.armRequests()).isEmpty();
  }

  @Test
  void aDeadTokenEndpointIsToldWithHostAndSetting() throws Exception {
    // Given
    URI dead;
    try (ServerSocket socket = new ServerSocket(0)) {
      dead = URI.create("https://127.0.0.1:" + socket.getLocalPort());
    }
    AzureSettings settings = azure.settings(EmulatedAzure.LONG, "secret", dead, azure.ca());

    // When
    Problem problem = azure.client(settings).read(web).problem().orElseThrow();

    // Then
    assertThat(problem.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(problem.code()).isEqualTo("ConnectionRefused");
    assertThat(problem.message()).contains(dead.getAuthority()).contains("AZURE_AUTHORITY_HOST");
  }

  @Test
  void anUnknownCertificateIsToldWithTheRemedy() {
    // Given
    AzureSettings settings =
        azure.settings(
            EmulatedAzure.LONG, "secret", URI.create(azure.env("AZURE_AUTHORITY_HOST")), null);

    // When
    Problem problem = azure.client(settings).read(web).problem().orElseThrow();

    // Then
    assertThat(problem.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(problem.code()).isEqualTo("Untrusted");
    assertThat(problem.message()).contains("127.0.0.1").contains("SSL_CERT_FILE");
  }

  private void refuseTokens(int status, String body) {
    azure
        .emulator()
        .faults("[{match: {path: /token$}, status: %d, body: {%s}}]".formatted(status, body));
  }
}
