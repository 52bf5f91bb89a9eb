package dev.managedidentity.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;

/**
 * What runs that is measured; the benchmark itself may run on another.
 *
 * @param home of the JDK
 * @param options of its command {@code java}
 */
record Jvm(Path home, List<String> options) {
  /**
   * One of a JDK.
   *
   * @param options with spaces between them; one may be {@code @} and a file with more
   * @throws BenchmarkFailed if there is no JDK
   */
  static Jvm of(Path home, String options) {
    if (!Files.isExecutable(home.resolve("bin").resolve("java"))) {
      throw new BenchmarkFailed(
          "There is no bin/java in %s: name the home of a JDK with -Dbench.java.".formatted(home));
    }
    return new Jvm(home, Arrays.stream(options.strip().split("\\s+")).toList());
  }

  /** A main class of this process' own class path. */
  List<String> program(String main) {
    return command(List.of("-classpath", System.getProperty("java.class.path"), main));
  }

  /** The main class of a jar, as the image runs it. */
  List<String> program(Packaged packaged) {
    List<String> program = new ArrayList<>();
    // A JVM that has no such thing passes it over, as the options of the image tell it to.
    packaged.cache().ifPresent(cache -> program.add("-XX:AOTCache=" + cache));
    program.addAll(List.of("-jar", packaged.jar().toString()));
    return command(program);
  }

  private List<String> command(List<String> program) {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin").resolve("java").toString());
    command.addAll(options);
    // What it logs costs, so it is to log as in production and not as in tests.
    command.add("-Dlogback.configurationFile=logback.xml");
    command.addAll(program);
    return command;
  }

  /** What the JDK calls itself, as in 25.0.1. */
  String version() {
    Properties release = new Properties();
    try (var file = Files.newBufferedReader(home.resolve("release"))) {
      release.load(file);
    } catch (IOException e) {
      throw new UncheckedIOException("No JDK tells its version in " + home, e);
    }
    return release.getProperty("JAVA_VERSION", "unknown").replace("\"", "");
  }
}
