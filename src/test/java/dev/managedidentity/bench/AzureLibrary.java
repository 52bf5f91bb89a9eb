package dev.managedidentity.bench;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.http.policy.RequestIdPolicy;
import com.azure.core.http.policy.RetryPolicy;
import com.azure.core.management.http.policy.ArmChallengeAuthenticationPolicy;
import com.azure.identity.ClientSecretCredential;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.resourcemanager.compute.fluent.ComputeManagementClient;
import com.azure.resourcemanager.compute.implementation.ComputeManagementClientBuilder;
import dev.managedidentity.emulator.EmulatorProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * The client library that the operator uses too, with the methods and the retries it comes with.
 */
final class AzureLibrary {
  private AzureLibrary() {}

  /** A client by the usual environment variables. */
  static ComputeManagementClient connect(Map<String, String> environment, Duration poll) {
    HttpClient http =
        new JdkHttpClientBuilder(
                java.net.http.HttpClient.newBuilder()
                    .sslContext(
                        EmulatorProcess.trusting(Path.of(environment.get("SSL_CERT_FILE")))))
            .build();
    return new ComputeManagementClientBuilder()
        .endpoint(environment.get("AZURE_RESOURCE_MANAGER_ENDPOINT"))
        .subscriptionId(environment.get("AZURE_SUBSCRIPTION_ID"))
        .defaultPollInterval(poll)
        .pipeline(
            new HttpPipelineBuilder()
                .httpClient(http)
                .policies(
                    new RequestIdPolicy(),
                    new RetryPolicy(),
                    new ArmChallengeAuthenticationPolicy(
                        credential(environment, http),
                        environment.get("AZURE_RESOURCE_MANAGER_AUDIENCE") + ".default"))
                .build())
        .buildClient();
  }

  private static ClientSecretCredential credential(
      Map<String, String> environment, HttpClient http) {
    return new ClientSecretCredentialBuilder()
        .httpClient(http)
        .authorityHost(environment.get("AZURE_AUTHORITY_HOST"))
        .disableInstanceDiscovery()
        .tenantId(environment.get("AZURE_TENANT_ID"))
        .clientId(environment.get("AZURE_CLIENT_ID"))
        .clientSecret(environment.get("AZURE_CLIENT_SECRET"))
        .build();
  }
}
