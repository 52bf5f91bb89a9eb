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
  SCALE_SET_GET("GetVMScaleSet", 12, 36, 800, 2400),
  SCALE_SET_LIST("ListVMScaleSets", 10, 30, 360, 1080),
  MACHINE_PUT("PutVM", 4, 12, 500, 1500),
  MACHINE_UPDATE("UpdateVM", 4, 12, 500, 1500),
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
    int provider = parts.indexOf("providers");
    if (provider < 0 || parts.size() < provider + 3) {
      return Optional.empty();
    }
    if (parts.get(provider + 2).equalsIgnoreCase("locations")) {
      return Optional.of(OPERATION_GET);
    }
    boolean list = parts.size() == provider + 3;
    return ResourceKind.of(parts.get(provider + 1), parts.get(provider + 2))
        .flatMap(kind -> of(kind, method, list));
  }

  private static Optional<Budget> of(ResourceKind kind, String method, boolean list) {
    return switch (kind) {
      case SCALE_SET -> Optional.of(of(method, list, scaleSets()));
      case VIRTUAL_MACHINE -> Optional.of(of(method, list, machines()));
      case USER_ASSIGNED_IDENTITY -> Optional.empty();
    };
  }

  private static Budget of(String method, boolean list, List<Budget> rows) {
    return switch (method) {
      case "GET", "HEAD" -> rows.get(list ? 0 : 1);
      case "PUT" -> rows.get(2);
      default -> rows.get(3);
    };
  }

  private static List<Budget> scaleSets() {
    return List.of(SCALE_SET_LIST, SCALE_SET_GET, SCALE_SET_CREATE, SCALE_SET_ACTION);
  }

  private static List<Budget> machines() {
    return List.of(MACHINE_LIST, MACHINE_GET, MACHINE_PUT, MACHINE_UPDATE);
  }
}
