package dev.managedidentity.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;

/** Finds the recordings of real Azure, which are not part of this repository. */
final class RecordingFiles {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper YAML = yaml();

  private RecordingFiles() {}

  /**
   * One run of one client.
   *
   * @param name for people
   */
  record Recording(String name, List<Recorded> exchanges) {}

  /** The folder with the recordings, if there is one. */
  static Optional<Path> folder() {
    String named = System.getProperty("shared.dir", System.getenv("SHARED_DIR"));
    Path folder = Path.of(named == null ? "../shared" : named).resolve("recordings");
    return Files.isDirectory(folder) ? Optional.of(folder) : Optional.empty();
  }

  static List<Recording> read(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Recording> recordings = new ArrayList<>();
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        recordings.addAll(readFile(folder.relativize(file).toString(), file));
      }
      return recordings;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Recording> readFile(String name, Path file) throws IOException {
    if (name.endsWith(".jsonl")) {
      return lines(name, Files.readAllLines(file));
    }
    if (name.endsWith(".json")) {
      return List.of(
          new Recording(name, RecordingShapes.exchanges(name, JSON.readTree(file.toFile()))));
    }
    if (name.endsWith(".yaml") || name.endsWith(".yml")) {
      return List.of(
          new Recording(name, RecordingShapes.exchanges(name, YAML.readTree(file.toFile()))));
    }
    if (name.endsWith(".md") || name.endsWith(".txt")) {
      return List.of();
    }
    throw new IllegalArgumentException("A recording of an unknown kind: " + name);
  }

  /** A line is a whole run, or one exchange of the run that it names. */
  private static List<Recording> lines(String name, List<String> lines) throws IOException {
    Map<String, List<Recorded>> runs = new LinkedHashMap<>();
    for (String line : lines) {
      if (line.isBlank()) {
        continue;
      }
      JsonNode parsed = JSON.readTree(line);
      String run = parsed.path("file").asText(parsed.path("source").asText());
      runs.computeIfAbsent(name + " " + run, one -> new ArrayList<>())
          .addAll(RecordingShapes.line(name, parsed));
    }
    return runs.entrySet().stream()
        .map(run -> new Recording(run.getKey(), run.getValue()))
        .toList();
  }

  private static ObjectMapper yaml() {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(Integer.MAX_VALUE);
    return new ObjectMapper(YAMLFactory.builder().loaderOptions(options).build());
  }
}
