package dev.managedidentity.training;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;

/**
 * Copies of jars that have no signatures: an AOT cache takes no class from a signed jar, and
 * Azure's are. Nothing checks against whom they are signed; that they are the right ones Maven has
 * seen to.
 */
final class UnsignedJars {
  private static final String SIGNATURES = "*.{SF,RSA,DSA,EC}";

  private UnsignedJars() {}

  /**
   * Copies all jars of a folder into another, with their times; a jar that is there is replaced.
   */
  static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(from, "*.jar")) {
      for (Path jar : jars) {
        Path copy = to.resolve(jar.getFileName());
        Files.copy(
            jar, copy, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        unsign(copy);
      }
    }
  }

  private static void unsign(Path jar) throws IOException {
    FileTime time = Files.getLastModifiedTime(jar);
    try (FileSystem inside = FileSystems.newFileSystem(jar)) {
      Path metadata = inside.getPath("META-INF");
      if (Files.isDirectory(metadata)) {
        try (DirectoryStream<Path> signatures = Files.newDirectoryStream(metadata, SIGNATURES)) {
          for (Path signature : signatures) {
            Files.delete(signature);
          }
        }
      }
    }
    // What is the same in two builds is to be the same layer of their images.
    Files.setLastModifiedTime(jar, time);
  }
}
