package dev.managedidentity.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is started, and on what. */
class PackagedTest {
  @TempDir private Path target;
  private Path jar;

  @BeforeEach
  void build() throws IOException {
    Files.createDirectories(target.resolve("lib"));
    made(target.resolve("classes/a/A.class"), 1000);
    jar = made(target.resolve("scaleset-identity.jar"), 2000);
  }

  private static Path made(Path file, long second) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "x");
    return Files.setLastModifiedTime(file, FileTime.fromMillis(second * 1000));
  }

  @Test
  void isTheJarWhereItIsNotOlderThanTheClasses() throws IOException {
    assertThat(Packaged.in(target)).contains(new Packaged(jar, Optional.empty()));
  }

  @Test
  void isNotAJarThatIsOlderOrNotWhole() throws IOException {
    // Given
    made(target.resolve("classes/a/B.class"), 3000);

    // Then
    assertThat(Packaged.in(target)).isEmpty();

    // When
    made(jar, 4000);
    Files.delete(target.resolve("lib"));

    // Then
    assertThat(Packaged.in(target)).isEmpty();
  }

  @Test
  void isWhatIsInTheImageWhereThatIsNotOlder() throws IOException {
    // Given
    Path image = target.resolve("image");
    Files.createDirectories(image.resolve("lib"));
    Path inImage = made(image.resolve("scaleset-identity.jar"), 2000);
    Path cache = made(image.resolve("operator.aot"), 2000);

    // When
    Packaged packaged = Packaged.in(target).orElseThrow();

    // Then
    assertThat(packaged).isEqualTo(new Packaged(inImage, Optional.of(cache)));
    assertThat(Jvm.of(Path.of(System.getProperty("java.home")), "-Xmx64m").program(packaged))
        .endsWith("-XX:AOTCache=" + cache, "-jar", inImage.toString());

    // When
    made(inImage, 500);

    // Then
    assertThat(Packaged.in(target)).contains(new Packaged(jar, Optional.empty()));
  }

  @Test
  void runsOnTheJdkAndWithTheOptionsThatWereNamed() {
    // Given
    Path home = Path.of(System.getProperty("java.home"));

    // When
    Jvm jvm = Jvm.of(home, " -Xmx64m  @deploy/options ");

    // Then
    assertThat(jvm.options()).isEqualTo(List.of("-Xmx64m", "@deploy/options"));
    assertThat(jvm.program(new Packaged(jar, Optional.empty())))
        .startsWith(home.resolve("bin/java").toString(), "-Xmx64m", "@deploy/options")
        .endsWith("-jar", jar.toString());
    assertThat(jvm.program("a.Main")).contains("-classpath").endsWith("a.Main");
    assertThat(jvm.version()).startsWith(Integer.toString(Runtime.version().feature()));
  }

  @Test
  void refusesAFolderThatIsNoJdk() {
    assertThatExceptionOfType(BenchmarkFailed.class)
        .isThrownBy(() -> Jvm.of(target, "-Xmx64m"))
        .withMessageContaining("-Dbench.java");
  }
}
