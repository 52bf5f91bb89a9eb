package dev.managedidentity.plan;

import dev.managedidentity.plan.RoleHolder.Presence;
import dev.managedidentity.plan.RolePlan.Row;
import dev.managedidentity.plan.RolePlan.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A few letters for what the tables of roles speak of.
 *
 * <p>Declarations as in {@link Shorthand}, with {@code wants=Reader@s,Writer@t} for roles and
 * scopes and {@code made=Reader@s} for what is on record; {@code ?Reader@s} is a role that cannot
 * be looked up, {@code #Reader@s} one spelt by the id of its definition, {@code p0:Reader@s} one of
 * another principal than {@code p1}. Holders: {@code none}, {@code unknown}, {@code p1 Reader@s
 * x:Writer@t unread=t}, where {@code x:} is an assignment that others made.
 */
final class RoleShorthand {
  private static final String SCOPES = "/subscriptions/5e1f/resourceGroups/";
  private static final String DEFINITIONS =
      "/subscriptions/5e1f/providers/Microsoft.Authorization/roleDefinitions/";

  private RoleShorthand() {}

  static RolePlan plan(String holder, String declared) {
    return RolePlanner.plan(declarations(declared), holder(holder));
  }

  static List<Declaration> declarations(String words) {
    List<Declaration> declarations = Shorthand.declarations(words);
    List<String> each = List.of(words.split(";", -1));
    List<Declaration> speaking = new ArrayList<>();
    for (int i = 0; i < declarations.size(); i++) {
      List<String> said = List.of(each.get(i).strip().split(" "));
      RoleClaims claims =
          new RoleClaims(
              values(said, "wants=").map(RoleShorthand::wish).toList(),
              values(said, "made=").map(RoleShorthand::record).toList());
      speaking.add(new Told(declarations.get(i)).roles(claims).done());
    }
    return speaking;
  }

  private static Stream<String> values(List<String> said, String option) {
    return said.stream()
        .filter(word -> word.startsWith(option))
        .flatMap(word -> Stream.of(word.substring(option.length()).split(",")));
  }

  static RoleWish wish(String word) {
    String role = word.substring(0, word.indexOf('@'));
    String scope = SCOPES + word.substring(word.indexOf('@') + 1);
    return switch (role.charAt(0)) {
      case '?' -> new RoleWish(role.substring(1), scope, null);
      case '#' -> new RoleWish(DEFINITIONS + role, scope, definition(role.substring(1)));
      default -> new RoleWish(role, scope, definition(role));
    };
  }

  private static String definition(String role) {
    return "definition-of-" + role.toLowerCase(Locale.ROOT);
  }

  static RoleRecord record(String word) {
    String principal = word.contains(":") ? word.substring(0, word.indexOf(':')) : "p1";
    RoleWish wish = wish(word.substring(word.indexOf(':') + 1));
    String id = RoleIds.grant(principal, wish.definition(), wish.scope());
    return new RoleRecord(wish.role(), wish.scope(), principal, wish.definition(), id);
  }

  static RoleHolder holder(String words) {
    if (words.equals("none")) {
      return RoleHolder.NONE;
    }
    if (words.equals("unknown")) {
      return RoleHolder.UNKNOWN;
    }
    List<String> said = List.of(words.split(" "));
    return new RoleHolder(
        Presence.THERE,
        said.get(0),
        said.stream().filter(word -> word.contains("@")).map(w -> live(said.get(0), w)).toList(),
        values(said, "unread=").map(s -> SCOPES.toLowerCase(Locale.ROOT) + s).collect(set()));
  }

  private static LiveRole live(String principal, String word) {
    boolean byOthers = word.startsWith("x:");
    RoleWish wish = wish(byOthers ? word.substring(2) : word);
    String id = byOthers ? "by-others-" + word : grantId(principal, wish);
    return new LiveRole(id, principal, wish.definition(), wish.scope());
  }

  private static String grantId(String principal, RoleWish wish) {
    return RoleIds.grant(principal, wish.definition(), wish.scope());
  }

  private static Collector<String, ?, Set<String>> set() {
    return Collectors.toSet();
  }

  /** What changes and for whom: {@code +p1:Reader@s web ops, -p0:Reader@s web}. */
  static String changes(RolePlan plan) {
    List<String> changes = new ArrayList<>();
    plan.grants()
        .forEach(g -> changes.add("+" + told(g.principalId(), g.role(), g.scope(), g.causes())));
    plan.revocations()
        .forEach(
            r ->
                changes.add(
                    "-"
                        + told(
                            r.record().principalId(),
                            r.record().role(),
                            r.record().scope(),
                            r.causes())));
    return changes.isEmpty() ? "nothing" : String.join(", ", changes);
  }

  private static String told(String principal, String role, String scope, List<String> causes) {
    return principal + ":" + shortly(role, scope) + " " + String.join(" ", causes);
  }

  private static String shortly(String role, String scope) {
    return role.replace(DEFINITIONS, "") + "@" + scope.replace(SCOPES, "");
  }

  /** One declaration's rows: {@code Reader@s Granted owned, p0:Writer@t Removing owned}. */
  static String rows(Share share) {
    return share.rows().isEmpty()
        ? "nothing"
        : share.rows().stream().map(RoleShorthand::row).collect(Collectors.joining(", "));
  }

  private static String row(Row row) {
    boolean former = row.principalId() != null && !row.principalId().equals("p1");
    return (former ? row.principalId() + ":" : "")
        + shortly(row.role(), row.scope())
        + " "
        + row.state()
        + (row.owned() ? " owned" : "");
  }
}
