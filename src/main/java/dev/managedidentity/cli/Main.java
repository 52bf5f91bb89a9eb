package dev.managedidentity.cli;

import dev.managedidentity.emulator.EmulatorCommand;
import java.time.Duration;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The one entry point. */
@Command(
    name = "scaleset-identity",
    description = "Declares the managed identities of Azure scale sets and virtual machines.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {OperatorCommand.class, EmulatorCommand.class})
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** The commands, ready to be executed; used by tests too. */
  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Main());
    commandLine.registerConverter(Duration.class, Durations::parse);
    // --resource-graph=auto, and not AUTO.
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setExecutionExceptionHandler(Main::explain);
    return commandLine;
  }

  /** What went wrong in one line, for a person; the stack trace is for the log. */
  private static int explain(
      Exception error, CommandLine commandLine, CommandLine.ParseResult unused) {
    commandLine.getErr().println(commandLine.getCommandName() + ": " + reasons(error));
    LoggerFactory.getLogger(Main.class).debug("command failed", error);
    return 1;
  }

  /** What the error says, and what its causes say that it does not: libraries wrap the reason. */
  static String reasons(Throwable error) {
    StringBuilder said = new StringBuilder(words(error));
    for (Throwable cause = error.getCause(); cause != null; cause = cause.getCause()) {
      if (said.indexOf(words(cause)) < 0) {
        said.append(": ").append(words(cause));
      }
    }
    return said.toString();
  }

  /** An exception without a message, such as that of a refused connection, says it by its name. */
  private static String words(Throwable error) {
    String message = error.getMessage();
    return message == null || message.isBlank() ? error.getClass().getSimpleName() : message;
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getErr());
    throw new CommandLine.ParameterException(spec.commandLine(), "Name a command.");
  }

  /** The version as the build wrote it into the jar. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {version == null ? "unpackaged" : version};
    }
  }
}
