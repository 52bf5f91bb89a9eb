package dev.managedidentity.operator;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The commands that grant the operator a role, as they can be pasted into a shell. Pure. */
final class AzLine {

  /**
   * What no shell takes for more than it is. A group's name may have brackets, a scope anything.
   */
  private static final Pattern PLAIN = Pattern.compile("[\\w./-]+");

  private static final String UNKNOWN =
      "<object id of the credential's service principal or managed identity>";

  private AzLine() {}

  /**
   * @param principal the object id of the operator, a GUID; if it is not known, the line says what
   *     to put there
   */
  static String grant(Optional<String> principal, String role, List<String> scopes) {
    if (scopes.size() == 1) {
      return create(principal, role, quoted(scopes.get(0)));
    }
    return "for scope in %s; do %s; done"
        .formatted(
            scopes.stream().map(AzLine::quoted).collect(Collectors.joining(" ")),
            create(principal, role, "\"$scope\""));
  }

  private static String create(Optional<String> principal, String role, String scope) {
    // By its object id and type, for then nobody is looked up, which takes a right of its own.
    return "az role assignment create --assignee-object-id %s"
            .formatted(principal.orElse('"' + UNKNOWN + '"'))
        + " --assignee-principal-type ServicePrincipal --role \"%s\" --scope %s"
            .formatted(role, scope);
  }

  /** Ids are what somebody wrote: whoever pastes the line must not run what is hidden in one. */
  private static String quoted(String scope) {
    return PLAIN.matcher(scope).matches() ? scope : "'" + scope.replace("'", "'\\''") + "'";
  }
}
