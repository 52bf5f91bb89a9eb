package dev.managedidentity.examples;

import dev.managedidentity.testing.Deployed;
import dev.managedidentity.testing.Kinds;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * One example as its row in the table of {@code examples/README.md} tells of it.
 *
 * @param before the identities of its target at first; empty also where it is not there yet
 * @param after the identities of its target in the end
 * @param ready status and reason of the condition Ready in the end
 */
record Example(String file, boolean there, Set<String> before, Set<String> after, String ready) {
  static final Path FOLDER = Path.of("examples");

  /** File, before, after, ready: the columns a test can check. */
  private static final Pattern ROW =
      Pattern.compile(
          "(?m)^\\| \\[\\d\\d]\\((.+?\\.yaml)\\) \\|.*\\| (.+?) \\| (.+?) \\| (\\w+ \\w+) \\|$");

  static List<Example> all() throws IOException {
    return ROW.matcher(Files.readString(FOLDER.resolve("README.md")))
        .results()
        .map(Example::read)
        .toList();
  }

  private static Example read(MatchResult row) {
    String before = row.group(2);
    boolean there = !before.equals("not there");
    return new Example(
        row.group(1),
        there,
        there ? identities(before) : Set.of(),
        identities(row.group(3)),
        row.group(4));
  }

  private static Set<String> identities(String cell) {
    return cell.equals("none") ? Set.of() : new TreeSet<>(List.of(cell.split(", ", -1)));
  }

  List<GenericKubernetesResource> manifests() throws IOException {
    return Deployed.read(Files.readString(FOLDER.resolve(file)));
  }

  /** What is left once the example is deleted again: what was assigned for it is taken away. */
  Set<String> afterDeletion() throws IOException {
    boolean retains =
        manifests().stream().anyMatch(m -> "Retain".equals(m.get("spec", "deletionPolicy")));
    Set<String> left = new TreeSet<>(after);
    if (!retains) {
      left.retainAll(before);
    }
    return left;
  }

  /** The id of the scale set or machine; names are in this subscription. */
  String target(String subscription) throws IOException {
    GenericKubernetesResource manifest = manifests().get(0);
    String yaml = Serialization.asYaml(manifest);
    return Kinds.target(
        Serialization.unmarshal(yaml, Kinds.named(manifest.getKind())), subscription);
  }

  @Override
  public String toString() {
    return file;
  }
}
