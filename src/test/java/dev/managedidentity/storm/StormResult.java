package dev.managedidentity.storm;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * What a storm cost, and what did not hold in it.
 *
 * @param took how long each part of it took
 * @param edits of declarations
 * @param tenants namespaces that came and went
 * @param keptOfUnknownOwner system-assigned identities that the operator enabled and left, and said
 *     so, because it lost the answer and others changed the scale set since
 * @param courses of what the leader held during a soak; none of a storm
 */
record StormResult(
    Ground ground,
    Map<String, Duration> took,
    int edits,
    int tenants,
    int keptOfUnknownOwner,
    Quiet quiet,
    List<Footprints.Sample> footprints,
    List<Flatness.Course> courses) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** By name, in the order in which they are to be read. */
  private Map<String, Object> figures() {
    StormOptions options = ground.options;
    Watch watch = ground.watch;
    Ledger ledger = ground.ledger;
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("seed", options.seed());
    figures.put("scale sets", options.scaleSets());
    figures.put("declarations", options.scaleSets() * Fleet.NAMESPACES.size());
    figures.put("faulty answers, %", Math.round(options.faultShare() * 100));
    took.forEach((what, time) -> figures.put(what + ", s", time.toSeconds()));
    figures.put("SIGKILLs", ground.replicas.stream().mapToInt(Replica::kills).sum());
    figures.put("API server restarts", options.isSoak() ? 0 : options.restarts());
    figures.put("ended for want of the lease", ground.ownEnds());
    figures.put("terms of the lease", watch.terms().count());
    Traffic traffic = watch.traffic();
    figures.put("calls to Azure", traffic.calls());
    figures.put("  while there were faults", traffic.callsUnderFaults());
    figures.put("  refused or lost of these", traffic.refusedUnderFaults());
    figures.put("  refused or lost later", traffic.refused() - traffic.refusedUnderFaults());
    figures.put("PATCHes", traffic.patches());
    traffic
        .patchesByStatus()
        .forEach(
            (status, count) ->
                figures.put(status == 0 ? "  not answered" : "  answered " + status, count));
    figures.put("identity changes by the operator", ledger.changesByOperators());
    figures.put("identity changes by others", ledger.changesByOthers());
    figures.put("edits of declarations", edits);
    figures.put("namespaces that came and went", tenants);
    figures.put("identities of others at the end", ledger.foreign());
    figures.put("kept, owner unknown", keptOfUnknownOwner);
    figures.put("quiet periods", quiet.periods());
    figures.put("  writes to Azure in them", quiet.azureWrites());
    figures.put("  writes of statuses in them", quiet.statusWrites());
    figures.put("  notes of verifications in them", quiet.verifications());
    figures.put("most resident memory, MB", most(Footprints.Sample::residentMegabytes));
    figures.put("most threads", most(Footprints.Sample::threads));
    figures.put("most open files", most(Footprints.Sample::files));
    figures.put("most sockets", most(Footprints.Sample::sockets));
    for (Flatness.Course course : courses) {
      figures.put("leader: " + course.name() + ", early", Math.round(course.early()));
      figures.put("leader: " + course.name() + ", late", Math.round(course.late()));
    }
    return figures;
  }

  private long most(ToLongFunction<Footprints.Sample> what) {
    return footprints.stream().mapToLong(what).max().orElse(-1);
  }

  /** The lines of a table. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    figures().forEach((name, value) -> lines.add("%-36s%10s".formatted(name, value)));
    return lines;
  }

  ObjectNode json() {
    ObjectNode json = JSON.createObjectNode();
    ObjectNode figures = json.putObject("figures");
    figures().forEach((name, value) -> figures.putPOJO(name.strip(), value));
    findings().forEach(json.putArray("findings")::add);
    return json;
  }

  List<String> findings() {
    return ground.findings.all();
  }

  boolean holds() {
    return findings().isEmpty();
  }
}
