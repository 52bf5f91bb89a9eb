package dev.managedidentity.operator;

import dev.managedidentity.azure.Azure;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What reconciles need, by the credential: made when first needed, kept while it is used. */
final class Toolbox {
  private final Cluster cluster;
  private final Reporter reporter;
  private final OperatorSettings settings;
  private final Surroundings around;

  /** By the name of the credential; one whose Secret changed takes the place of the former. */
  private final Map<String, Tools> tools = new ConcurrentHashMap<>();

  /** Those of one version of a credential. */
  record Tools(String key, Look.Tools ofTargets, UserIdentityLook.Tools ofIdentities) {}

  Toolbox(Cluster cluster, Reporter reporter, OperatorSettings settings, Surroundings around) {
    this.cluster = cluster;
    this.reporter = reporter;
    this.settings = settings;
    this.around = around;
  }

  Tools of(Credential credential) {
    return tools.compute(
        credential.name(),
        (unused, known) ->
            known != null && known.key().equals(credential.key()) ? known : make(credential));
  }

  /**
   * Forgets what is kept for other credentials than these and the operator's own. A reconcile that
   * still runs with one keeps its tools to its end.
   */
  void retain(Set<String> names) {
    tools.keySet().removeIf(name -> !name.isEmpty() && !names.contains(name));
  }

  private Tools make(Credential credential) {
    Azure azure = credential.azure();
    Clock clock = around.clock();
    GoneScopes gone = new GoneScopes(azure.identities());
    RoleStep roles = new RoleStep(azure.roles(), gone, settings, clock, around.jitter());
    return new Tools(
        credential.key(),
        new Look.Tools(
            azure.compute(),
            new Listings(
                azure.compute(),
                cluster::isDeclared,
                new Listings.Habits(
                    settings.syncPeriod(), settings.retryDelay(), settings.resourceGraph()),
                clock,
                around.wake()),
            azure.rights(),
            roles,
            new Inquiry.Desk(azure.activityLog(), around.aside()),
            new KnownIdentities(azure.identities(), clock),
            gone,
            settings,
            reporter,
            around.metrics(),
            clock,
            around.jitter()),
        new UserIdentityLook.Tools(
            azure.identities(), gone, roles, cluster, settings, reporter, clock, around.jitter()));
  }
}
