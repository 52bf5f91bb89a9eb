package dev.managedidentity.emulator.arm;

import java.util.List;
import java.util.Optional;

/**
 * The token buckets of compute, a row each: one of the resource and one of the subscription.
 *
 * <p>Numbers are requests a minute and the most that can be saved up.
 */
enum Budget {
  SCALE_SET_CREATE("CreateVMScaleSet", 4, 12, 125, 375),
  SCALE_SET_ACTION("VMScaleSetActions", 4, 12, 500, 1500),
  SCALE_SET_DELETE("DeleteVMScaleSet", 4, 12, 175, 525),
  SCALE_SET_GET("GetVMScaleSet", 12, 36, 800, 2400),
  SCALE_SET_LIST("ListVMScaleSets", 10, 30, 360, 1080),
  MACHINE_PUT("PutVM", 4, 12, 500, 1500),
  MACHINE_UPDATE("UpdateVM", 4, 12, 500, 1500),
  MACHINE_DELETE("DeleteVM", 4, 12, 500, 1500),
  MACHINE_GET("LowCostGet", 12, 36, 8000, 24000),
  MACHINE_LIST("ListVMs", 10, 30, 360, 1080),
  OPERATION_GET("GetOperation", 15, 45, 5000, 15000);

  final String group;
  final int resourcePerMinute;
  final int resourceBurst;
  final int subscriptionPerMinute;
  final int subscriptionBurst;

  Budget(String group, int perMinute, int burst, int subscriptionPerMinute, int subscriptionBurst) {
    this.group = group;
    this.resourcePerMinute = perMinute;
    this.resourceBurst = burst;
    this.subscriptionPerMinute = subscriptionPerMinute;
    this.subscriptionBurst = subscriptionBurst;
  }

  /** The budget that a request draws on, if it is one to compute. */
  static Optional<Budget> of(String method, List<String> parts) {
    return ResourcePath.parse(parts)
        .filter(path -> path.isOf(ResourceKind.SCALE_SET.namespace()))
        .flatMap(path -> of(method, path));
  }

  private static Optional<Budget> of(String method, ResourcePath path) {
    String type = path.types().get(0);
    if (type.equalsIgnoreCase("locations")) {
      return Optional.of(OPERATION_GET);
    }
    boolean scaleSet = type.equalsIgnoreCase(ResourceKind.SCALE_SET.type());
    if (!scaleSet && !type.equalsIgnoreCase(ResourceKind.VIRTUAL_MACHINE.type())) {
      return Optional.empty();
    }
    boolean list = path.names().isEmpty();
    boolean whole = path.types().size() == 1 && !list;
    return Optional.of(scaleSet ? ofScaleSet(method, list, whole) : ofMachine(method, list, whole));
  }

  private static Budget ofScaleSet(String method, boolean list, boolean whole) {
    return switch (method) {
      case "GET", "HEAD" -> list ? SCALE_SET_LIST : SCALE_SET_GET;
      case "PUT" -> whole ? SCALE_SET_CREATE : SCALE_SET_ACTION;
      case "DELETE" -> whole ? SCALE_SET_DELETE : SCALE_SET_ACTION;
      default -> SCALE_SET_ACTION;
    };
  }

  private static Budget ofMachine(String method, boolean list, boolean whole) {
    return switch (method) {
      case "GET", "HEAD" -> list ? MACHINE_LIST : MACHINE_GET;
      case "PUT" -> whole ? MACHINE_PUT : MACHINE_UPDATE;
      case "DELETE" -> whole ? MACHINE_DELETE : MACHINE_UPDATE;
      default -> MACHINE_UPDATE;
    };
  }
}
