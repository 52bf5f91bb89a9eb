package dev.managedidentity.emulator;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The environment variables that point Azure clients at an emulator. */
final class Environment {
  private final Map<String, String> variables = new LinkedHashMap<>();

  Environment(URI uri, Optional<URI> tokenEndpoint, Path certificate, Seed seed) {
    variables.put("AZURE_TENANT_ID", seed.tenant());
    variables.put("AZURE_CLIENT_ID", seed.defaultClient());
    variables.put("AZURE_CLIENT_SECRET", seed.defaultSecret());
    variables.put("AZURE_SUBSCRIPTION_ID", seed.subscription());
    variables.put("AZURE_AUTHORITY_HOST", uri + "/");
    variables.put("AZURE_RESOURCE_MANAGER_ENDPOINT", uri + "/");
    variables.put("AZURE_RESOURCE_MANAGER_AUDIENCE", uri + "/");
    variables.put("SSL_CERT_FILE", certificate.toString());
    variables.put("REQUESTS_CA_BUNDLE", certificate.toString());
    tokenEndpoint.ifPresent(
        endpoint -> variables.put("AZURE_POD_IDENTITY_AUTHORITY_HOST", endpoint.toString()));
  }

  Map<String, String> variables() {
    return Collections.unmodifiableMap(variables);
  }

  /** Writes lines for a shell to source. */
  void write(Path file) throws IOException {
    Files.writeString(
        file,
        variables.entrySet().stream()
            .map(entry -> "export " + entry.getKey() + "=" + quoted(entry.getValue()) + "\n")
            .collect(Collectors.joining()));
  }

  /** In single quotes where a shell would otherwise read more into it. */
  private static String quoted(String value) {
    return value.matches("[\\w@%+=:,./-]+") ? value : "'" + value.replace("'", "'\\''") + "'";
  }
}
