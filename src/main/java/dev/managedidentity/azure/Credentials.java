package dev.managedidentity.azure;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.RetryOptions;
import com.azure.core.util.Configuration;
import com.azure.identity.AadCredentialBuilderBase;
import com.azure.identity.ClientCertificateCredentialBuilder;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import com.azure.identity.WorkloadIdentityCredentialBuilder;
import java.io.ByteArrayInputStream;
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
      case CLIENT_CERTIFICATE ->
          new CertificateSignIn(
              settings.clientCertificate(),
              (bytes, pfx) -> certificate(settings, http, bytes, pfx));
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

  private static TokenCredential certificate(
      AzureSettings settings, HttpClient http, byte[] bytes, boolean pfx) {
    ClientCertificateCredentialBuilder builder =
        new ClientCertificateCredentialBuilder()
            .tenantId(settings.tenantId())
            .clientId(settings.clientId());
    if (pfx) {
      builder
          .pfxCertificate(new ByteArrayInputStream(bytes))
          .clientCertificatePassword(settings.clientCertificate().password());
    } else {
      builder.pemCertificate(new ByteArrayInputStream(bytes));
    }
    atAuthority(builder, settings, http);
    return builder.build();
  }

  /**
   * With a whole pipeline of ours and no configuration. In the library's own pipeline for the
   * metadata service is a retry policy, which refuses retry options beside it and would otherwise
   * hold the thread for a minute; and from its configuration it would take a federated token in
   * place of the managed identity.
   */
  private static TokenCredential managedIdentity(AzureSettings settings, HttpClient http) {
    SharedTokens.expire();
    return new ManagedIdentityCredentialBuilder()
        .clientId(settings.clientId())
        .configuration(Configuration.NONE)
        .pipeline(new HttpPipelineBuilder().httpClient(http).build())
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
