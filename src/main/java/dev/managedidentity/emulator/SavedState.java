package dev.managedidentity.emulator;

import com.fasterxml.jackson.databind.ObjectWriter;
import dev.managedidentity.emulator.arm.Inventory;
import dev.managedidentity.emulator.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** What exists, kept in a file from one run to the next. The file is a seed. */
final class SavedState {
  private static final ObjectWriter WRITER = Json.MAPPER.writerWithDefaultPrettyPrinter();

  private final Path file;

  SavedState(Path directory) {
    this.file = directory.resolve("state.json");
  }

  boolean exists() {
    return Files.exists(file);
  }

  Seed read() throws IOException {
    return Seed.read(file);
  }

  /** Replaces the file in one step: a kill leaves the old one or the new one. */
  void write(Seed start, Inventory inventory) throws IOException {
    Seed now = start.with(inventory.everything(), inventory.deletedIdentities());
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    WRITER.writeValue(fresh.toFile(), now);
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
