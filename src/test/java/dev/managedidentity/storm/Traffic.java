package dev.managedidentity.storm;

import dev.managedidentity.emulator.audit.RequestRecord;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the operator asked of Azure, counted. */
final class Traffic {
  private final List<String> operators;
  private final Map<Integer, Integer> patchesByStatus = new TreeMap<>();
  private final Map<String, Instant> lastCalls = new HashMap<>();
  private int calls;
  private int writes;
  private int faulty;
  private int callsUnderFaults;
  private int faultyUnderFaults;

  /**
   * @param operators the clients of the replicas
   */
  Traffic(List<String> operators) {
    this.operators = operators;
  }

  synchronized void take(RequestRecord request) {
    if (!operators.contains(request.client())) {
      return;
    }
    calls++;
    lastCalls.put(request.client(), request.time());
    faulty += request.status() == 0 || request.status() >= 400 ? 1 : 0;
    if (Watch.isWrite(request)) {
      writes++;
      if (request.method().equals("PATCH")) {
        patchesByStatus.merge(request.status(), 1, Integer::sum);
      }
    }
  }

  /** When a client called last; long ago if it never did. */
  synchronized Instant lastCall(String client) {
    return lastCalls.getOrDefault(client, Instant.MIN);
  }

  synchronized int calls() {
    return calls;
  }

  /** The faults are over: what is refused from now on the operator has to answer for. */
  synchronized void faultsEnd() {
    callsUnderFaults = calls;
    faultyUnderFaults = faulty;
  }

  /** Before the faults ended. */
  synchronized int callsUnderFaults() {
    return callsUnderFaults;
  }

  /**
   * Those of them that got no answer, or one of 400 and above; damaged bodies are not to be seen.
   */
  synchronized int refusedUnderFaults() {
    return faultyUnderFaults;
  }

  /** Calls other than reads. */
  synchronized int writes() {
    return writes;
  }

  /** All calls that got no answer, or one of 400 and above. */
  synchronized int refused() {
    return faulty;
  }

  synchronized int patches() {
    return patchesByStatus.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** By HTTP status; 0 where none was sent. */
  synchronized Map<Integer, Integer> patchesByStatus() {
    return new TreeMap<>(patchesByStatus);
  }
}
