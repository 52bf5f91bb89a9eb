package dev.managedidentity.azure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Resource Manager never redirects, so what does is a proxy that must not get a token. */
class RedirectTest {
  @TempDir private static Path directory;

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void aRedirectIsNotFollowed(int status) throws Exception {
    try (ScriptedEndpoint azure = new ScriptedEndpoint(directory);
        ScriptedEndpoint other = new ScriptedEndpoint(directory)) {
      // Given
      azure.status = status;
      azure.headers = Map.of("Location", other.uri().resolve("/elsewhere").toString());
      Azure client = Azure.connect(azure.settings(), Clock.systemUTC());

      // When
      Answer<ComputeResource> read = client.compute().read(Replies.WEB);
      Answer<Boolean> deleted = client.identities().delete(Replies.identity("app"));

      // Then
      assertThat(read.problem().map(Problem::kind)).contains(Problem.Kind.UNAVAILABLE);
      assertThat(deleted.problem()).isPresent();
      assertThat(azure.requests()).hasSize(2);
      assertThat(other.requests()).isEmpty();
    }
  }
}
