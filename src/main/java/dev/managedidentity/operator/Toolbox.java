package dev.managedidentity.operator;

import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;

/** What looks are taken with, by the credential: made when first needed, and kept. */
final class Toolbox {
  private final Cluster cluster;
  private final Reporter reporter;
  private final OperatorSettings settings;
  private final Clock clock;
  private final DoubleSupplier jitter;

  /** By the name of the credential; one whose Secret changed takes the place of the former. */
  private final Map<String, Tools> tools = new ConcurrentHashMap<>();

  /** Those of one version of a credential. */
  record Tools(String key, Look.Tools ofTargets, UserIdentityLook.Tools ofIdentities) {}

  /**
   * @param jitter from 0 to 1
   */
  Toolbox(
      Cluster cluster,
      Reporter reporter,
      OperatorSettings settings,
      Clock clock,
      DoubleSupplier jitter) {
    this.cluster = cluster;
    this.reporter = reporter;
    this.settings = settings;
    this.clock = clock;
    this.jitter = jitter;
  }

  Tools of(Credential credential) {
    return tools.compute(
        credential.name(),
        (unused, known) ->
            known != null && known.key().equals(credential.key()) ? known : make(credential));
  }

  private Tools make(Credential credential) {
    RoleStep roles = new RoleStep(credential.azure().roles(), settings, clock, jitter);
    KnownIdentities known = new KnownIdentities(credential.azure().identities(), clock);
    return new Tools(
        credential.key(),
        new Look.Tools(
            credential.azure().compute(), roles, known, settings, reporter, clock, jitter),
        new UserIdentityLook.Tools(
            credential.azure().identities(), roles, cluster, settings, reporter, clock, jitter));
  }
}
