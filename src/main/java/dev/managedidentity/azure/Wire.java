package dev.managedidentity.azure;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.http.policy.RequestIdPolicy;
import com.azure.core.http.policy.UserAgentPolicy;
import com.azure.core.management.http.policy.ArmChallengeAuthenticationPolicy;
import java.time.Clock;

/** How requests reach Azure. */
final class Wire {
  /** What Azure's activity log shows of us. */
  private static final String USER_AGENT = "scaleset-identity";

  private Wire() {}

  /**
   * A pipeline without retries: the library's own would sleep through a 429 in the thread that
   * calls, for up to 20 minutes. It sends to whatever address it is given, with a token.
   *
   * @param signedIn is told whom each token says we are
   * @param gate comes last, so that nothing that waits for a token slips past it
   *     <p>One thing is sent twice, by the JDK: a GET on a connection that ends before the first
   *     byte of an answer, because that is how a connection kept alive for too long looks. A PATCH
   *     never is.
   */
  static HttpPipeline pipeline(
      AzureSettings settings, Clock clock, SignedIn signedIn, CallGate gate) {
    HttpClient http = http(settings);
    return new HttpPipelineBuilder()
        .httpClient(http)
        .policies(
            new UserAgentPolicy(USER_AGENT),
            new RequestIdPolicy(),
            new FreshSignIn(
                () ->
                    new ArmChallengeAuthenticationPolicy(
                        signedIn.through(Credentials.of(settings, new TokenAnswers(http, clock))),
                        settings.resourceManagerAudience() + "/.default")),
            gate)
        .build();
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
