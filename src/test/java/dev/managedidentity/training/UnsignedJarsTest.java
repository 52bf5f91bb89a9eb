package dev.managedidentity.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnsignedJarsTest {
  private static final FileTime TIME = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));

  @TempDir Path directory;

  @Test
  void onlyTheSignatureIsLeftOut() throws IOException {
    // Given
    Path jar =
        jar("signed.jar", "META-INF/MANIFEST.MF", "META-INF/X.SF", "META-INF/X.RSA", "a/B.class");

    // When
    UnsignedJars.copy(jar.getParent(), directory.resolve("to"));

    // Then
    Path copy = directory.resolve("to").resolve("signed.jar");
    assertThat(entries(copy)).containsExactlyInAnyOrder("META-INF/MANIFEST.MF", "a/B.class");
    assertThat(entries(jar)).hasSize(4);
    assertThat(Files.getLastModifiedTime(copy)).isEqualTo(TIME);
  }

  @Test
  void whatIsNotSignedIsTheSame() throws IOException {
    // Given
    Path jar = jar("plain.jar", "a/B.class", "a/notes.SF");

    // When
    UnsignedJars.copy(jar.getParent(), directory.resolve("to"));

    // Then
    assertThat(directory.resolve("to").resolve("plain.jar")).hasSameBinaryContentAs(jar);
  }

  private Path jar(String name, String... entries) throws IOException {
    Path jar = Files.createDirectories(directory.resolve("from")).resolve(name);
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (String entry : entries) {
        zip.putNextEntry(new ZipEntry(entry));
        zip.write(1);
      }
    }
    return Files.setLastModifiedTime(jar, TIME);
  }

  private static List<String> entries(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return Collections.list(file.entries()).stream().map(ZipEntry::getName).toList();
    }
  }
}
