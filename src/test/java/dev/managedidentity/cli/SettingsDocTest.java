package dev.managedidentity.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The settings page and the commands say the same, in the same order. */
class SettingsDocTest {
  private static final Path PAGE = Path.of("docs", "reference", "settings.md");

  /** As picocli has it: <code>${env:NAME:-default}</code>, or <code>${env:NAME}</code>. */
  private static final Pattern FROM_ENVIRONMENT = Pattern.compile("\\$\\{env:(\\w+)(?::-(.*))?}");

  static List<CommandSpec> commands() {
    return Main.commandLine().setInterpolateVariables(false).getSubcommands().values().stream()
        .map(command -> command.getCommandSpec())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void thePageHasARowForEveryFlagAndNoOther(CommandSpec command) throws IOException {
    // Given
    List<String> flags =
        command.options().stream()
            .filter(option -> !option.usageHelp() && !option.versionHelp())
            .map(SettingsDocTest::row)
            .toList();

    // When
    List<String> rows =
        section(command.name()).lines().filter(line -> line.startsWith("| `--")).toList();

    // Then
    assertThat(rows).isEqualTo(flags);
  }

  @Test
  void thePageHasASectionForEveryCommandAndNoOther() throws IOException {
    // When
    List<String> sections =
        Pattern.compile("(?m)^## `(.*)`$")
            .matcher(Files.readString(PAGE))
            .results()
            .map(heading -> heading.group(1))
            .toList();

    // Then
    assertThat(sections)
        .containsExactlyInAnyOrderElementsOf(commands().stream().map(CommandSpec::name).toList());
  }

  private static String row(OptionSpec option) {
    Matcher environment =
        FROM_ENVIRONMENT.matcher(Optional.ofNullable(option.defaultValue()).orElse(""));
    boolean hasVariable = environment.matches();
    String value = hasVariable ? environment.group(2) : option.defaultValue();
    return "| %s | %s | %s | %s |"
        .formatted(
            code(option.longestName() + (isSwitch(option) ? "" : " " + option.paramLabel())),
            hasVariable ? code(environment.group(1)) : "",
            option.required() ? "required" : value == null ? "" : code(value),
            String.join(" ", option.description()));
  }

  private static boolean isSwitch(OptionSpec option) {
    return option.arity().max() == 0;
  }

  private static String code(String text) {
    return "`" + text + "`";
  }

  /** From the command's heading to the next one. */
  private static String section(String command) throws IOException {
    String page = Files.readString(PAGE);
    Matcher section =
        Pattern.compile("(?ms)^## `" + Pattern.quote(command) + "`$(.*?)(?=^## |\\z)")
            .matcher(page);
    assertThat(section.find()).as("%s has a section on `%s`", PAGE, command).isTrue();
    return section.group(1);
  }
}
