package dev.managedidentity.plan;

import dev.managedidentity.api.DeletionPolicy;
import dev.managedidentity.api.IdentityState;
import dev.managedidentity.api.Mode;
import java.util.HashSet;
import java.util.Set;

/** A declaration with something about it changed. */
final class Told {
  private Declaration from;
  private String key;
  private Mode mode;
  private DeletionPolicy policy;
  private boolean suspended;
  private boolean leaving;
  private boolean ownsSystem;
  private Set<ArmId> owned;
  private Set<ArmId> mending;
  private RoleClaims roles;
  private ExtensionClaim extension;

  Told(Declaration from) {
    this.from = from;
    key = from.key();
    mode = from.mode();
    policy = from.deletionPolicy();
    suspended = from.suspended();
    leaving = from.leaving();
    ownsSystem = from.ownsSystemAssigned();
    owned = from.owned();
    mending = from.mending();
    roles = from.roles();
    extension = from.extension();
  }

  /** Edited to say what the other one says; age, name and record stay, and so does its leaving. */
  Told says(Declaration other) {
    from =
        new Declaration(
            key,
            from.created(),
            other.mode(),
            other.systemAssigned(),
            other.userAssigned(),
            other.ignore(),
            other.deletionPolicy(),
            other.suspended(),
            leaving,
            ownsSystem,
            owned,
            mending,
            from.roles(),
            from.extension(),
            from.access());
    roles = new RoleClaims(other.roles().wanted(), roles.owned());
    extension = new ExtensionClaim(other.extension().wanted(), extension.owned());
    mode = other.mode();
    policy = other.deletionPolicy();
    suspended = other.suspended();
    return this;
  }

  Told key(String value) {
    key = value;
    return this;
  }

  Told mode(Mode value) {
    mode = value;
    return this;
  }

  Told policy(DeletionPolicy value) {
    policy = value;
    return this;
  }

  Told suspended(boolean value) {
    suspended = value;
    return this;
  }

  Told leaving(boolean value) {
    leaving = value;
    return this;
  }

  Told owns(boolean system, Set<ArmId> ids) {
    ownsSystem = system;
    owned = ids;
    return this;
  }

  Told mends(Set<ArmId> ids) {
    mending = ids;
    return this;
  }

  Told roles(RoleClaims value) {
    roles = value;
    return this;
  }

  Told extension(ExtensionClaim value) {
    extension = value;
    return this;
  }

  /** With on record what its share of a plan says. */
  Told recorded(Share share) {
    Set<ArmId> ids = new HashSet<>();
    share.rows().stream().filter(Share.Row::owned).forEach(row -> ids.add(row.id()));
    Set<ArmId> stale = new HashSet<>();
    share.rows().stream()
        .filter(row -> row.state() == IdentityState.Stale && !row.owned())
        .forEach(row -> stale.add(row.id()));
    return owns(share.systemAssigned().map(Share.SystemRow::owned).orElse(false), ids).mends(stale);
  }

  Declaration done() {
    return new Declaration(
        key,
        from.created(),
        mode,
        from.systemAssigned(),
        from.userAssigned(),
        from.ignore(),
        policy,
        suspended,
        leaving,
        ownsSystem,
        owned,
        mending,
        roles,
        extension,
        from.access());
  }
}
