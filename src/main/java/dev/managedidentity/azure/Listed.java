package dev.managedidentity.azure;

import dev.managedidentity.plan.ArmId;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a list shows. Of machines it need not show the extensions, which are resources of their own.
 *
 * @param resources by id; what makes no sense is left out, and is to be read by itself
 * @param pages how many requests it took
 */
public record Listed(Map<ArmId, ComputeResource> resources, int pages) {

  public Listed {
    resources = Collections.unmodifiableMap(new TreeMap<>(resources));
  }
}
