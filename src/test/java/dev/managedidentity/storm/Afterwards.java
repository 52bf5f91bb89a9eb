package dev.managedidentity.storm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.managedidentity.api.Ensure;
import dev.managedidentity.api.ScaleSetIdentity;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What must hold when the storm is over, step by step. */
final class Afterwards {
  static final int QUIET_PERIODS = 10;

  private final Ground ground;
  private int keptOfUnknownOwner;

  Afterwards(Ground ground) {
    this.ground = ground;
  }

  /** The faults are over: everything becomes Ready, and rightly so. */
  void awaitAllReady() {
    ground.azure.faults("");
    ground.watch.catchUp();
    ground.watch.traffic().faultsEnd();
    Waiting.until(
        "all declarations Ready",
        ground.options.patience(),
        () -> {
          ground.startWhatEnded();
          ground.support.endHangingOperations();
          return ground.cluster.unready().isEmpty();
        },
        () -> {
          List<String> unready = ground.cluster.unready();
          return "%d are not: %s"
              .formatted(unready.size(), unready.subList(0, Math.min(5, unready.size())));
        });
    requireDeclaredState();
  }

  /** Ready means: what is declared is there, and what is to be absent is not. */
  private void requireDeclaredState() {
    Map<String, IdentityBlock> live = new HashMap<>();
    for (JsonNode target : ground.azure.targets()) {
      live.put(
          target.path("id").asText().toLowerCase(Locale.ROOT),
          IdentityBlock.of(target.path("identity")));
    }
    for (ScaleSetIdentity declaration : ground.cluster.declarations()) {
      IdentityBlock there = live.get(declaration.getSpec().scaleSet.id.toLowerCase(Locale.ROOT));
      Set<String> wrong = new TreeSet<>();
      declaration.getSpec().userAssigned.stream()
          .filter(entry -> there.has(entry.id) != (entry.ensure == Ensure.Assigned))
          .forEach(entry -> wrong.add(entry.id));
      if (declaration.getSpec().systemAssigned != null && there.principal().isEmpty()) {
        wrong.add("system-assigned");
      }
      if (!wrong.isEmpty()) {
        ground.findings.add(
            "Ready, but not as declared: " + Cluster.words(declaration) + " " + wrong);
      }
    }
  }

  /** Ten periods without a write. */
  Quiet watchQuietPeriods() {
    Quiet quiet =
        Quiet.watch(QUIET_PERIODS, ground.options.syncPeriod(), ground.cluster, ground.watch);
    if (quiet.azureWrites() > 0) {
      ground.findings.add("writes to Azure in quiet periods: " + quiet.azureWrites());
    }
    if (quiet.statusWrites() > 0) {
      ground.findings.add("writes of statuses in quiet periods: " + quiet.statusWrites());
    }
    return quiet;
  }

  /** Deletes all declarations; what the operator assigned is gone then. */
  void deleteEverything() {
    Set<String> unknown = ground.cluster.targetsOfUnknownOwner();
    ground.cluster.declarations().forEach(ground.cluster::delete);
    Waiting.until(
        "all declarations gone",
        ground.options.patience(),
        () -> {
          ground.startWhatEnded();
          return ground.cluster.declarations().isEmpty();
        },
        () -> {
          List<ScaleSetIdentity> left = ground.cluster.declarations();
          return "%d are left: %s"
              .formatted(left.size(), left.stream().limit(5).map(Cluster::words).toList());
        });
    ground.watch.catchUp();
    for (Ledger.Left left : ground.ledger.leftBehind()) {
      if (left.isSystemAssigned() && unknown.contains(left.target())) {
        keptOfUnknownOwner++;
      } else {
        ground.findings.add(left.words());
      }
    }
  }

  /** System-assigned identities that the operator said to keep because it lost Azure's answer. */
  int keptOfUnknownOwner() {
    return keptOfUnknownOwner;
  }
}
