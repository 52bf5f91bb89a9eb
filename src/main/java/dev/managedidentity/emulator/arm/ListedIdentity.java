package dev.managedidentity.emulator.arm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.fault.Fault;
import dev.managedidentity.emulator.fault.Listed;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** The identity block of a resource as a faulty list shows it: everything else stays true. */
final class ListedIdentity {
  private static final String ENTRIES = "userAssignedIdentities";

  private final Listed listed;

  private ListedIdentity(Listed listed) {
    this.listed = listed;
  }

  /** Falsifies what a list of this call shows of a resource, if a fault says so. */
  static ObjectNode of(Call call, Resource resource, ObjectNode shown) {
    Fault fault = call.fault();
    if (shown != null && fault != null && fault.listed() != null) {
      new ListedIdentity(fault.listed()).falsify(resource, shown);
    }
    return shown;
  }

  private void falsify(Resource resource, ObjectNode shown) {
    if (listed.shows(Listed.OMITTED)) {
      shown.remove("identity");
    } else if (listed.shows(Listed.FORMER)) {
      former(resource, shown);
    } else if (shown.get("identity") instanceof ObjectNode identity) {
      if (listed.type() != null) {
        narrow(identity, listed.type());
      } else {
        without(identity, Pattern.compile(listed.without(), Pattern.CASE_INSENSITIVE));
      }
    }
  }

  private static void former(Resource resource, ObjectNode shown) {
    if (!resource.identityWasChanged()) {
      return;
    }
    JsonNode former = resource.formerIdentity();
    if (former == null) {
      shown.remove("identity");
    } else {
      shown.set("identity", former.deepCopy());
    }
  }

  private static void narrow(ObjectNode identity, String type) {
    String named = type.toLowerCase(Locale.ROOT);
    identity.put("type", type);
    if (!named.contains("systemassigned")) {
      identity.remove(List.of("principalId", "tenantId"));
    }
    if (!named.contains("userassigned")) {
      identity.remove(ENTRIES);
    }
  }

  private static void without(ObjectNode identity, Pattern left) {
    if (identity.get(ENTRIES) instanceof ObjectNode entries) {
      List<String> names = entries.propertyStream().map(entry -> entry.getKey()).toList();
      entries.remove(names.stream().filter(name -> left.matcher(name).find()).toList());
    }
  }
}
