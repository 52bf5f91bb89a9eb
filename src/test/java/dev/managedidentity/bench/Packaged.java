package dev.managedidentity.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The operator as it is shipped: a jar with its libraries in a folder beside it.
 *
 * @param cache that the image has, made for that jar; empty where none was trained
 */
record Packaged(Path jar, Optional<Path> cache) {

  /**
   * What is in the folder of the image, else what the build leaves; neither if it is older than
   * what was compiled last.
   *
   * @param target where the build leaves what it makes
   */
  static Optional<Packaged> in(Path target) throws IOException {
    Path image = target.resolve("image");
    Path cache = image.resolve("operator.aot");
    if (Files.exists(cache) && isFresh(image, target)) {
      return Optional.of(new Packaged(jar(image), Optional.of(cache)));
    }
    return isFresh(target, target)
        ? Optional.of(new Packaged(jar(target), Optional.empty()))
        : Optional.empty();
  }

  private static Path jar(Path folder) {
    return folder.resolve("scaleset-identity.jar");
  }

  private static boolean isFresh(Path folder, Path target) throws IOException {
    if (!Files.exists(jar(folder)) || !Files.isDirectory(folder.resolve("lib"))) {
      return false;
    }
    FileTime made = Files.getLastModifiedTime(jar(folder));
    try (Stream<Path> classes = Files.walk(target.resolve("classes"))) {
      for (Path one : classes.filter(Files::isRegularFile).toList()) {
        if (Files.getLastModifiedTime(one).compareTo(made) > 0) {
          return false;
        }
      }
    }
    return true;
  }

  /** In a few words. */
  String words() {
    return jar + (cache.isPresent() ? " with its AOT cache" : " without an AOT cache");
  }
}
