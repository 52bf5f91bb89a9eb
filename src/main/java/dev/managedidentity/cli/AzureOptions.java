package dev.managedidentity.cli;

import dev.managedidentity.azure.AzureSettings;
import dev.managedidentity.azure.ClientCertificate;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Option;

/** How to reach Azure, and as whom: the settings carry the names people know. */
final class AzureOptions {
  @Option(
      names = "--azure-tenant-id",
      paramLabel = "ID",
      defaultValue = "${env:AZURE_TENANT_ID}",
      description = "Tenant of the credential.")
  String tenantId;

  @Option(
      names = "--azure-client-id",
      paramLabel = "ID",
      defaultValue = "${env:AZURE_CLIENT_ID}",
      description = "Client id of the service principal or managed identity to act as.")
  String clientId;

  // A secret on a command line is there for all to see in the process list: environment only.
  String clientSecret = System.getenv("AZURE_CLIENT_SECRET");

  @Option(
      names = "--azure-federated-token-file",
      paramLabel = "FILE",
      defaultValue = "${env:AZURE_FEDERATED_TOKEN_FILE}",
      description = "Token file of AKS workload identity.")
  Path federatedTokenFile;

  @Option(
      names = "--azure-client-certificate-path",
      paramLabel = "FILE",
      defaultValue = "${env:AZURE_CLIENT_CERTIFICATE_PATH}",
      description =
          "PEM or PFX file with the certificate and private key of the service principal.")
  Path clientCertificatePath;

  String clientCertificatePassword = System.getenv("AZURE_CLIENT_CERTIFICATE_PASSWORD");

  @Option(
      names = "--azure-pod-identity-authority-host",
      paramLabel = "URL",
      defaultValue = "${env:AZURE_POD_IDENTITY_AUTHORITY_HOST}",
      description =
          "Token endpoint of managed identities; the metadata service of the machine if left out.")
  URI tokenEndpoint;

  @Option(
      names = "--azure-subscription-id",
      paramLabel = "ID",
      defaultValue = "${env:AZURE_SUBSCRIPTION_ID}",
      description = "Subscription of declarations that name none.")
  String subscriptionId;

  @Option(
      names = "--azure-authority-host",
      paramLabel = "URL",
      defaultValue = "${env:AZURE_AUTHORITY_HOST:-https://login.microsoftonline.com}",
      description = "Where tokens come from.")
  URI authorityHost;

  @Option(
      names = "--azure-resource-manager-endpoint",
      paramLabel = "URL",
      defaultValue = "${env:AZURE_RESOURCE_MANAGER_ENDPOINT:-https://management.azure.com}",
      description = "Azure Resource Manager.")
  URI resourceManagerEndpoint;

  @Option(
      names = "--azure-resource-manager-audience",
      paramLabel = "URL",
      defaultValue = "${env:AZURE_RESOURCE_MANAGER_AUDIENCE}",
      description = "Whom tokens are for; Azure Resource Manager if left out.")
  URI resourceManagerAudience;

  @Option(
      names = "--ssl-cert-file",
      paramLabel = "FILE",
      defaultValue = "${env:SSL_CERT_FILE}",
      description = "PEM file of a certificate authority to trust beside the usual ones.")
  Path caCertificateFile;

  @Option(
      names = "--azure-call-deadline",
      paramLabel = "DURATION",
      defaultValue = "${env:AZURE_CALL_DEADLINE:-60s}",
      description = "How long one call to Azure may take, the token included.")
  Duration deadline;

  /**
   * The settings as the azure room takes them.
   *
   * @throws IllegalArgumentException naming the setting, what is wrong with it, and what would do
   */
  AzureSettings settings() {
    return new AzureSettings(
        authorityHost,
        resourceManagerEndpoint,
        resourceManagerAudience,
        tenantId,
        clientId,
        clientSecret,
        isGiven(federatedTokenFile) ? federatedTokenFile : null,
        clientCertificate(),
        isGiven(tokenEndpoint) ? tokenEndpoint : null,
        caCertificateFile,
        deadline);
  }

  private ClientCertificate clientCertificate() {
    boolean hasPassword = clientCertificatePassword != null && !clientCertificatePassword.isEmpty();
    if (!isGiven(clientCertificatePath) && hasPassword) {
      throw new IllegalArgumentException(
          "AZURE_CLIENT_CERTIFICATE_PASSWORD is set and AZURE_CLIENT_CERTIFICATE_PATH is not; set it"
              + " to the PFX file that the password opens, or unset the password.");
    }
    return isGiven(clientCertificatePath)
        ? new ClientCertificate(clientCertificatePath, clientCertificatePassword)
        : null;
  }

  /** An empty variable in a manifest means that it is not set. */
  private static boolean isGiven(Object setting) {
    return setting != null && !setting.toString().isBlank();
  }

  /** The subscription of declarations that name none; null if there is no default. */
  String subscription() {
    return subscriptionId == null || subscriptionId.isBlank() ? null : subscriptionId.strip();
  }
}
