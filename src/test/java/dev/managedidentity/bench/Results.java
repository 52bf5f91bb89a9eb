package dev.managedidentity.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.bench.Claim.Verdict;
import dev.managedidentity.bench.FleetResult.AllDrifted;
import dev.managedidentity.bench.FleetResult.Drift;
import dev.managedidentity.bench.FleetResult.Steady;
import java.util.List;

/** All that a run of the benchmark measured, and what of it had to hold. */
record Results(
    Setting setting,
    List<BadIdentityLine> badIdentities,
    List<FleetResult> fleets,
    List<ThrottledResult> throttled,
    List<Claim> claims) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * On what it was measured.
   *
   * @param java what the benchmark itself ran on
   * @param operatorJava what everything ran on that was measured
   * @param operatorOptions of that
   * @param operator what was started
   * @param timeFactor what Azure's times, and the operator's, were multiplied by
   */
  record Setting(
      int processors,
      String java,
      String operatorJava,
      List<String> operatorOptions,
      String operator,
      String kubernetes,
      double timeFactor) {}

  /** Whether everything holds that the tables say must. */
  boolean holds() {
    return badIdentities.stream().allMatch(BadIdentityLine::holds)
        && claims.stream().noneMatch(one -> one.verdict() == Verdict.DOES_NOT_HOLD);
  }

  /** For programs: every figure under its name, and what follows from several of them. */
  JsonNode json() {
    ObjectNode json = JSON.valueToTree(this);
    json.put("holds", holds());
    ArrayNode lines = (ArrayNode) json.get("badIdentities");
    for (int i = 0; i < badIdentities.size(); i++) {
      BadIdentityLine line = badIdentities.get(i);
      ((ObjectNode) lines.get(i)).put("more", line.more()).put("holds", line.holds());
    }
    for (int i = 0; i < fleets.size(); i++) {
      follow((ObjectNode) json.get("fleets").get(i), fleets.get(i));
    }
    for (int i = 0; i < throttled.size(); i++) {
      JsonNode one = json.get("throttled").get(i);
      follow((ObjectNode) one.at("/without/repairs"), throttled.get(i).without().repairs());
      follow((ObjectNode) one.at("/with/repairs"), throttled.get(i).with().repairs());
    }
    return json;
  }

  private static void follow(ObjectNode json, FleetResult fleet) {
    json.put("writesEach", fleet.writesEach());
    ((ObjectNode) json.get("cold")).put("ofBound", fleet.cold().ofBound());
    if (json.get("steady") instanceof ObjectNode steady) {
      Steady figures = fleet.steady();
      steady
          .put("callsAPeriod", figures.callsAPeriod())
          .put("readsAPeriod", figures.readsAPeriod())
          .put("writesAPeriod", figures.writesAPeriod());
    }
    if (json.get("drift") instanceof ObjectNode drift) {
      follow(drift, fleet.drift());
    }
    if (json.get("allDrifted") instanceof ObjectNode all) {
      AllDrifted figures = fleet.allDrifted();
      all.put("ofBound", figures.ofBound());
    }
  }

  private static void follow(ObjectNode json, Drift drift) {
    json.put("median", drift.median()).put("p99", drift.p99()).put("worst", drift.worst());
  }
}
