package dev.managedidentity.examples;

import dev.managedidentity.api.DeletionPolicy;
import dev.managedidentity.api.IdentityDeclaration;
import dev.managedidentity.api.IdentityDeletionPolicy;
import dev.managedidentity.api.Status;
import dev.managedidentity.api.UserAssignedIdentity;
import dev.managedidentity.testing.Deployed;
import dev.managedidentity.testing.Kinds;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One example as its row in the tables of {@code docs/tasks.md} tells of it.
 *
 * @param there whether its scale set or machine is there at first
 * @param before what there is in Azure at first, in the words of that page
 * @param after what there is in the end
 * @param ready status and reason of the condition Ready in the end, of each declaration
 */
record Example(String file, boolean there, Set<String> before, Set<String> after, String ready) {
  static final Path FOLDER = Path.of("examples");
  static final Path TASKS = Path.of("docs", "tasks.md");

  /** File, before, after, ready: the columns a test can check. */
  private static final Pattern ROW =
      Pattern.compile(
          "(?m)^\\| \\[\\d\\d]\\(\\.\\./examples/(.+?\\.yaml)\\) \\|.*"
              + "\\| (.+?) \\| (.+?) \\| (\\w+ \\w+) \\|$");

  static List<Example> all() {
    return ROW.matcher(read(TASKS)).results().map(Example::read).toList();
  }

  static Example named(String file) {
    return all().stream().filter(one -> one.file.equals(file)).findAny().orElseThrow();
  }

  private static Example read(MatchResult row) {
    String before = row.group(2);
    boolean there = !before.equals("not there");
    return new Example(
        row.group(1), there, there ? words(before) : Set.of(), words(row.group(3)), row.group(4));
  }

  private static Set<String> words(String cell) {
    return cell.equals("none") ? Set.of() : new TreeSet<>(List.of(cell.split(", ", -1)));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String text() {
    return read(FOLDER.resolve(file));
  }

  List<GenericKubernetesResource> manifests() {
    return Deployed.read(text());
  }

  List<? extends CustomResource<?, ? extends Status>> declarations() {
    return manifests().stream().map(Kinds::read).toList();
  }

  /** The ids of all that it is about; names are in this subscription. */
  Set<String> targets(String subscription) {
    return targets(subscription, unused -> true);
  }

  /** The id of the scale set or the machine, or none. */
  Set<String> machines(String subscription) {
    return targets(subscription, IdentityDeclaration.class::isInstance);
  }

  /** The id of the identity that it declares, or none. */
  Set<String> identities(String subscription) {
    return targets(subscription, UserAssignedIdentity.class::isInstance);
  }

  private Set<String> targets(
      String subscription, Predicate<CustomResource<?, ? extends Status>> which) {
    return declarations().stream()
        .filter(which)
        .map(one -> Kinds.target(one, subscription))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What the scale set or machine has once the example is deleted again. */
  Set<String> leftOnMachine() {
    Set<String> left = machinesPart(after);
    boolean retains =
        declarations().stream()
            .anyMatch(
                one ->
                    one instanceof IdentityDeclaration<?> declaration
                        && declaration.getSpec().deletionPolicy == DeletionPolicy.Retain);
    if (!retains) {
      left.retainAll(before);
    }
    return left;
  }

  /** What there is of the identity once the example is deleted again. */
  Set<String> leftOfIdentity() {
    boolean deletes =
        declarations().stream()
            .anyMatch(
                one ->
                    one instanceof UserAssignedIdentity identity
                        && identity.getSpec().deletionPolicy == IdentityDeletionPolicy.Delete);
    Set<String> left = new TreeSet<>(after);
    left.removeAll(machinesPart(after));
    return deletes ? Set.of() : left;
  }

  /** Those of the words that are about the scale set or machine. */
  private static Set<String> machinesPart(Set<String> words) {
    return words.stream()
        .filter(word -> !word.startsWith("identity ") && !word.startsWith("tag "))
        .filter(word -> word.startsWith("system") || !word.contains(": "))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Override
  public String toString() {
    return file;
  }
}
