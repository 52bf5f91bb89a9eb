package dev.managedidentity.azure;

import dev.managedidentity.emulator.Emulator;
import dev.managedidentity.emulator.EmulatorOptions;
import dev.managedidentity.emulator.audit.RequestRecord;
import dev.managedidentity.plan.ArmId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** The real client library against an emulator, over TLS. */
final class EmulatedAzure implements AutoCloseable {
  static final Duration LONG = Duration.ofSeconds(60);

  private final Emulator emulator;

  /**
   * @param directory may hold the certificate of an earlier one, which saves making it
   */
  EmulatedAzure(Path directory) throws IOException {
    this(directory, 0);
  }

  /**
   * @param timeFactor of operations and limits; 1 is as recorded
   */
  EmulatedAzure(Path directory, double timeFactor) throws IOException {
    this(EmulatorOptions.in(directory).withTimeFactor(timeFactor));
  }

  EmulatedAzure(EmulatorOptions options) throws IOException {
    emulator = Emulator.start(options);
  }

  Emulator emulator() {
    return emulator;
  }

  AzureCompute client() {
    return client(LONG);
  }

  AzureCompute client(Duration deadline) {
    return client(settings(deadline));
  }

  AzureCompute client(AzureSettings settings) {
    return new AzureCompute(new Arm(settings, Clock.systemUTC(), Calls.UNHEARD));
  }

  Azure connect() {
    return connect(LONG);
  }

  Azure connect(Duration deadline) {
    return Azure.connect(settings(deadline), Clock.systemUTC());
  }

  /** With each call told. */
  Azure connect(Calls calls) {
    return Azure.connect(settings(LONG), Clock.systemUTC(), calls);
  }

  AzureSettings settings(Duration deadline) {
    return settings(
        deadline, env("AZURE_CLIENT_SECRET"), URI.create(env("AZURE_AUTHORITY_HOST")), ca());
  }

  AzureSettings settings(Duration deadline, String secret, URI authority, Path ca) {
    return new AzureSettings(
        authority,
        URI.create(env("AZURE_RESOURCE_MANAGER_ENDPOINT")),
        URI.create(env("AZURE_RESOURCE_MANAGER_AUDIENCE")),
        env("AZURE_TENANT_ID"),
        env("AZURE_CLIENT_ID"),
        secret,
        null,
        ca,
        deadline);
  }

  /** Signed in with something other than a secret; with a managed identity where all are null. */
  AzureSettings withoutSecret(
      Duration deadline, String client, ClientCertificate certificate, Path federatedToken) {
    AzureSettings own = settings(deadline);
    return new AzureSettings(
        own.authorityHost(),
        own.resourceManagerEndpoint(),
        own.resourceManagerAudience(),
        own.tenantId(),
        client,
        null,
        federatedToken,
        certificate,
        emulator.tokenEndpoint().orElse(null),
        own.caCertificateFile(),
        deadline);
  }

  Path ca() {
    return Path.of(env("SSL_CERT_FILE"));
  }

  String env(String name) {
    return emulator.environment().get(name);
  }

  ArmId scaleSet(String name) {
    return ArmId.parse(emulator.azure().putScaleSet("shop", name, null));
  }

  /** A scale set or a machine, by its type. */
  ArmId target(String type, String name) {
    return type.equals(ArmId.SCALE_SET)
        ? scaleSet(name)
        : ArmId.parse(emulator.azure().putVirtualMachine("shop", name, null));
  }

  ArmId identity(String name) {
    return ArmId.parse(emulator.azure().putIdentity("shop", name));
  }

  /** Requests to Resource Manager: neither for tokens nor about the authority. */
  List<RequestRecord> armRequests() {
    return emulator.requests().stream()
        .filter(request -> request.path().startsWith("/subscriptions/"))
        .toList();
  }

  List<RequestRecord> tokenRequests() {
    return emulator.requests().stream()
        .filter(request -> request.path().endsWith("/token"))
        .toList();
  }

  @Override
  public void close() {
    emulator.close();
  }
}
