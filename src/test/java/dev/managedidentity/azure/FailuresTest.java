package dev.managedidentity.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.credential.TokenRequestContext;
import com.azure.core.http.HttpClient;
import dev.managedidentity.azure.Problem.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;

class FailuresTest {
  private static final AzureSettings SECRET =
      new AzureSettings(
          null, URI.create("https://arm.test"), null, "t", "c", "hush", null, null, null);
  private static final AzureSettings MANAGED =
      new AzureSettings(
          null, URI.create("https://arm.test"), null, null, null, null, null, null, null);

  static Stream<Arguments> failuresOfTheWire() throws Exception {
    ConnectException unresolved = new ConnectException();
    unresolved.initCause(new UnresolvedAddressException());
    return Stream.of(
        Arguments.of(unresolved, "UnknownHost", "cannot be resolved"),
        Arguments.of(new ConnectException("Connection refused"), "ConnectionRefused", "refused"),
        Arguments.of(new SSLHandshakeException("PKIX failed"), "Untrusted", "SSL_CERT_FILE"),
        Arguments.of(new SSLHandshakeException("No name matching"), "Untrusted", "No name"),
        Arguments.of(new TimeoutException(), "DeadlineExceeded", "within 60 s"),
        Arguments.of(new HttpTimeoutException("late"), "DeadlineExceeded", "within 60 s"),
        Arguments.of(new IOException("EOF reached"), "ConnectionBroken", "EOF reached"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("failuresOfTheWire")
  void aFailureOfTheWireNamesHostCauseAndRemedy(Throwable cause, String code, String words)
      throws Exception {
    // Given
    NoAnswer noAnswer = new NoAnswer(url("https://arm.test/x?sig=signed"), cause);

    // When
    Problem problem = new Failures(SECRET, "").of(new CompletionException(noAnswer));

    // Then
    assertThat(problem.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(problem.code()).isEqualTo(code);
    assertThat(problem.message()).contains("arm.test", words).doesNotContain("signed");
  }

  @Test
  void theSecretIsHiddenWhoeverQuotesIt() {
    // Given
    Throwable quoting = new NoToken(new IllegalStateException("AADSTS1: secret hush is wrong"));

    // When
    Problem problem = new Failures(SECRET, "").of(quoting);

    // Then
    assertThat(problem.kind()).isEqualTo(Kind.UNAUTHENTICATED);
    assertThat(problem.code()).isEqualTo("AADSTS1");
    assertThat(problem.message()).contains("(secret)").doesNotContain("hush");
  }

  @Test
  void whereThereIsNoManagedIdentityTheRemedyIsToGiveSomethingElse() {
    // Given
    HttpClient deserted =
        request -> Mono.error(new NoAnswer(request.getUrl(), new ConnectException("refused")));

    // When
    Problem problem = failureToSignIn(deserted);

    // Then
    assertThat(problem.kind()).as(problem.toString()).isEqualTo(Kind.UNAUTHENTICATED);
    assertThat(problem.code()).isEqualTo("NoTokenEndpoint");
    assertThat(problem.message()).contains("refused", "managed identity", "AZURE_CLIENT_SECRET");
  }

  @Test
  void thePasswordOfACertificateIsHiddenToo() {
    // Given
    AzureSettings certificate =
        new AzureSettings(
            null,
            URI.create("https://arm.test"),
            null,
            "t",
            "c",
            null,
            null,
            new ClientCertificate(Path.of("app.pfx"), "hush"),
            null,
            null,
            null);

    // When
    Problem problem =
        new Failures(certificate, "").of(new NoToken(new IOException("hush does not open it")));

    // Then
    assertThat(problem.message()).contains("(secret)", "app.pfx").doesNotContain("hush");
  }

  @Test
  void anUnforeseenFailureIsAProblemToo() {
    // When
    Problem problem = new Failures(SECRET, "").of(new TimeoutException("of somebody"));

    // Then
    assertThat(problem.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(problem.message()).contains("of somebody");
  }

  private static Problem failureToSignIn(HttpClient http) {
    return Credentials.of(MANAGED, http)
        .getToken(new TokenRequestContext().addScopes("https://arm.test/.default"))
        .map(token -> new Failures(MANAGED, "").interrupted())
        .onErrorResume(failure -> Mono.just(new Failures(MANAGED, "").of(failure)))
        .block();
  }

  private static URL url(String text) throws IOException {
    return URI.create(text).toURL();
  }
}
