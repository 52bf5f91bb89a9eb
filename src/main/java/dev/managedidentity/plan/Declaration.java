package dev.managedidentity.plan;

import dev.managedidentity.api.DeletionPolicy;
import dev.managedidentity.api.Ensure;
import dev.managedidentity.api.LegacyExtension.OperatingSystem;
import dev.managedidentity.api.Mode;
import dev.managedidentity.api.SystemAssigned;
import dev.managedidentity.plan.Verdict.Wish;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One declaration about a target, and what it is recorded to own there.
 *
 * <p>A subject, here and in the rest of the room, is what a declaration can speak of: the id of a
 * user-assigned identity, or null for the system-assigned one.
 *
 * @param key namespace and name, such as {@code shop/web}
 * @param created the older of two declarations has the say where they contradict each other
 * @param systemAssigned null: not managed
 * @param userAssigned what is wanted of which identity
 * @param ignore what Authoritative must not remove
 * @param suspended counts as declared, changes nothing
 * @param leaving being deleted: wants nothing any more
 * @param ownsSystemAssigned whether the operator switched the system-assigned identity on for it
 * @param owned the identities that the operator assigned, or is about to, for it
 * @param mending identities that were there before the operator came and that it takes off only to
 *     assign them anew, because the reference was stale: they are not owned afterwards either
 * @param roles what it says of roles of the target's principal
 * @param extension what it says of the managed identity extension
 * @param access what it may do in Azure
 */
public record Declaration(
    String key,
    Instant created,
    Mode mode,
    SystemAssigned systemAssigned,
    Map<ArmId, Ensure> userAssigned,
    List<IdPattern> ignore,
    DeletionPolicy deletionPolicy,
    boolean suspended,
    boolean leaving,
    boolean ownsSystemAssigned,
    Set<ArmId> owned,
    Set<ArmId> mending,
    RoleClaims roles,
    ExtensionClaim extension,
    Access access) {

  /** Oldest first; of two made in the same second the name decides, so that all agree. */
  public static final Comparator<Declaration> BY_AGE =
      Comparator.comparing(Declaration::created).thenComparing(Declaration::key);

  public Declaration {
    userAssigned = Collections.unmodifiableMap(new TreeMap<>(userAssigned));
    ignore = List.copyOf(ignore);
    owned = Collections.unmodifiableSet(new TreeSet<>(owned));
    mending = Collections.unmodifiableSet(new TreeSet<>(mending));
  }

  /** A declaration that speaks of identities only. */
  public Declaration(
      String key,
      Instant created,
      Mode mode,
      SystemAssigned systemAssigned,
      Map<ArmId, Ensure> userAssigned,
      List<IdPattern> ignore,
      DeletionPolicy deletionPolicy,
      boolean suspended,
      boolean leaving,
      boolean ownsSystemAssigned,
      Set<ArmId> owned) {
    this(
        key,
        created,
        mode,
        systemAssigned,
        userAssigned,
        ignore,
        deletionPolicy,
        suspended,
        leaving,
        ownsSystemAssigned,
        owned,
        Set.of(),
        RoleClaims.NONE,
        ExtensionClaim.NONE,
        Access.UNRESTRICTED);
  }

  /** Whether what it says counts: an Observe declaration claims nothing, nor does a leaving one. */
  boolean claims() {
    return mode != Mode.Observe && !leaving;
  }

  /** Whether it may cause a change in Azure. */
  boolean acts() {
    return mode != Mode.Observe && !suspended;
  }

  /** What it says of a subject, whether or not that counts; null if nothing. */
  Wish says(ArmId subject) {
    if (subject == null) {
      return systemAssigned == null
          ? null
          : systemAssigned == SystemAssigned.Enabled ? Wish.PRESENT : Wish.ABSENT;
    }
    Ensure said = userAssigned.get(subject);
    return said == null ? null : said == Ensure.Assigned ? Wish.PRESENT : Wish.ABSENT;
  }

  boolean wants(ArmId subject) {
    return claims() && says(subject) == Wish.PRESENT && mayWant(subject);
  }

  /**
   * Whether its wish for an identity counts. Without the permission to assign it, only if the
   * operator assigned it for this declaration before: withdrawing an AzureAccess must not take
   * credentials away, and a declaration that never had one must not get in the way of others.
   */
  boolean mayWant(ArmId subject) {
    return access.assigns(subject) || owns(subject);
  }

  /** The part of the key before the slash. */
  String namespace() {
    return key.substring(0, Math.max(0, key.indexOf('/')));
  }

  boolean owns(ArmId subject) {
    return subject == null ? ownsSystemAssigned : owned.contains(subject);
  }

  /** Whether it has nothing on record that is to be removed or handed on. */
  public boolean ownsNothing() {
    return !ownsSystemAssigned
        && owned.isEmpty()
        && mending.isEmpty()
        && roles.owned().isEmpty()
        && extension.owned() == null;
  }

  /** Whether it has on record that a stale reference that was not ours is being replaced. */
  boolean mends(ArmId subject) {
    return subject != null && mending.contains(subject);
  }

  /** Whether it takes away what it owns once nobody wants that any more. */
  boolean releases(ArmId subject) {
    return acts() && !keepsOnLeaving() && !handsBack(subject);
  }

  boolean keepsOnLeaving() {
    return leaving && deletionPolicy == DeletionPolicy.Retain;
  }

  /**
   * Left out means not managed: a declaration that stops mentioning the system-assigned identity
   * leaves it as it is, and it is then nobody's to switch off.
   */
  boolean handsBack(ArmId subject) {
    return subject == null && systemAssigned == null;
  }

  boolean wantsExtension(OperatingSystem os) {
    return claims()
        && extension.wanted() != null
        && extension.wanted().wants(os)
        && (access.addsExtension() || extension.owned() != null);
  }

  boolean ownsExtension(String name) {
    return extension.owned() != null && ArmId.fold(extension.owned()).equals(ArmId.fold(name));
  }

  /** Left out means not managed, as with the system-assigned identity. */
  boolean handsExtensionBack() {
    return extension.wanted() == null;
  }

  boolean ignores(ArmId id) {
    return ignore.stream().anyMatch(pattern -> pattern.matches(id));
  }

  /** The same declaration with other roles. */
  public Declaration with(RoleClaims others) {
    return new Declaration(
        key,
        created,
        mode,
        systemAssigned,
        userAssigned,
        ignore,
        deletionPolicy,
        suspended,
        leaving,
        ownsSystemAssigned,
        owned,
        mending,
        others,
        extension,
        access);
  }

  /** The same declaration without a record that it owns the system-assigned identity. */
  public Declaration withoutSystemAssigned() {
    return new Declaration(
        key,
        created,
        mode,
        systemAssigned,
        userAssigned,
        ignore,
        deletionPolicy,
        suspended,
        leaving,
        false,
        owned,
        mending,
        roles,
        extension,
        access);
  }

  /** The same declaration with other permissions. */
  public Declaration with(Access other) {
    return new Declaration(
        key,
        created,
        mode,
        systemAssigned,
        userAssigned,
        ignore,
        deletionPolicy,
        suspended,
        leaving,
        ownsSystemAssigned,
        owned,
        mending,
        roles,
        extension,
        other);
  }

  /**
   * The same declaration where others act: it counts as declared, and nothing is changed for it.
   * What it wants is done with the rights of its own credential and no other's.
   */
  public Declaration standingBy() {
    return new Declaration(
        key,
        created,
        mode,
        systemAssigned,
        userAssigned,
        ignore,
        deletionPolicy,
        true,
        leaving,
        ownsSystemAssigned,
        owned,
        mending,
        roles,
        extension,
        access);
  }

  /**
   * The same declaration while its deletion is held: it counts as declared, as before it was
   * deleted, and nothing is changed for it.
   */
  public Declaration held() {
    return new Declaration(
        key,
        created,
        mode,
        systemAssigned,
        userAssigned,
        ignore,
        deletionPolicy,
        true,
        false,
        ownsSystemAssigned,
        owned,
        mending,
        roles,
        extension,
        access);
  }

  /**
   * Whether anything is removed from the target once this declaration is deleted: something that it
   * owns and that no other declaration wants.
   *
   * @param all the declarations of the target
   */
  public boolean removesOnDeletion(Collection<Declaration> all) {
    List<Declaration> staying =
        all.stream().filter(one -> one.claims() && !one.key.equals(key)).toList();
    return acts()
        && deletionPolicy != DeletionPolicy.Retain
        && (removesIdentity(staying) || removesRole(staying) || removesExtension(staying));
  }

  private boolean removesIdentity(List<Declaration> staying) {
    boolean removesSystemAssigned =
        ownsSystemAssigned && !handsBack(null) && isUnwanted(null, staying);
    return removesSystemAssigned || owned.stream().anyMatch(id -> isUnwanted(id, staying));
  }

  private static boolean isUnwanted(ArmId subject, List<Declaration> staying) {
    return staying.stream().noneMatch(one -> one.wants(subject));
  }

  private boolean removesRole(List<Declaration> staying) {
    return roles.owned().stream()
        .anyMatch(
            owned ->
                staying.stream()
                    .flatMap(one -> one.roles.wanted().stream())
                    .noneMatch(
                        wish ->
                            wish.role().equalsIgnoreCase(owned.role())
                                && wish.scope().equalsIgnoreCase(owned.scope())));
  }

  private boolean removesExtension(List<Declaration> staying) {
    return extension.owned() != null
        && !handsExtensionBack()
        && staying.stream()
            .noneMatch(one -> one.extension.wanted() != null && one.extension.wanted().present());
  }

  /** Whether it is to be shown what it would do, and does nothing. */
  boolean isObserver() {
    return mode == Mode.Observe && !leaving;
  }

  /** All declarations of the target, were this observer one that acts. */
  List<Declaration> actingAmong(List<Declaration> declarations) {
    return declarations.stream().map(d -> d.equals(this) ? asAdditive() : d).toList();
  }

  /** The same declaration, were it Additive and not suspended: what Observe shows. */
  private Declaration asAdditive() {
    return new Declaration(
        key,
        created,
        Mode.Additive,
        systemAssigned,
        userAssigned,
        ignore,
        deletionPolicy,
        false,
        leaving,
        ownsSystemAssigned,
        owned,
        mending,
        roles,
        extension,
        access);
  }
}
