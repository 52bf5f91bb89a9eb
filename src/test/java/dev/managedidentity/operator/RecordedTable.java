package dev.managedidentity.operator;

import dev.managedidentity.operator.recordings.Finding;
import dev.managedidentity.operator.recordings.Finding.Change;
import dev.managedidentity.operator.recordings.Finding.LeftOut;
import dev.managedidentity.operator.recordings.Finding.Reason;
import dev.managedidentity.operator.recordings.Finding.Unknown;
import dev.managedidentity.operator.recordings.LiveState;
import dev.managedidentity.operator.recordings.Recordings;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What was checked of the recordings, how, and what was left out and why. */
final class RecordedTable {
  private final List<Finding> findings = new ArrayList<>();
  private final List<String> otherFiles = new ArrayList<>();
  private final Set<Finding> passed = new HashSet<>();
  private int runs;

  void start(Recordings recordings, List<Finding> found) {
    findings.addAll(found);
    otherFiles.addAll(recordings.otherFiles());
    runs = recordings.runs().size();
  }

  void passed(Change change) {
    passed.add(change);
  }

  /** A change in one line: file, request, kind of target, what changed. */
  String name(Change change) {
    return "%s %s %s: %s"
        .formatted(change.run().name(), change.where(), kind(change), change.words());
  }

  void print() {
    if (findings.isEmpty()) {
      return;
    }
    StringBuilder table = new StringBuilder("Recorded identity changes:\n");
    only(Unknown.class).forEach(unknown -> line(table, unknown));
    only(Change.class).forEach(change -> line(table, change));
    only(LeftOut.class).forEach(out -> line(table, out));
    summary(table);
    System.out.print(table);
  }

  private void line(StringBuilder table, Finding finding) {
    if (finding instanceof Change change) {
      String verdict = passed.contains(change) ? "same   " : "DIFFERS";
      table.append("  %s  %s | %s%n".formatted(verdict, name(change), how(change)));
    } else if (finding instanceof LeftOut out) {
      String name = out.target().substring(out.target().lastIndexOf('/') + 1);
      table.append(
          "  left out %s %s %s: %s%n".formatted(out.run().name(), out.where(), name, out.reason()));
    } else if (finding instanceof Unknown unknown) {
      table.append(
          "  UNKNOWN  %s %s: %s%n"
              .formatted(unknown.run().name(), unknown.where(), unknown.message()));
    }
  }

  private void summary(StringBuilder table) {
    List<Change> changes = only(Change.class);
    List<LeftOut> leftOut = only(LeftOut.class);
    long scaleSets = changes.stream().filter(Change::isScaleSet).count();
    table.append(
        ("%d runs: %d changes covered (%d of scale sets, %d of virtual machines), %d the same;"
                + " %d left out; %d not understood%n")
            .formatted(
                runs,
                changes.size(),
                scaleSets,
                changes.size() - scaleSets,
                passed.size(),
                leftOut.size(),
                only(Unknown.class).size()));
    Map<Reason, Integer> reasons = new EnumMap<>(Reason.class);
    leftOut.forEach(out -> reasons.merge(out.reason(), 1, Integer::sum));
    reasons.forEach((reason, count) -> table.append("  %4d  %s%n".formatted(count, reason)));
    otherFiles.forEach(file -> table.append("  not a recording by its name: " + file + "\n"));
  }

  private <T extends Finding> List<T> only(Class<T> kind) {
    return findings.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  private static String kind(Change change) {
    return change.isScaleSet() ? "scale set" : "virtual machine";
  }

  private static String how(Change change) {
    String by =
        new LiveState(change).isWhole()
            ? "whole body"
            : "made-up body around the recorded identity";
    return by + (change.write().request() == null ? "; the request is not recorded" : "");
  }
}
