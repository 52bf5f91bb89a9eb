package dev.managedidentity.azure;

import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.ExtensionPlan;
import dev.managedidentity.plan.IdentityPatch;
import java.util.Optional;

/** Scale sets and virtual machines in Azure. Safe for many threads. */
final class AzureCompute implements Compute {
  /** The version that the library's models were made from. */
  private static final String VERSION = "api-version=2025-04-01";

  private final Arm arm;

  AzureCompute(Arm arm) {
    this.arm = arm;
  }

  @Override
  public Answer<ComputeResource> read(ArmId target, Priority priority) {
    Answer<ComputeResource> read =
        arm.get(target.text(), VERSION, priority, reply -> ComputeAnswer.read(reply, target));
    read.value().ifPresent(known -> arm.learn(target.text(), known.location()));
    return read;
  }

  @Override
  public Answer<Listed> list(ListQuery query) {
    return new ComputeList(arm, VERSION, query).read();
  }

  @Override
  public int room(ListQuery query) {
    return new ComputeList(arm, VERSION, query).room();
  }

  @Override
  public Optional<Problem> turnToPatch(ArmId target) {
    return arm.turnToPatch(target.text(), VERSION);
  }

  @Override
  public Answer<Accepted> patch(ArmId target, IdentityPatch patch, String etag) {
    if (!isTarget(target)) {
      return Answer.not(notOfType(target));
    }
    return arm.patch(
        target.text(),
        VERSION,
        PatchBody.of(target, patch),
        etag,
        reply -> PatchAnswer.read(reply, target, patch));
  }

  @Override
  public Answer<Accepted> putExtension(ComputeResource target, ExtensionPlan.Change extension) {
    if (!isTarget(target.id())) {
      return Answer.not(notOfType(target.id()));
    }
    String id = extensionId(target, extension);
    return arm.put(
        id,
        VERSION,
        ExtensionBody.of(target, extension),
        reply -> ExtensionAnswer.ofPut(reply, id));
  }

  @Override
  public Answer<Accepted> removeExtension(ComputeResource target, ExtensionPlan.Change extension) {
    return isTarget(target.id())
        ? arm.delete(extensionId(target, extension), VERSION, ExtensionAnswer::ofDelete)
        : Answer.not(notOfType(target.id()));
  }

  /** Whoever asks is trusted with scale sets and machines, and with nothing else. */
  private static boolean isTarget(ArmId id) {
    return id.isA(ArmId.SCALE_SET) || id.isA(ArmId.VIRTUAL_MACHINE);
  }

  private static Problem notOfType(ArmId id) {
    return Addresses.notOfType(id.text(), ArmId.SCALE_SET + " or " + ArmId.VIRTUAL_MACHINE);
  }

  private static String extensionId(ComputeResource target, ExtensionPlan.Change extension) {
    return target.id().text() + "/extensions/" + extension.name();
  }

  @Override
  public Answer<OperationState> poll(Operation operation) {
    return arm.poll(operation, OperationAnswer::read);
  }
}
