package dev.managedidentity.plan;

import static dev.managedidentity.plan.Shorthand.declarations;
import static dev.managedidentity.plan.Shorthand.live;
import static dev.managedidentity.plan.Shorthand.patch;
import static dev.managedidentity.plan.Shorthand.rows;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Authoritative removes from a node pool of AKS. */
class ManagedGroupTest {
  private static Plan plan(String live, String declared, String group) {
    return Planner.plan(
        declarations(declared),
        live(live),
        new Circumstances(true, Set.of(), Set.of(), Optional.of(new ManagedGroup("5E1F", group))));
  }

  /** All identities of these are in the group {@code shop}. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          the kubelet's stays                     | a kubelet        | web: authoritative +a              | SHOP  | nothing                          | a PreExisting, kubelet Foreign
          beside what is assigned                 | kubelet          | web: authoritative +a              | shop  | UserAssigned [+a]                | a Pending owned, kubelet Foreign
          and the system-assigned one             | system kubelet   | web: authoritative                 | shop  | nothing                          | system Foreign, kubelet Foreign
          that is switched off stays alone        | system kubelet   | web: authoritative -system         | shop  | UserAssigned                     | system Removing, kubelet Foreign
          unless it is listed as Absent           | a kubelet        | web: authoritative +a -kubelet     | shop  | UserAssigned [-kubelet]          | a PreExisting, kubelet Removing
          or by another declaration               | a kubelet        | web: authoritative +a; ops: -kubelet | shop | UserAssigned [-kubelet]         | a PreExisting, kubelet Removing
          what is ours goes                       | a b kubelet      | web: authoritative +a owns=b       | shop  | UserAssigned [-b]                | a PreExisting, b Removing owned, kubelet Foreign
          of another group goes as ever           | a kubelet        | web: authoritative +a              | other | UserAssigned [-kubelet]          | a PreExisting, kubelet Removing
          """)
  void identitiesOfTheManagedGroupAreNotRemoved(
      String what, String live, String declared, String group, String patch, String rows) {
    // When
    Plan plan = plan(live, declared, group);

    // Then
    assertThat(patch(plan)).isEqualTo(patch);
    assertThat(rows(plan.shares().get("web"))).isEqualTo(rows);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "MC_shop_web_westeurope, '',                                 true",
    "mc_SHOP,                team,                               true",
    "nodes,                  aks-managed-poolName,               true",
    "nodes,                  AKS-Managed-Cluster-Name,           true",
    "nodes,                  karpenter.azure.com_cluster,        true",
    "nodes,                  team;aks-managed-orchestrator,      true",
    "nodes,                  '',                                 false",
    "nodes,                  not-aks-managed-pool;aksManaged,    false",
    "mcshop,                 '',                                 false",
    "shop_MC_,               '',                                 false",
  })
  void aksManagesWhatIsInItsGroupOrHasItsTags(String group, String tags, boolean isManaged) {
    for (String type : List.of(ArmId.SCALE_SET, ArmId.VIRTUAL_MACHINE)) {
      // Given
      ArmId target = ArmId.of("s", group, type, "web");

      // When
      Optional<ManagedGroup> managed = ManagedGroup.of(target, List.of(tags.split(";")));

      // Then
      assertThat(managed)
          .isEqualTo(isManaged ? Optional.of(new ManagedGroup("s", group)) : Optional.empty());
    }
  }

  @ParameterizedTest
  @CsvSource({"s, shop, true", "S, Shop, true", "s, shops, false", "t, shop, false"})
  void aGroupIsOfOneSubscriptionInAnyCasing(String subscription, String group, boolean isIn) {
    ArmId kubelet = ArmId.of(subscription, group, ArmId.USER_ASSIGNED_IDENTITY, "kubelet");

    assertThat(new ManagedGroup("s", "shop").contains(kubelet)).isEqualTo(isIn);
  }
}
