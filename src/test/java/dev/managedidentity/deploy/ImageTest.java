package dev.managedidentity.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.managedidentity.testing.Deployed;
import dev.managedidentity.training.Training;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What the image is made of fits together; whether it can be built shows only where it is built.
 */
class ImageTest {
  private static final Path OPTIONS = Path.of("deploy", "java-options");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String dockerfile = read(Path.of("deploy", "Dockerfile"));

  private static String read(Path file) {
    try {
      return Files.readString(file).replace("\\\n", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> instructions(String name) {
    return Pattern.compile("(?m)^" + name + " +(.*)$")
        .matcher(dockerfile)
        .results()
        .map(MatchResult::group)
        .map(line -> line.substring(name.length()).strip())
        .toList();
  }

  private List<String> words(String instruction) throws IOException {
    List<String> words = new ArrayList<>();
    for (JsonNode word : JSON.readTree(instructions(instruction).get(0))) {
      words.add(word.asText());
    }
    return words;
  }

  @Test
  void theTrainingAndTheRunHaveTheSameJvm() {
    assertThat(instructions("FROM"))
        .extracting(base -> base.replace(" AS training", ""))
        .hasSize(2)
        .containsOnly("eclipse-temurin:25-jre");
  }

  @Test
  void whatIsCopiedIsCheckedInOrBuilt() {
    assertThat(instructions("COPY"))
        .filteredOn(copy -> !copy.startsWith("--from"))
        .flatExtracting(copy -> List.of(copy.split(" ")).subList(0, copy.split(" ").length - 1))
        .isNotEmpty()
        .allMatch(source -> source.startsWith("target/") || Files.exists(Path.of(source)));
  }

  @Test
  void theTrainingIsTheProgramOfThatName() throws IOException {
    assertThat(words("RUN"))
        .containsSequence(Training.class.getName(), ".", "java-options", "/app");
  }

  @Test
  void whatIsRunIsCopiedFromTheTraining() throws IOException {
    // When
    List<String> run = words("ENTRYPOINT");

    // Then
    assertThat(run)
        .containsExactly(
            "java",
            "@/app/java-options",
            "-XX:AOTCache=/app/operator.aot",
            "-jar",
            "/app/scaleset-identity.jar");
    assertThat(instructions("COPY"))
        .contains(
            "--from=training /app/lib/ lib/",
            "--from=training /app/scaleset-identity.jar /app/java-options /app/operator.aot ./");
  }

  /** What the JVM needs beside the heap, some 130 MB, is to fit into the container, too. */
  @Test
  void theHeapLeavesTheRestOfTheJvmItsRoom() throws Exception {
    // Given
    long limit = limit();

    // When
    long heap = heap("-XX:MaxRAM=" + limit);

    // Then
    assertThat(heap).isBetween(limit / 5, limit - (130L << 20));
  }

  private static long limit() throws IOException {
    return Deployed.manifests().stream()
        .filter(manifest -> manifest.getKind().equals("Deployment"))
        .map(
            manifest ->
                (String)
                    manifest.get(
                        "spec",
                        "template",
                        "spec",
                        "containers",
                        0,
                        "resources",
                        "limits",
                        "memory"))
        .map(Quantity::new)
        .map(Quantity::getAmountInBytes)
        .findAny()
        .orElseThrow()
        .longValue();
  }

  private static long heap(String memory) throws IOException, InterruptedException {
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + OPTIONS,
                memory,
                "-XX:+PrintFlagsFinal",
                "-version")
            .redirectErrorStream(true)
            .start();
    String said = new String(java.getInputStream().readAllBytes(), UTF_8);
    assertThat(java.waitFor()).as(said).isZero();
    return Pattern.compile(" MaxHeapSize += (\\d+)")
        .matcher(said)
        .results()
        .map(found -> Long.parseLong(found.group(1)))
        .findAny()
        .orElseThrow();
  }
}
