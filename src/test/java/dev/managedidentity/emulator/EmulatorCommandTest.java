package dev.managedidentity.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class EmulatorCommandTest {
  @TempDir private Path directory;

  private String fails(String... arguments) {
    StringWriter said = new StringWriter();
    int code =
        new CommandLine(new EmulatorCommand())
            .setOut(new PrintWriter(said))
            .setErr(new PrintWriter(said))
            .execute(arguments);
    assertThat(code).as(said.toString()).isEqualTo(1);
    return said.toString();
  }

  @Test
  void namesABadFlag() {
    assertThat(fails("--dir", directory.toString(), "--port", "many")).contains("--port", "many");
    assertThat(fails("--dir", directory.toString(), "--port", "70000")).contains("70000");
    assertThat(fails("--dir", directory.toString(), "--token-endpoint-port", "70001"))
        .contains("token endpoint", "70001");
    assertThat(fails("--dir", directory.toString(), "--slowest-request", "0")).contains("60 s");
    assertThat(fails("--dir", directory.toString(), "--slowest-request", "61")).contains("61.0 s");
    assertThat(fails()).contains("--dir");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          scaleSet: []                                         | unknown key 'scaleSet'
          scaleSets: [{name: web}]                             | resourceGroup
          locks: [{scope: /x, level: Soft}]                    | ReadOnly or CanNotDelete
          clients: [{id: a, roles: [{role: King, scope: /}]}]  | role 'King' is unknown
          resources: [{id: nothing}]                           | nothing
          clients: [{id: a, certificate: rubbish}]             | certificate of client 'a' is no PEM
          clients: [{id: a, federatedCredentials: [{issuer: b}]}] | needs a subject
          """)
  void namesWhatIsWrongInASeed(String seed, String words) throws Exception {
    // Given
    Path file = Files.writeString(directory.resolve("seed.yaml"), seed);

    // When
    String said = fails("--dir", directory.toString(), "--seed", file.toString());

    // Then
    assertThat(said).contains(words).startsWith("The emulator cannot start: ");
  }

  @Test
  void namesAFileThatIsNotThere() {
    assertThat(fails("--dir", directory.toString(), "--faults", "/no/such/file"))
        .contains("there is no file /no/such/file");
  }
}
