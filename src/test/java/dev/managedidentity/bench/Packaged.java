package dev.managedidentity.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.stream.Stream;

/** The operator as it is shipped: a jar with its libraries in a folder beside it. */
final class Packaged {
  private Packaged() {}

  /**
   * The jar, where it is there and is not older than what was compiled last.
   *
   * @param target where the build leaves what it makes
   */
  static Optional<Path> jar(Path target) throws IOException {
    Path jar = target.resolve("scaleset-identity.jar");
    if (!Files.exists(jar) || !Files.isDirectory(target.resolve("lib"))) {
      return Optional.empty();
    }
    FileTime made = Files.getLastModifiedTime(jar);
    try (Stream<Path> classes = Files.walk(target.resolve("classes"))) {
      for (Path one : classes.filter(Files::isRegularFile).toList()) {
        if (Files.getLastModifiedTime(one).compareTo(made) > 0) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(jar);
  }
}
