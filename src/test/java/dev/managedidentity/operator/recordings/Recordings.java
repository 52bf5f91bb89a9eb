package dev.managedidentity.operator.recordings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;

/** The folder of recordings, and the runs in its files. */
public final class Recordings {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;
  private final List<Run> runs = new ArrayList<>();
  private final List<String> otherFiles = new ArrayList<>();

  private Recordings(Path directory) {
    this.directory = directory;
  }

  /** Where the recordings should be. */
  public static Path directory() {
    String property = System.getProperty("shared.dir", System.getenv("SHARED_DIR"));
    Path shared = Path.of(property == null || property.isBlank() ? "../shared" : property);
    return shared.resolve("recordings").toAbsolutePath().normalize();
  }

  /** Reads every file below the directory. */
  public static Recordings read(Path directory) throws IOException {
    Recordings recordings = new Recordings(directory);
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        recordings.add(file);
      }
    }
    return recordings;
  }

  public List<Run> runs() {
    return List.copyOf(runs);
  }

  /** Files that are no recordings by their names. */
  public List<String> otherFiles() {
    return List.copyOf(otherFiles);
  }

  private void add(Path file) throws IOException {
    String name = directory.relativize(file).toString().replace('\\', '/');
    String ending = name.substring(name.lastIndexOf('.') + 1);
    switch (ending) {
      case "jsonl" -> addAll(name, lines(file), true);
      case "json" -> addAll(name, List.of(JSON.readTree(file.toFile())), true);
      case "yaml", "yml" -> addAll(name, List.of(yaml(file)), false);
      default -> otherFiles.add(name);
    }
  }

  private static List<JsonNode> lines(Path file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      if (!line.isBlank()) {
        lines.add(JSON.readTree(line));
      }
    }
    return lines;
  }

  private static JsonNode yaml(Path file) throws IOException {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(Integer.MAX_VALUE);
    return new YAMLMapper(YAMLFactory.builder().loaderOptions(options).build())
        .readTree(file.toFile());
  }

  /**
   * Each node is a whole run or a single exchange; the latter are gathered by where they are of.
   */
  private void addAll(String file, List<JsonNode> nodes, boolean excerpt) {
    Map<String, List<JsonNode>> loose = new LinkedHashMap<>();
    for (JsonNode node : nodes) {
      Optional<JsonNode> exchanges = exchanges(node);
      if (exchanges.isPresent()) {
        addRun(origin(node, file), excerpt, exchanges.get());
      } else {
        String from = node.path("source").asText() + " " + origin(node, file);
        loose.computeIfAbsent(from, unused -> new ArrayList<>()).add(node);
      }
    }
    loose.values().forEach(single -> addRun(origin(single.get(0), file), excerpt, single));
  }

  private static Optional<JsonNode> exchanges(JsonNode node) {
    JsonNode list =
        node.isArray()
            ? node
            : ExchangeReader.member(
                node, "trace", "exchanges", "interactions", "entries", "networkCallRecords");
    return Optional.ofNullable(list).filter(JsonNode::isArray);
  }

  private static String origin(JsonNode node, String file) {
    String named = node.path("file").asText(node.path("source").asText(file));
    boolean perFile = node.has("exchanges") || named.equals(file);
    return perFile ? file.replaceFirst("^raw/", "") : named;
  }

  private void addRun(String name, boolean excerpt, Iterable<JsonNode> nodes) {
    List<Exchange> exchanges = new ArrayList<>();
    try {
      for (JsonNode node : nodes) {
        exchanges.add(ExchangeReader.read(node, exchanges.size()));
      }
    } catch (UnknownShapeException e) {
      throw new UnknownShapeException(name + ": " + e.getMessage(), e);
    }
    runs.add(new Run(name, excerpt, exchanges));
  }
}
