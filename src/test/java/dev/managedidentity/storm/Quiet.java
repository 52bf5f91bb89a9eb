package dev.managedidentity.storm;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.api.ScaleSetIdentity;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Periods in which nothing is to be done, and what was written in them all the same.
 *
 * @param azureWrites calls to Azure other than reads
 * @param statusWrites declarations that changed in more than the time of their verification
 * @param verifications declarations that changed in that only, which is written every ten minutes
 */
record Quiet(int periods, int azureWrites, int statusWrites, int verifications) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Watches so many periods. */
  static Quiet watch(int periods, Duration period, Cluster cluster, Watch watch) {
    watch.catchUp();
    Map<String, ScaleSetIdentity> before = byUid(cluster.declarations());
    int writes = watch.traffic().writes();
    Waiting.pass(period.multipliedBy(periods));
    Map<String, ScaleSetIdentity> after = byUid(cluster.declarations());
    watch.catchUp();
    int statuses = 0;
    int verifications = 0;
    for (Map.Entry<String, ScaleSetIdentity> one : before.entrySet()) {
      ScaleSetIdentity now = after.get(one.getKey());
      if (!version(one.getValue()).equals(version(now))) {
        if (withoutTime(one.getValue()).equals(withoutTime(now))) {
          verifications++;
        } else {
          statuses++;
        }
      }
    }
    return new Quiet(periods, watch.traffic().writes() - writes, statuses, verifications);
  }

  private static Map<String, ScaleSetIdentity> byUid(List<ScaleSetIdentity> declarations) {
    Map<String, ScaleSetIdentity> byUid = new HashMap<>();
    declarations.forEach(one -> byUid.put(one.getMetadata().getUid(), one));
    return byUid;
  }

  private static String version(ScaleSetIdentity declaration) {
    return declaration == null ? "deleted" : declaration.getMetadata().getResourceVersion();
  }

  private static ObjectNode withoutTime(ScaleSetIdentity declaration) {
    ObjectNode status = JSON.convertValue(declaration.getStatus(), ObjectNode.class);
    status.remove("lastVerifiedTime");
    return status;
  }
}
