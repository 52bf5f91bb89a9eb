package dev.managedidentity.azure;

import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import java.util.List;
import java.util.Locale;

/** What a call to Azure is for; never about what, so that there are few. */
public enum CallKind {
  /** A GET of one scale set or machine. */
  READ_TARGET,
  /** A page of the scale sets or machines of a subscription or group. */
  LIST_TARGETS,
  /** A PATCH of the identities of a scale set or machine. */
  PATCH_TARGET,
  /** An extension added, altered or removed. */
  CHANGE_EXTENSION,
  /** How an operation goes. */
  POLL,
  READ_IDENTITY,
  /** A user-assigned identity made, tagged or deleted. */
  CHANGE_IDENTITY,
  READ_GROUP,
  /** A page of role definitions or role assignments. */
  READ_ROLES,
  /** A role granted or taken away. */
  CHANGE_ROLES,
  /** A page of what the operator may do. */
  READ_RIGHTS,
  /** A page of who changed what. */
  READ_ACTIVITY_LOG,
  OTHER;

  /** By the method, and by the type of what is at the address: pages have that of their list. */
  static CallKind of(HttpRequest request) {
    boolean reads = request.getHttpMethod() == HttpMethod.GET;
    String path = request.getUrl().getPath().toLowerCase(Locale.ROOT);
    List<String> parts = List.of(path.split("/", -1));
    int type = parts.lastIndexOf("providers") + 1;
    if (type == 0) {
      return reads && parts.contains("resourcegroups") ? READ_GROUP : OTHER;
    }
    List<String> named = parts.subList(type, parts.size());
    return switch (String.join("/", named.subList(0, Math.min(2, named.size())))) {
      case "microsoft.compute/virtualmachinescalesets", "microsoft.compute/virtualmachines" ->
          ofTarget(request.getHttpMethod(), named);
      case "microsoft.managedidentity/userassignedidentities" ->
          reads ? READ_IDENTITY : CHANGE_IDENTITY;
      case "microsoft.authorization/roledefinitions", "microsoft.authorization/roleassignments" ->
          reads ? READ_ROLES : CHANGE_ROLES;
      case "microsoft.authorization/permissions" -> READ_RIGHTS;
      case "microsoft.insights/eventtypes" -> READ_ACTIVITY_LOG;
      default -> OTHER;
    };
  }

  private static CallKind ofTarget(HttpMethod method, List<String> named) {
    boolean reads = method == HttpMethod.GET;
    return switch (named.size()) {
      case 2 -> reads ? LIST_TARGETS : OTHER;
      case 3 -> reads ? READ_TARGET : method == HttpMethod.PATCH ? PATCH_TARGET : OTHER;
      default -> !reads && named.get(3).equals("extensions") ? CHANGE_EXTENSION : OTHER;
    };
  }
}
