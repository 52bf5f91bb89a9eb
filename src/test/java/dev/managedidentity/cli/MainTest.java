package dev.managedidentity.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

class MainTest {
  private final StringWriter said = new StringWriter();

  private int run(String... arguments) {
    CommandLine commandLine = Main.commandLine();
    commandLine.setErr(new PrintWriter(said, true));
    commandLine.setOut(new PrintWriter(said, true));
    return commandLine.execute(arguments);
  }

  @Test
  void withoutACommandItNamesThemAndFails() {
    assertThat(run()).isEqualTo(2);
    assertThat(said.toString()).contains("operator", "emulator", "Name a command.");
  }

  @Test
  void helpIsNoFailure() {
    assertThat(run("operator", "--help")).isZero();
    assertThat(said.toString()).contains("--sync-period", "--azure-client-id");
  }

  @Test
  void anExceptionWithoutAMessageIsNamed() {
    assertThat(Main.reasons(new IllegalStateException("No key", new ConnectException())))
        .isEqualTo("No key: ConnectException");
    assertThat(Main.reasons(new IllegalStateException("No key", new IOException(" "))))
        .isEqualTo("No key: IOException");
    assertThat(Main.reasons(new ConnectException())).isEqualTo("ConnectException");
  }

  @ParameterizedTest
  @CsvSource({"500ms, PT0.5S", "60s, PT1M", "5m, PT5M", "2h, PT2H"})
  void durationsAreReadAsPeopleWriteThem(String text, Duration meant) {
    assertThat(Durations.parse(text)).isEqualTo(meant);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "60", "0s", "-5s", "1d", "PT5S", "99999999999s"})
  void whatIsNoDurationIsRefusedWithAnExample(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("such as 60s");
  }

  @ParameterizedTest
  @CsvSource({"--activity-log, true", "--activity-log=false, false", "--workers=1, false"})
  void theActivityLogIsAskedOnlyWhereItIsSet(String option, boolean meant) {
    // When
    CommandLine.ParseResult parsed = Main.commandLine().parseArgs("operator", option).subcommand();

    // Then
    assertThat(parsed.commandSpec().findOption("--activity-log").<Boolean>getValue())
        .isEqualTo(meant);
  }

  @ParameterizedTest
  @CsvSource({
    "--sync-period=soon, such as 60s",
    "--workers=none, --workers",
    "--workers=0, --workers must be at least 1",
    "--azure-authority-host=http://login.example, AZURE_AUTHORITY_HOST",
    "--ssl-cert-file=/there/is/no/such.pem, /there/is/no/such.pem",
    "--activity-log=perhaps, --activity-log",
    "--unheard-of=1, --unheard-of"
  })
  void aWrongSettingIsNamed(String option, String named) {
    assertThat(run("operator", option)).isNotZero();
    assertThat(said.toString()).contains(named).doesNotContain("\tat ");
  }

  @ParameterizedTest
  @CsvSource({
    "--preflight, false, true",
    "--preflight, true, true",
    "--workers=8, false, false",
    "--workers=8, true, true"
  })
  void aSwitchIsOnWhereItIsGivenWhateverTheEnvironmentSays(
      String option, String inTheEnvironment, boolean on) {
    // Given
    CommandLine main = Main.commandLine();
    CommandLine operator = main.getSubcommands().get("operator");
    operator.setDefaultValueProvider(
        of ->
            of instanceof OptionSpec one && one.longestName().equals("--preflight")
                ? inTheEnvironment
                : null);

    // When
    main.parseArgs("operator", option);

    // Then
    assertThat(operator.getCommandSpec().findOption("--preflight").<Boolean>getValue())
        .isEqualTo(on);
  }
}
