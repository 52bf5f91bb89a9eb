package dev.managedidentity.storm;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.fault.Fault;
import dev.managedidentity.emulator.fault.FaultExamples;
import java.util.List;
import java.util.Set;

/** All faults that the emulator supports, each as frequent as every other. */
final class FaultMix {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");

  /** These change nothing: POST is for tokens. */
  private static final Set<String> NO_WRITES = Set.of("GET", "POST");

  private FaultMix() {}

  /**
   * As a fault file, in JSON.
   *
   * @param share of all answers, whatever the method
   */
  static String of(double share) {
    ArrayNode faults = JSON.createArrayNode();
    for (String method : METHODS) {
      List<Fault> fitting =
          FaultExamples.all().stream().filter(fault -> isMetBy(method, fault)).toList();
      double each = share / fitting.size();
      for (int i = 0; i < fitting.size(); i++) {
        ObjectNode fault = JSON.valueToTree(fitting.get(i));
        fault.putObject("match").put("method", method);
        // The first fault that strikes is taken, so a later one is asked less often.
        fault.put("share", each / (1 - i * each));
        faults.add(fault);
      }
    }
    return faults.toString();
  }

  private static boolean isMetBy(String method, Fault fault) {
    boolean aboutWrites = fault.operation() != null || Fault.isTrue(fault.after());
    return !aboutWrites || !NO_WRITES.contains(method);
  }
}
