package dev.managedidentity.demo;

import dev.managedidentity.api.IdentityRow;
import dev.managedidentity.emulator.audit.ChangeRecord;
import dev.managedidentity.emulator.audit.RequestRecord;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The last acts: drift and its repair, a deletion, and nothing at all. */
final class Upkeep {
  private static final String INTRUDER = "portal-user";

  private final Stage stage;
  private final Screen screen;
  private final Azure azure;
  private final Example hero;
  private long toldChange;

  Upkeep(Stage stage) {
    this.stage = stage;
    this.screen = stage.screen();
    this.azure = stage.azure();
    this.hero = stage.hero();
  }

  void drift() {
    screen.heading("4. Somebody removes an identity by hand");
    String identity = owned().iterator().next();
    long since = azure.lastChange();
    toldChange = since;
    azure.removeByHand(hero.target(), identity, INTRUDER);
    stage.until(
        Wording.name(identity) + " is put back on " + hero.name(),
        () ->
            azure.changes(hero.target(), since).size() >= 2
                && azure.userAssigned(hero.target()).contains(identity)
                && stage.hasEnded(hero),
        this::tellChanges);
    List<ChangeRecord> changes = azure.changes(hero.target(), since);
    Duration took = Duration.between(changes.get(0).time(), changes.get(1).time());
    screen.step(
        Screen.Look.GREEN,
        "Ready",
        "put back after %.1f s; here the operator looks every %.1f s, by default every 60 s"
            .formatted(seconds(took), seconds(stage.options().syncPeriod())));
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  /** Who changed what, and when, as Azure noted it. */
  private void tellChanges() {
    for (ChangeRecord change : azure.changes(hero.target(), toldChange)) {
      toldChange = change.n();
      boolean byHand = change.client().equals(INTRUDER);
      screen.step(
          byHand ? Screen.Look.RED : Screen.Look.YELLOW,
          byHand ? "by hand" : "PATCHed",
          "%-30s by %s, %tT.%<tL UTC"
              .formatted(
                  Azure.words(change),
                  azure.who(change.client()),
                  change.time().atOffset(ZoneOffset.UTC)));
    }
  }

  private Set<String> owned() {
    Set<String> owned = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (IdentityRow row : stage.identities(hero)) {
      if (row.owned) {
        owned.add(row.id);
      }
    }
    if (owned.isEmpty()) {
      throw new DemoFailed(hero.key() + " owns nothing, though it assigned something.");
    }
    return owned;
  }

  void deletion() {
    screen.heading("5. A declaration is deleted");
    Set<String> before = azure.userAssigned(hero.target());
    Set<String> owned = owned();
    screen.step(
        Screen.Look.DIM,
        "before",
        Opening.names(before) + "; of these assigned by it: " + Opening.names(owned));
    String namespace = hero.declaration().getMetadata().getNamespace();
    screen.step(
        Screen.Look.CYAN,
        "deleted",
        "kubectl delete ssi %s -n %s".formatted(hero.name(), namespace));
    stage.kubernetes().client().resource(hero.declaration()).delete();
    stage.until(hero.key() + " is gone", () -> stage.live(hero).isEmpty(), this::tellChanges);
    before.removeAll(owned);
    checkLeft(before, azure.userAssigned(hero.target()));
  }

  private void checkLeft(Set<String> expected, Set<String> left) {
    if (!left.equals(expected)) {
      throw new DemoFailed(
          "Deleting %s must leave %s on its scale set, and left %s."
              .formatted(hero.key(), Opening.names(expected), Opening.names(left)));
    }
    screen.step(
        Screen.Look.GREEN, "after", Opening.names(left) + ": what was there before has stayed");
  }

  void quiet() {
    int periods = stage.options().quietPeriods();
    screen.heading("6. " + periods + " periods without a change");
    Map<String, String> before = stage.watched().versions();
    long since = azure.lastRequest();
    awaitReads(periods, since);
    List<RequestRecord> requests = azure.requests(since);
    List<RequestRecord> writes = requests.stream().filter(Azure::isWrite).toList();
    Map<String, String> now = stage.watched().versions();
    Set<Map.Entry<String, String>> written = new HashSet<>(now.entrySet());
    written.removeAll(before.entrySet());
    tellWrites("Azure", writes.size(), requests.size() + " requests, all to read or to sign in");
    tellWrites("Kubernetes", written.size(), now.size() + " declarations and events, as they were");
    if (!writes.isEmpty() || !written.isEmpty()) {
      throw new DemoFailed(
          "Where nothing changes nothing may be written; written were %s and %s."
              .formatted(writes, written));
    }
  }

  private void tellWrites(String where, int writes, String beside) {
    screen.step(
        writes == 0 ? Screen.Look.GREEN : Screen.Look.RED,
        where,
        writes == 0 ? "0 writes; " + beside : writes + " writes");
  }

  private void awaitReads(int periods, long since) {
    List<String> targets =
        stage.examples().stream()
            .filter(one -> !one.equals(hero) && !one.isSuspended())
            .map(Example::target)
            .toList();
    stage.until(
        "each target is read " + periods + " times",
        () -> fewestReads(targets, since) >= periods,
        () -> {
          if (screen.redraws(1)) {
            long reads = Math.min(fewestReads(targets, since), periods);
            screen.redraw(List.of("  each target was read " + reads + " times"));
          }
        });
    screen.settle();
  }

  private static boolean shows(RequestRecord request, String target) {
    return Azure.isRead(request, target) || Azure.isListWith(request, target);
  }

  private long fewestReads(List<String> targets, long since) {
    List<RequestRecord> requests = azure.requests(since);
    return targets.stream()
        .map(target -> requests.stream().filter(one -> shows(one, target)).count())
        .min(Comparator.naturalOrder())
        .orElse(0L);
  }
}
