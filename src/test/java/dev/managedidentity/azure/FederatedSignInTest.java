package dev.managedidentity.azure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.emulator.EmulatorOptions;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.testing.ServiceAccountToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The real client library with the token of a service account, as AKS workload identity does. */
class FederatedSignInTest {
  private static final String ISSUER = "https://oidc.test/cluster/";
  private static final String SUBJECT =
      "system:serviceaccount:managed-identity-system:scaleset-identity";

  @TempDir private static Path directory;
  private EmulatedAzure azure;
  private ArmId web;

  @BeforeEach
  void start() throws IOException {
    Path seed =
        Files.writeString(
            directory.resolve("seed.yaml"),
            "clients: [{id: operator, federatedCredentials: [{issuer: '%s', subject: '%s'}]}]"
                .formatted(ISSUER, SUBJECT));
    azure = new EmulatedAzure(EmulatorOptions.in(directory).withTimeFactor(0).withSeed(seed));
    web = azure.scaleSet("web");
  }

  @AfterEach
  void close() {
    azure.close();
  }

  private Answer<ComputeResource> read(String client, String token) throws IOException {
    Path file = Files.writeString(directory.resolve("token"), token);
    return azure.client(azure.withoutSecret(EmulatedAzure.LONG, client, null, file)).read(web);
  }

  private Problem problem(String token) throws IOException {
    Problem problem = read("operator", token).problem().orElseThrow();
    assertThat(problem.kind()).as(problem.toString()).isEqualTo(Kind.UNAUTHENTICATED);
    assertThat(azure.armRequests()).isEmpty();
    return problem;
  }

  @Test
  void theTokenOfTheServiceAccountSignsIn() throws IOException {
    // When
    Answer<ComputeResource> answer =
        read("operator", ServiceAccountToken.of(ISSUER, SUBJECT).text());

    // Then
    assertThat(answer.problem()).isEmpty();
    assertThat(azure.armRequests())
        .extracting(request -> request.client())
        .containsExactly("operator");
  }

  @Test
  void ofAnApplicationOfWhichNothingIsKnownAnyServiceAccountsDoes() throws IOException {
    assertThat(read("another", ServiceAccountToken.of("https://a", "b").text()).problem())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "https://oidc.test/other/, system:serviceaccount:managed-identity-system:scaleset-identity, AADSTS700211",
    "https://oidc.test/cluster/, system:serviceaccount:shop:scaleset-identity, AADSTS700213",
    "https://oidc.test/cluster/, SYSTEM:serviceaccount:managed-identity-system:scaleset-identity, AADSTS700213"
  })
  void theTokenOfAnotherServiceAccountIsRefused(String issuer, String subject, String code)
      throws IOException {
    // When
    Problem problem = problem(ServiceAccountToken.of(issuer, subject).text());

    // Then
    assertThat(problem.code()).isEqualTo(code);
    assertThat(problem.message()).contains("issuer, subject and audience");
  }

  @Test
  void aTokenForAnotherAudienceIsRefused() throws IOException {
    assertThat(
            problem(
                    ServiceAccountToken.of(ISSUER, SUBJECT)
                        .withAudience("https://kubernetes.default.svc")
                        .text())
                .code())
        .isEqualTo("AADSTS700212");
  }

  @Test
  void anExpiredTokenIsRefused() throws IOException {
    // When
    Problem problem = problem(ServiceAccountToken.of(ISSUER, SUBJECT).expired().text());

    // Then
    assertThat(problem.code()).isEqualTo("AADSTS700024");
    assertThat(problem.message()).contains("AZURE_FEDERATED_TOKEN_FILE");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"rubbish", "a.b.c", "e30.e30.e30", "...", "e30.W10.e30"})
  void rubbishIsRefused(String token) throws IOException {
    assertThat(problem(token).code()).isEqualTo("AADSTS70021");
  }

  @Test
  void aMissingTokenNamesItsFile() {
    // Given
    Path missing = directory.resolve("no-token");

    // When
    Problem problem =
        azure
            .client(azure.withoutSecret(EmulatedAzure.LONG, "operator", null, missing))
            .read(web)
            .problem()
            .orElseThrow();

    // Then
    assertThat(problem.kind()).isEqualTo(Kind.UNAUTHENTICATED);
    assertThat(problem.message()).contains(missing.toString());
  }
}
