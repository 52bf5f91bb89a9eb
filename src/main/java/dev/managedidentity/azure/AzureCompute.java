package dev.managedidentity.azure;

import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.ExtensionPlan;
import dev.managedidentity.plan.IdentityPatch;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Scale sets and virtual machines in Azure. Safe for many threads. */
final class AzureCompute implements Compute {
  /** The version that the library's models were made from. */
  private static final String VERSION = "api-version=2025-04-01";

  /** A hundred thousand scale sets in pages of fifty; a link that leads in a circle ends here. */
  private static final int MOST_PAGES = 2000;

  private final Arm arm;

  AzureCompute(Arm arm) {
    this.arm = arm;
  }

  @Override
  public Answer<ComputeResource> read(ArmId target) {
    return arm.get(target.text(), VERSION, reply -> ComputeAnswer.read(reply, target));
  }

  @Override
  public Answer<Listed> list(String subscription, String type) {
    String id = "/subscriptions/" + subscription + "/providers/" + type;
    AtomicInteger pages = new AtomicInteger();
    Function<Reply, Answer<Page<Optional<ComputeResource>>>> read =
        reply -> {
          pages.incrementAndGet();
          return ComputeAnswer.page(reply);
        };
    return Page.all(arm, arm.get(id, VERSION, read), read, type, MOST_PAGES)
        .then(all -> Answer.of(listed(all, pages.get())));
  }

  private static Listed listed(List<Optional<ComputeResource>> entries, int pages) {
    Map<ArmId, ComputeResource> resources = new TreeMap<>();
    entries.forEach(entry -> entry.ifPresent(one -> resources.put(one.id(), one)));
    return new Listed(resources, pages);
  }

  @Override
  public Answer<Accepted> patch(ArmId target, IdentityPatch patch, String etag) {
    return arm.patch(
        target.text(),
        VERSION,
        PatchBody.of(target, patch),
        etag,
        reply -> PatchAnswer.read(reply, target, patch));
  }

  @Override
  public Answer<Accepted> putExtension(ComputeResource target, ExtensionPlan.Change extension) {
    String id = extensionId(target, extension);
    return arm.put(
        id,
        VERSION,
        ExtensionBody.of(target, extension),
        reply -> ExtensionAnswer.ofPut(reply, id));
  }

  @Override
  public Answer<Accepted> removeExtension(ComputeResource target, ExtensionPlan.Change extension) {
    return arm.delete(extensionId(target, extension), VERSION, ExtensionAnswer::ofDelete);
  }

  private static String extensionId(ComputeResource target, ExtensionPlan.Change extension) {
    return target.id().text() + "/extensions/" + extension.name();
  }

  @Override
  public Answer<OperationState> poll(Operation operation) {
    return arm.poll(operation, OperationAnswer::read);
  }
}
