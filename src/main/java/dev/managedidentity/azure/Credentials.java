package dev.managedidentity.azure;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.identity.AadCredentialBuilderBase;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import com.azure.identity.WorkloadIdentityCredentialBuilder;
import java.time.Duration;

/** Signs in, in the one way that the settings name. */
final class Credentials {
  /** Who asks decides when to ask again: a wait in the sign-in library would hold a thread. */
  private static final RetryOptions NO_RETRY =
      new RetryOptions(new FixedDelayOptions(0, Duration.ofMillis(1)));

  private Credentials() {}

  /** Fails with {@link NoToken} only. */
  static TokenCredential of(AzureSettings settings, HttpClient http) {
    TokenCredential credential = choose(settings, http);
    return request -> credential.getToken(request).onErrorMap(NoToken::new);
  }

  private static TokenCredential choose(AzureSettings settings, HttpClient http) {
    return switch (settings.signIn()) {
      case CLIENT_SECRET -> clientSecret(settings, http);
      case FEDERATED_TOKEN -> federatedToken(settings, http);
      case MANAGED_IDENTITY -> managedIdentity(settings, http);
    };
  }

  private static TokenCredential clientSecret(AzureSettings settings, HttpClient http) {
    ClientSecretCredentialBuilder builder =
        new ClientSecretCredentialBuilder()
            .clientSecret(settings.clientSecret())
            .tenantId(settings.tenantId())
            .clientId(settings.clientId());
    atAuthority(builder, settings, http);
    return builder.build();
  }

  private static TokenCredential federatedToken(AzureSettings settings, HttpClient http) {
    WorkloadIdentityCredentialBuilder builder =
        new WorkloadIdentityCredentialBuilder()
            .tokenFilePath(settings.federatedTokenFile().toString())
            .tenantId(settings.tenantId())
            .clientId(settings.clientId());
    atAuthority(builder, settings, http);
    return builder.build();
  }

  private static TokenCredential managedIdentity(AzureSettings settings, HttpClient http) {
    return new ManagedIdentityCredentialBuilder()
        .clientId(settings.clientId())
        .httpClient(http)
        .retryOptions(NO_RETRY)
        .build();
  }

  private static void atAuthority(
      AadCredentialBuilderBase<?> builder, AzureSettings settings, HttpClient http) {
    builder.httpClient(http);
    builder.retryOptions(NO_RETRY);
    builder.authorityHost(settings.authorityHost() + "/");
    if (!settings.isPublicCloud()) {
      // The library would ask login.microsoftonline.com about an authority it does not know.
      builder.disableInstanceDiscovery();
    }
  }
}
