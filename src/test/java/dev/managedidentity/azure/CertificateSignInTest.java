package dev.managedidentity.azure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.azure.Problem.Kind;
import dev.managedidentity.emulator.EmulatorOptions;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.testing.SelfSigned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The real client library against the emulator, which checks the client assertion. */
class CertificateSignInTest {
  @TempDir private static Path directory;
  private static SelfSigned known;
  private static SelfSigned other;

  private EmulatedAzure azure;
  private ArmId web;

  @BeforeAll
  static void make() throws IOException {
    known = SelfSigned.make(directory, "known");
    other = SelfSigned.make(directory, "other");
  }

  @BeforeEach
  void start() throws IOException {
    Path seed =
        Files.writeString(
            directory.resolve("seed.yaml"),
            "clients:\n- id: operator\n  certificate: |\n" + known.certificate().indent(4));
    azure = new EmulatedAzure(EmulatorOptions.in(directory).withTimeFactor(0).withSeed(seed));
    web = azure.scaleSet("web");
  }

  @AfterEach
  void close() {
    azure.close();
  }

  private AzureCompute client(Path file, String password) {
    return azure.client(
        azure.withoutSecret(
            EmulatedAzure.LONG, "operator", new ClientCertificate(file, password), null));
  }

  private Problem problem(Path file, String password) {
    Problem problem = client(file, password).read(web).problem().orElseThrow();
    assertThat(problem.kind()).as(problem.toString()).isEqualTo(Kind.UNAUTHENTICATED);
    assertThat(azure.armRequests()).isEmpty();
    return problem;
  }

  @Test
  void pemSignsIn() {
    assertThat(client(known.pem(), null).read(web).problem()).isEmpty();
    assertThat(azure.armRequests())
        .extracting(request -> request.client())
        .containsExactly("operator");
  }

  @Test
  void pfxSignsInWithItsPassword() {
    assertThat(client(known.pfx(), known.password()).read(web).problem()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aCertificateThatTheApplicationDoesNotKnowIsRefused(boolean isPfx) {
    // When
    Problem problem = isPfx ? problem(other.pfx(), other.password()) : problem(other.pem(), null);

    // Then
    assertThat(problem.code()).isEqualTo("AADSTS700027");
    assertThat(problem.message()).contains("not registered", "az ad app credential reset");
  }

  @Test
  void anotherKeyUnderAKnownCertificateIsRefused() throws IOException {
    // Given
    String key = Files.readString(other.pem()).replace(other.certificate(), "");
    Path forged = Files.writeString(directory.resolve("forged.pem"), key + known.certificate());

    // When
    Problem problem = problem(forged, null);

    // Then
    assertThat(problem.code()).isEqualTo("AADSTS700027");
    assertThat(problem.message()).contains("signature is invalid");
  }

  @Test
  void aRenewedFileCountsWithoutARestart() throws IOException {
    // Given
    Path file = directory.resolve("mounted.pem");
    Files.copy(other.pem(), file, StandardCopyOption.REPLACE_EXISTING);
    AzureCompute client = client(file, null);
    assertThat(client.read(web).problem()).isPresent();

    // When
    Files.copy(known.pem(), file, StandardCopyOption.REPLACE_EXISTING);

    // Then
    assertThat(client.read(web).problem()).isEmpty();
  }

  @Test
  void aWrongPasswordIsSaidWithoutIt() {
    assertThat(problem(known.pfx(), "guessed").message())
        .contains("AZURE_CLIENT_CERTIFICATE_PASSWORD", known.pfx().toString())
        .doesNotContain("guessed");
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource({
    "-----BEGIN ENCRYPTED PRIVATE KEY-----, openssl pkcs8 -topk8 -nocrypt",
    "-----BEGIN RSA PRIVATE KEY-----, PKCS#8",
    "-----BEGIN PRIVATE KEY-----, no certificate",
    "rubbish, neither PEM nor a PFX file"
  })
  void aFileThatCannotBeUsedIsSaidWithTheRemedy(String content, String words) throws IOException {
    // Given
    Path file = Files.writeString(directory.resolve("odd.pem"), content);

    // When
    Problem problem = problem(file, null);

    // Then
    assertThat(problem.code()).isEqualTo("CertificateUnusable");
    assertThat(problem.message()).contains(words, file.toString(), "AZURE_CLIENT_CERTIFICATE_PATH");
    assertThat(azure.tokenRequests()).isEmpty();
  }

  @Test
  void aPasswordForPemIsSaidToBeForPfx() {
    assertThat(problem(known.pem(), "hush").message()).contains("is for PFX only");
  }

  @Test
  void aMissingFileIsNamed() {
    // Given
    Path missing = directory.resolve("missing.pem");

    // Then
    assertThat(problem(missing, null).message()).contains(missing.toString(), "cannot be read");
  }

  @Test
  void aSecretDoesNotSignInWhereACertificateIsNeeded() {
    // Given
    AzureSettings secret = azure.settings(EmulatedAzure.LONG);

    // When
    Problem problem = azure.client(secret).read(web).problem().orElseThrow();

    // Then
    assertThat(problem.code()).isEqualTo("AADSTS7000215");
  }
}
