package dev.managedidentity.plan;

import dev.managedidentity.api.DeletionPolicy;
import dev.managedidentity.api.Ensure;
import dev.managedidentity.api.Mode;
import dev.managedidentity.api.SystemAssigned;
import dev.managedidentity.plan.IdentityPatch.Entry;
import dev.managedidentity.plan.LiveIdentity.Principal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A few letters for what the tables speak of.
 *
 * <p>Live identities: {@code none}, {@code system}, {@code a b}, {@code system a}, and {@code a~}
 * for one that is stale. Declarations, oldest first, with semicolons between: {@code web: +system
 * +a -b observe | additive | authoritative suspended leaving retain ignore=GLOB owns=system,a
 * mends=b}, where {@code +} is Enabled or Assigned and {@code -} Disabled or Absent. A patch is its
 * type and its entries: {@code UserAssigned [+a -b]}. A change {@code ~a web} is a repair.
 */
final class Shorthand {
  static final String PREFIX =
      "/subscriptions/5e1f/resourceGroups/shop/providers/Microsoft.ManagedIdentity"
          + "/userAssignedIdentities/";
  private static final String SYSTEM = "system";
  private static final String STALE = "~";
  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

  private Shorthand() {}

  static ArmId id(String name) {
    return ArmId.parse(PREFIX + name);
  }

  static LiveIdentity live(String words) {
    List<String> names = words.equals("none") ? List.of() : List.of(words.split(" "));
    boolean system = names.contains(SYSTEM);
    Map<ArmId, Principal> users = new LinkedHashMap<>();
    names.stream()
        .filter(name -> !name.equals(SYSTEM))
        .forEach(name -> users.put(id(name.replace(STALE, "")), principal(name)));
    return new LiveIdentity(system, system ? "principal" : null, system ? "tenant" : null, users);
  }

  /** Azure shows neither id of a stale one. */
  private static Principal principal(String name) {
    return name.endsWith(STALE)
        ? Principal.UNKNOWN
        : new Principal("client-" + name, "principal-" + name);
  }

  /** Those of the live identities that are stale, and those to be set aside: {@code a b}. */
  static Circumstances circumstances(String live, String setAside) {
    return new Circumstances(
        true,
        ids(Stream.of(setAside.split(" ")).filter(name -> !name.equals("none"))),
        ids(
            Stream.of(live.split(" "))
                .filter(name -> name.endsWith(STALE))
                .map(name -> name.replace(STALE, ""))));
  }

  private static Set<ArmId> ids(Stream<String> names) {
    return names.map(Shorthand::id).collect(Collectors.toSet());
  }

  static List<Declaration> declarations(String words) {
    List<Declaration> declarations = new ArrayList<>();
    for (String each : List.of(words.split(";"))) {
      declarations.add(declaration(each.strip(), FIRST.plusSeconds(declarations.size())));
    }
    return declarations;
  }

  private static Declaration declaration(String words, Instant created) {
    String key = words.substring(0, words.indexOf(':'));
    List<String> said = List.of(words.substring(key.length() + 1).strip().split(" "));
    Set<String> flags = new HashSet<>(said);
    Set<String> owns = new HashSet<>(values(said, "owns="));
    return new Declaration(
        key,
        created,
        mode(flags),
        flags.contains("+system")
            ? SystemAssigned.Enabled
            : flags.contains("-system") ? SystemAssigned.Disabled : null,
        named(said),
        values(said, "ignore=").stream().map(IdPattern::new).toList(),
        flags.contains("retain") ? DeletionPolicy.Retain : DeletionPolicy.Remove,
        flags.contains("suspended"),
        flags.contains("leaving"),
        owns.contains(SYSTEM),
        ids(owns.stream().filter(name -> !name.equals(SYSTEM))),
        ids(values(said, "mends=").stream()),
        RoleClaims.NONE,
        ExtensionClaim.NONE,
        Access.UNRESTRICTED);
  }

  private static Mode mode(Set<String> flags) {
    if (flags.contains("observe")) {
      return Mode.Observe;
    }
    return flags.contains("authoritative") ? Mode.Authoritative : Mode.Additive;
  }

  private static Map<ArmId, Ensure> named(List<String> said) {
    Map<ArmId, Ensure> named = new LinkedHashMap<>();
    for (String word : said) {
      boolean isIdentity = word.matches("[+-].+") && !word.endsWith(SYSTEM);
      if (isIdentity) {
        Ensure ensure = word.startsWith("+") ? Ensure.Assigned : Ensure.Absent;
        named.put(id(word.substring(1)), ensure);
      }
    }
    return named;
  }

  private static List<String> values(List<String> said, String option) {
    return said.stream()
        .filter(word -> word.startsWith(option))
        .flatMap(word -> Arrays.stream(word.substring(option.length()).split(",")))
        .toList();
  }

  static Plan plan(String live, String declarations) {
    return plan(live, declarations, "none");
  }

  static Plan plan(String live, String declarations, String setAside) {
    return Planner.plan(declarations(declarations), live(live), circumstances(live, setAside));
  }

  /** The patch in short, or {@code nothing}. */
  static String patch(Plan plan) {
    return plan.patch().map(Shorthand::text).orElse("nothing");
  }

  private static String text(IdentityPatch patch) {
    String entries =
        patch.userAssigned().entrySet().stream()
            .map(e -> (e.getValue() == Entry.ASSIGN ? "+" : "-") + name(e.getKey()))
            .collect(Collectors.joining(" "));
    return patch.type().text() + (entries.isEmpty() ? "" : " [" + entries + "]");
  }

  /** What changes and who wants it: {@code +a web, -system web ops}. */
  static String changes(List<Change> changes) {
    return changes.isEmpty()
        ? "nothing"
        : changes.stream()
            .map(c -> sign(c.action()) + name(c.identity()) + " " + String.join(" ", c.causes()))
            .collect(Collectors.joining(", "));
  }

  private static String sign(Change.Action action) {
    return switch (action) {
      case ASSIGN -> "+";
      case REPAIR -> STALE;
      case REMOVE -> "-";
    };
  }

  /** One declaration's rows: {@code system PreExisting, a Assigned owned}. */
  static String rows(Share share) {
    List<String> rows = new ArrayList<>();
    share.systemAssigned().ifPresent(r -> rows.add("system " + r.state() + owned(r.owned())));
    share.rows().forEach(r -> rows.add(name(r.id()) + " " + r.state() + owned(r.owned())));
    return rows.isEmpty() ? "nothing" : String.join(", ", rows);
  }

  /** What one declaration is to have on record: {@code system a}. */
  static String owned(Share share) {
    List<String> names = new ArrayList<>();
    share.systemAssigned().filter(Share.SystemRow::owned).ifPresent(r -> names.add(SYSTEM));
    share.rows().stream().filter(Share.Row::owned).forEach(r -> names.add(name(r.id())));
    return names.isEmpty() ? "nothing" : String.join(" ", names);
  }

  static String conflicts(Share share) {
    return share.conflicts().isEmpty()
        ? "none"
        : share.conflicts().stream()
            .map(c -> name(c.identity()) + " against " + c.elder())
            .collect(Collectors.joining(", "));
  }

  private static String owned(boolean owned) {
    return owned ? " owned" : "";
  }

  private static String name(ArmId subject) {
    return subject == null ? SYSTEM : subject.name();
  }
}
