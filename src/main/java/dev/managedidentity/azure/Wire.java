package dev.managedidentity.azure;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.http.policy.RequestIdPolicy;
import com.azure.core.http.policy.UserAgentPolicy;
import com.azure.core.management.http.policy.ArmChallengeAuthenticationPolicy;
import dev.managedidentity.azure.AzureSettings.SignIn;
import java.time.Clock;

/**
 * How requests reach Azure. One for all credentials: the JDK's HTTP client has a thread and open
 * files of its own, and in Java 17 it cannot be closed.
 */
final class Wire {
  /** What Azure's activity log shows of us. */
  private static final String USER_AGENT = "scaleset-identity";

  private final HttpClient azure;
  private final CallGate gate = new CallGate();

  /** Where tokens come from; the same unless a managed identity signs in. */
  private final HttpClient ofOwnTokens;

  /**
   * Makes ready; sends nothing.
   *
   * @throws IllegalArgumentException if the certificates cannot be read
   */
  Wire(AzureSettings settings) {
    this.azure = http(settings);
    this.ofOwnTokens =
        settings.signIn() == SignIn.MANAGED_IDENTITY ? new MetadataService(settings) : azure;
  }

  /**
   * A pipeline without retries: the library's own would sleep through a 429 in the thread that
   * calls, for up to 20 minutes. It sends to whatever address it is given, with a token.
   *
   * <p>One thing is sent twice, by the JDK: a GET on a connection that ends before the first byte
   * of an answer, because that is how a connection kept alive for too long looks. A PATCH never is.
   *
   * @param settings of the credential, in the same Azure
   * @param signedIn is told whom each token says we are
   */
  HttpPipeline pipeline(AzureSettings settings, Clock clock, SignedIn signedIn) {
    HttpClient tokens = settings.signIn() == SignIn.MANAGED_IDENTITY ? ofOwnTokens : azure;
    return new HttpPipelineBuilder()
        .httpClient(azure)
        .policies(
            new UserAgentPolicy(USER_AGENT),
            new RequestIdPolicy(),
            new FreshSignIn(
                () ->
                    new ArmChallengeAuthenticationPolicy(
                        signedIn.through(Credentials.of(settings, new TokenAnswers(tokens, clock))),
                        settings.resourceManagerAudience() + "/.default")),
            // Last, so that nothing that waits for a token slips past it.
            gate)
        .build();
  }

  /** Through which every request goes. */
  CallGate gate() {
    return gate;
  }

  private static HttpClient http(AzureSettings settings) {
    java.net.http.HttpClient.Builder jdk =
        java.net.http.HttpClient.newBuilder()
            .followRedirects(java.net.http.HttpClient.Redirect.NEVER)
            .sslContext(Trust.with(settings.caCertificateFile()));
    return new WholeAnswers(
        new JdkHttpClientBuilder(jdk)
            .connectionTimeout(settings.deadline())
            .responseTimeout(settings.deadline())
            .readTimeout(settings.deadline())
            .build(),
        settings.deadline());
  }
}
