package dev.managedidentity.emulator.arm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What exists, for whoever looks at all of it at once; answers are copies. */
public final class Inventory {
  private final Arm lock;
  private final World world;

  Inventory(Arm lock, World world) {
    this.lock = lock;
    this.world = world;
  }

  /**
   * A part of a longer list.
   *
   * @param total how many there are in all
   */
  public record Part(int total, List<ObjectNode> bodies) {}

  /**
   * Scale sets, then machines, by id.
   *
   * @param words each has to be somewhere in the id, in any casing
   */
  public Part withIdentities(String words, int skip, int most) {
    return locked(
        () -> {
          List<Resource> found =
              Stream.of(ResourceKind.SCALE_SET, ResourceKind.VIRTUAL_MACHINE)
                  .flatMap(kind -> matching(world.store.of(kind), words))
                  .toList();
          return new Part(
              found.size(),
              found.stream().skip(skip).limit(most).map(one -> one.body().deepCopy()).toList());
        });
  }

  /** The ids of the first identities whose id has each of these words. */
  public List<String> identityIds(String words, int most) {
    return locked(
        () ->
            matching(world.store.of(ResourceKind.USER_ASSIGNED_IDENTITY), words)
                .limit(most)
                .map(one -> one.id().text())
                .toList());
  }

  /**
   * All groups and resources with their ETags, parts after what they are part of. What was going on
   * has come to its end first.
   */
  public List<ObjectNode> everything() {
    return locked(
        () -> {
          world.operations.endAll();
          Stream<ObjectNode> groups = world.store.groups().values().stream();
          Stream<ObjectNode> resources =
              world
                  .store
                  .allUnder("")
                  .sorted(Comparator.comparing(one -> one.id().key()))
                  .map(one -> one.body().deepCopy().put("etag", "\"" + one.etag() + "\""));
          return Stream.concat(groups.map(ObjectNode::deepCopy), resources).toList();
        });
  }

  /** The ids of identities that are gone and that others may still refer to. */
  public List<String> deletedIdentities() {
    return locked(() -> world.deletedIdentities.stream().sorted().toList());
  }

  private static Stream<Resource> matching(NavigableMap<String, Resource> all, String words) {
    List<String> wanted =
        Arrays.stream(words.toLowerCase(Locale.ROOT).split("\\s+"))
            .filter(w -> !w.isEmpty())
            .toList();
    return all.entrySet().stream()
        .filter(entry -> wanted.stream().allMatch(entry.getKey()::contains))
        .map(Map.Entry::getValue);
  }

  private <T> T locked(Supplier<T> work) {
    synchronized (lock) {
      world.operations.catchUp();
      return work.get();
    }
  }
}
