package dev.managedidentity.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import java.net.URI;
import java.net.URL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokensLeftTest {
  private static final String OF_COMPUTE = "x-ms-ratelimit-remaining-resource";

  private static URL url(String path) throws Exception {
    return URI.create("https://arm.test:8443" + path).toURL();
  }

  private static HttpHeaders header(String name, String value) {
    return new HttpHeaders().set(HttpHeaderName.fromString(name), value);
  }

  @Test
  void areThoseThatAllOfASubscriptionShare() throws Exception {
    // Given
    HttpHeaders headers =
        header(
                OF_COMPUTE,
                "Microsoft.Compute/VMScaleSetActionsSubscriptionMaximum;1499,"
                    + " Microsoft.Compute/VMScaleSetActionsResource;11")
            .set(HttpHeaderName.fromString("x-ms-ratelimit-remaining-subscription-writes"), "199")
            .set(
                HttpHeaderName.fromString("X-MS-RateLimit-Remaining-Subscription-Global-Writes"),
                " 2999 ");

    // Then
    assertThat(TokensLeft.in(headers, url("/subscriptions/0A0A/resourceGroups/shop")))
        .containsExactlyInAnyOrder(
            new TokensLeft("Microsoft.Compute/VMScaleSetActionsSubscriptionMaximum", "0a0a", 1499),
            new TokensLeft("subscription-writes", "0a0a", 199),
            new TokensLeft("subscription-global-writes", "0a0a", 2999));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          x-ms-ratelimit-remaining-resource            | Microsoft.Compute/GetVMScaleSetResource;31
          x-ms-ratelimit-remaining-resource            | Microsoft.Compute/GetVMScaleSetSubscriptionMaximum
          x-ms-ratelimit-remaining-resource            | Microsoft.Compute/GetVMScaleSetSubscriptionMaximum;
          x-ms-ratelimit-remaining-resource            | Microsoft.Compute/GetVMScaleSetSubscriptionMaximum;-1
          x-ms-ratelimit-remaining-resource            | Microsoft.Compute/GetVMScaleSetSubscriptionMaximum;many
          x-ms-ratelimit-remaining-resource            | Microsoft.Compute/Get"}SubscriptionMaximum;1
          x-ms-ratelimit-remaining-resource            | ;;,,;
          x-ms-ratelimit-remaining-resource            | ''
          x-ms-ratelimit-remaining-subscription-reads  | 99999999999999999999
          x-ms-ratelimit-remaining-subscription-reads  | 1.5
          x-ms-ratelimit-remaining-subscription-reads  | ''
          x-ms-ratelimit-remaining-tenant-reads        | 12
          """)
  void nothingIsMadeOfATargetsOwnAndOfNonsense(String name, String value) throws Exception {
    assertThat(TokensLeft.in(header(name, value), url("/subscriptions/0a0a/resourceGroups/shop")))
        .isEmpty();
  }

  @Test
  void oneThatMakesNoSenseHidesNoOther() throws Exception {
    // Given
    HttpHeaders headers =
        header(OF_COMPUTE, "odd,Microsoft.Compute/GetVMScaleSetSubscriptionMaximum;0");

    // Then
    assertThat(TokensLeft.in(headers, url("/subscriptions/0a0a")))
        .containsExactly(
            new TokensLeft("Microsoft.Compute/GetVMScaleSetSubscriptionMaximum", "0a0a", 0));
  }

  @Test
  void nothingIsToldWhereNoSubscriptionWasAsked() throws Exception {
    assertThat(
            TokensLeft.in(
                header("x-ms-ratelimit-remaining-subscription-reads", "9"),
                url("/providers/Microsoft.Management/managementGroups/all")))
        .isEmpty();
  }
}
