package dev.managedidentity.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** All that a run of the benchmark measured. */
record Results(Setting setting, List<BadIdentityLine> badIdentities, List<FleetResult> fleets) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * On what it was measured.
   *
   * @param timeFactor what Azure's times, and the operator's, were multiplied by
   */
  record Setting(int processors, String java, String kubernetes, double timeFactor) {}

  /** Whether everything holds that the table says must. */
  boolean holds() {
    return badIdentities.stream().allMatch(BadIdentityLine::holds);
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
    ArrayNode all = (ArrayNode) json.get("fleets");
    for (int i = 0; i < fleets.size(); i++) {
      FleetResult fleet = fleets.get(i);
      ((ObjectNode) all.get(i)).put("writesEach", fleet.writesEach());
      ((ObjectNode) all.get(i).get("cold")).put("ofBound", fleet.cold().ofBound());
      ((ObjectNode) all.get(i).get("steady"))
          .put("callsAPeriod", fleet.steady().callsAPeriod())
          .put("writesAPeriod", fleet.steady().writesAPeriod());
      ((ObjectNode) all.get(i).get("drift")).put("worst", fleet.drift().worst());
    }
    return json;
  }
}
