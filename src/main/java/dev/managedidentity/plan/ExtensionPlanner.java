package dev.managedidentity.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** To come. */
public final class ExtensionPlanner {
  private ExtensionPlanner() {}

  public static ExtensionPlan plan(List<Declaration> declarations, List<LiveExtension> live) {
    Map<String, ExtensionPlan.Share> shares = new TreeMap<>();
    declarations.forEach(
        one ->
            shares.put(
                one.key(),
                new ExtensionPlan.Share(Optional.empty(), List.of(), Optional.empty(), true)));
    return new ExtensionPlan(Optional.empty(), shares);
  }
}
