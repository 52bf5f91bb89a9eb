package dev.managedidentity.plan;

import dev.managedidentity.plan.RoleHolder.Presence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What all declarations of one principal say of its roles, held against what it has.
 *
 * <p>An id, here and in what uses this, is the folded one of a role assignment.
 */
final class RoleNeeds {
  private final List<Declaration> declarations;
  private final RoleHolder holder;
  private final List<RoleRecord> records = new ArrayList<>();
  private final Map<String, RoleRecord> recordById = new HashMap<>();
  private final Map<String, Set<String>> recordedBy = new HashMap<>();
  private final Map<String, Set<String>> namedBy = new HashMap<>();
  private final Set<String> there = new HashSet<>();
  private final Set<String> unread = new HashSet<>();

  /**
   * @param declarations oldest first
   */
  RoleNeeds(List<Declaration> declarations, RoleHolder holder) {
    this.declarations = declarations;
    this.holder = holder;
    holder.roles().forEach(role -> there.add(ArmId.fold(role.id())));
    holder.unread().forEach(scope -> unread.add(RoleIds.foldedScope(scope)));
    for (Declaration declaration : declarations) {
      records.addAll(declaration.roles().owned());
      Set<String> ids = new HashSet<>();
      declaration.roles().owned().forEach(record -> ids.add(ArmId.fold(record.id())));
      recordedBy.put(declaration.key(), ids);
    }
    records.forEach(record -> recordById.putIfAbsent(ArmId.fold(record.id()), record));
    for (Declaration declaration : declarations) {
      Set<String> ids = new HashSet<>();
      declaration.roles().wanted().stream()
          .filter(wish -> mayWant(declaration, wish))
          .forEach(wish -> ids.addAll(meant(wish)));
      namedBy.put(declaration.key(), ids);
    }
  }

  RoleHolder holder() {
    return holder;
  }

  /**
   * Which assignments a wish can mean. A role that cannot be looked up just now is known by its
   * record, else it would seem to be wanted no more.
   */
  private Set<String> meant(RoleWish wish) {
    Set<String> ids = new LinkedHashSet<>();
    if (wish.definition() != null) {
      principals()
          .forEach(
              principal ->
                  ids.add(ArmId.fold(RoleIds.grant(principal, wish.definition(), wish.scope()))));
      return ids;
    }
    records.stream()
        .filter(record -> isPrincipal(record.principalId()) && isSpeltAs(wish, record))
        .forEach(record -> ids.add(ArmId.fold(record.id())));
    return ids;
  }

  /** Those who may be the principal: while that is not known, all that ever were. */
  private Stream<String> principals() {
    return switch (holder.presence()) {
      case THERE -> Stream.of(holder.principalId());
      case NONE -> Stream.empty();
      case UNKNOWN -> records.stream().map(RoleRecord::principalId).distinct();
    };
  }

  private boolean isPrincipal(String principalId) {
    return principals().anyMatch(principal -> RoleIds.isSame(principal, principalId));
  }

  private static boolean isSpeltAs(RoleWish wish, RoleRecord record) {
    return RoleIds.isSame(wish.role(), record.role())
        && RoleIds.foldedScope(wish.scope()).equals(RoleIds.foldedScope(record.scope()));
  }

  /** The assignment that the operator makes for a wish; empty while that cannot be told. */
  Optional<String> grantId(RoleWish wish) {
    return holder.presence() == Presence.THERE && wish.definition() != null
        ? Optional.of(RoleIds.grant(holder.principalId(), wish.definition(), wish.scope()))
        : Optional.empty();
  }

  /** What is on record for a wish of this declaration: its own record before another's. */
  Optional<RoleRecord> recordOf(Declaration declaration, RoleWish wish) {
    Set<String> meant = meant(wish);
    return Stream.concat(declaration.roles().owned().stream(), records.stream())
        .filter(record -> meant.contains(ArmId.fold(record.id())))
        .findFirst();
  }

  /**
   * The assignment that meets a wish, whoever made it. One from above the scope does not: Azure
   * keeps both, and the one above may go.
   */
  Optional<LiveRole> met(RoleWish wish) {
    return holder.roles().stream()
        .filter(
            role ->
                isPrincipal(role.principalId())
                    && role.definition().equals(wish.definition())
                    && RoleIds.foldedScope(role.scope()).equals(RoleIds.foldedScope(wish.scope())))
        .findFirst();
  }

  boolean isUnread(String scope) {
    return unread.contains(RoleIds.foldedScope(scope));
  }

  /** Whether what is on record is there, or nobody could look. */
  boolean mayBeThere(RoleRecord record) {
    return holder.presence() == Presence.UNKNOWN
        || isUnread(record.scope())
        || there.contains(ArmId.fold(record.id()));
  }

  Optional<RoleRecord> record(String id) {
    return Optional.ofNullable(recordById.get(id));
  }

  boolean isRecordedBy(Declaration declaration, String id) {
    return recordedBy.get(declaration.key()).contains(id);
  }

  boolean isWantedBy(Declaration declaration, String id) {
    return declaration.claims() && namedBy.get(declaration.key()).contains(id);
  }

  /** Whether a declaration may have a role granted that it wants. */
  static boolean isGrantPermitted(Declaration declaration, RoleWish wish) {
    return declaration.access().grants(wish.role(), wish.definition(), wish.scope());
  }

  /**
   * Whether what a declaration says of a role counts: without the permission to grant it, only if
   * the operator granted it for this declaration before. See {@link Declaration#mayWant}.
   */
  private static boolean mayWant(Declaration declaration, RoleWish wish) {
    return isGrantPermitted(declaration, wish)
        || declaration.roles().owned().stream().anyMatch(record -> isSpeltAs(wish, record));
  }

  boolean isWanted(String id) {
    return declarations.stream().anyMatch(d -> isWantedBy(d, id));
  }

  /** Who is to have on record that the operator made it: as with identities. */
  Heritage heritage(String id) {
    return new Heritage(
        declarations,
        d -> isWantedBy(d, id),
        d -> isRecordedBy(d, id),
        Declaration::keepsOnLeaving);
  }
}
