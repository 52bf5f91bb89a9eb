package dev.managedidentity.azure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.plan.ArmId;
import java.util.Map;

/** User-assigned identities in Azure. Safe for many threads. */
final class AzureIdentities implements Identities {
  /** The newest that is no preview, and the library's own. */
  private static final String VERSION = "api-version=2024-11-30";

  private static final String GROUP_VERSION = "api-version=2021-04-01";

  private final Arm arm;

  AzureIdentities(Arm arm) {
    this.arm = arm;
  }

  @Override
  public Answer<UserIdentity> read(ArmId identity) {
    return arm.get(identity.text(), VERSION, reply -> IdentityAnswer.read(reply, identity));
  }

  @Override
  public Answer<String> groupLocation(String subscriptionId, String resourceGroup) {
    String group = "/subscriptions/%s/resourceGroups/%s".formatted(subscriptionId, resourceGroup);
    return arm.get(group, GROUP_VERSION, reply -> IdentityAnswer.ofGroup(reply, group));
  }

  @Override
  public Answer<Creation> create(ArmId identity, String location, Map<String, String> tags) {
    if (!isIdentity(identity)) {
      return Answer.not(Addresses.notOfType(identity.text(), ArmId.USER_ASSIGNED_IDENTITY));
    }
    ObjectNode body = Json.object().put("location", location);
    put(tags, body);
    return arm.put(
        identity.text(),
        VERSION,
        Json.bytes(body),
        reply -> IdentityAnswer.ofCreation(reply, identity));
  }

  @Override
  public Answer<UserIdentity> tag(ArmId identity, Map<String, String> tags) {
    if (!isIdentity(identity)) {
      return Answer.not(Addresses.notOfType(identity.text(), ArmId.USER_ASSIGNED_IDENTITY));
    }
    ObjectNode body = Json.object();
    put(tags, body);
    return arm.patch(
        identity.text(),
        VERSION,
        Json.bytes(body),
        null,
        reply -> IdentityAnswer.read(reply, identity));
  }

  @Override
  public Answer<Boolean> delete(ArmId identity) {
    return isIdentity(identity)
        ? arm.delete(identity.text(), VERSION, IdentityAnswer::ofDelete)
        : Answer.not(Addresses.notOfType(identity.text(), ArmId.USER_ASSIGNED_IDENTITY));
  }

  /** Whoever asks is trusted with identities, and with nothing else. */
  private static boolean isIdentity(ArmId id) {
    return id.isA(ArmId.USER_ASSIGNED_IDENTITY);
  }

  private static void put(Map<String, String> tags, ObjectNode body) {
    ObjectNode all = body.putObject("tags");
    tags.forEach(all::put);
  }
}
