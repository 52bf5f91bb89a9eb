package dev.managedidentity.cli;

import dev.managedidentity.emulator.EmulatorCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The one entry point: each command is a subcommand. */
@Command(
    name = "scaleset-identity",
    mixinStandardHelpOptions = true,
    description = "Keeps the managed identities of Azure virtual machine scale sets as declared.",
    subcommands = {EmulatorCommand.class})
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Main()).execute(arguments));
  }
}
