package dev.managedidentity.demo;

import dev.managedidentity.api.Status;
import dev.managedidentity.testing.Kinds;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads the examples: every document of every {@code *.yaml}, in the order of the files' names. */
final class Examples {
  /** Begins the comment line by which an example says how it ends. */
  static final String ENDS = "# ends: ";

  /** For documents that name none. */
  private static final String NAMESPACE = "demo";

  private Examples() {}

  /**
   * Reads a folder.
   *
   * @param subscription of targets that name none
   * @throws DemoFailed naming the file, if one does not say how it ends or is no declaration
   */
  static List<Example> read(Path folder, String subscription) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
    List<Example> examples = new ArrayList<>();
    for (Path file : files) {
      examples.addAll(documents(file, subscription));
    }
    if (examples.isEmpty()) {
      throw new DemoFailed("There are no examples in " + folder + ".");
    }
    return examples;
  }

  /** A document without a line of its own on how it ends goes by the first one of its file. */
  private static List<Example> documents(Path file, String subscription) throws IOException {
    String text = Files.readString(file);
    List<Example> examples = new ArrayList<>();
    for (String document : text.split("(?m)^---\\s*$", -1)) {
      if (document.lines().allMatch(line -> line.isBlank() || line.startsWith("#"))) {
        continue;
      }
      String ends =
          ends(document)
              .or(() -> ends(text))
              .orElseThrow(
                  () ->
                      new DemoFailed(
                          file
                              + " does not say how it ends; add a line like '# ends: True"
                              + " Converged'."));
      String name = String.valueOf(file.getFileName());
      examples.add(Example.of(name, declaration(file, document), subscription, ends));
    }
    return examples;
  }

  private static Optional<String> ends(String text) {
    return text.lines()
        .filter(line -> line.startsWith(ENDS))
        .map(line -> line.substring(ENDS.length()).strip())
        .findFirst();
  }

  private static CustomResource<?, ? extends Status> declaration(Path file, String document) {
    CustomResource<?, ? extends Status> declaration =
        Serialization.unmarshal(document, Kinds.named(kind(file, document)));
    if (declaration.getMetadata().getNamespace() == null) {
      declaration.getMetadata().setNamespace(NAMESPACE);
    }
    return declaration;
  }

  private static String kind(Path file, String document) {
    String kind = Serialization.unmarshal(document, GenericKubernetesResource.class).getKind();
    if (Kinds.ALL.stream().noneMatch(one -> one.getSimpleName().equals(kind))) {
      throw new DemoFailed("A document of " + file + " is no declaration but a " + kind + ".");
    }
    return kind;
  }
}
