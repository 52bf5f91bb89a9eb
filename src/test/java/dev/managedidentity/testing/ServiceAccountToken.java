package dev.managedidentity.testing;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/** The token that Kubernetes gives a pod, in the form that Azure takes for a federated one. */
public record ServiceAccountToken(String issuer, String subject, String audience, Instant expires) {

  /** One that is good for an hour. */
  public static ServiceAccountToken of(String issuer, String subject) {
    return new ServiceAccountToken(
        issuer, subject, "api://AzureADTokenExchange", Instant.now().plus(Duration.ofHours(1)));
  }

  public ServiceAccountToken withAudience(String other) {
    return new ServiceAccountToken(issuer, subject, other, expires);
  }

  public ServiceAccountToken expired() {
    return new ServiceAccountToken(
        issuer, subject, audience, Instant.now().minus(Duration.ofHours(1)));
  }

  /** As it is in the file. */
  public String text() {
    String claims =
        "{\"iss\":\"%s\",\"sub\":\"%s\",\"aud\":[\"%s\"],\"exp\":%d}"
            .formatted(issuer, subject, audience, expires.getEpochSecond());
    return part("{\"alg\":\"RS256\"}") + "." + part(claims) + "." + part("signature");
  }

  private static String part(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
