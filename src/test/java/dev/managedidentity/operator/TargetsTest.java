package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.managedidentity.api.TargetReference;
import org.junit.jupiter.api.Test;

class TargetsTest {
  private static TargetReference byName(String subscription, String group, String name) {
    TargetReference reference = new TargetReference();
    reference.subscriptionId = subscription;
    reference.resourceGroup = group;
    reference.name = name;
    return reference;
  }

  private static TargetReference byId(String id) {
    TargetReference reference = new TargetReference();
    reference.id = id;
    return reference;
  }

  @Test
  void bothFormsNameTheSameScaleSet() {
    assertThat(Targets.scaleSet(byName(null, "Shop", "web"), "s"))
        .isEqualTo(
            Targets.scaleSet(
                byId(
                    "/subscriptions/S/resourcegroups/shop/providers/microsoft.compute"
                        + "/virtualmachinescalesets/WEB"),
                null));
  }

  @Test
  void itsOwnSubscriptionGoesBeforeTheDefault() {
    assertThat(Targets.scaleSet(byName("own", "shop", "web"), "default").subscriptionId())
        .isEqualTo("own");
  }

  @Test
  void withoutAnySubscriptionTheRemedyIsNamed() {
    assertThatThrownBy(() -> Targets.scaleSet(byName(null, "shop", "web"), null))
        .hasMessageContaining("spec.scaleSet.subscriptionId")
        .hasMessageContaining("AZURE_SUBSCRIPTION_ID");
  }

  @Test
  void whatIsNoScaleSetIsNamed() {
    assertThatThrownBy(() -> Targets.scaleSet(null, "s")).hasMessageContaining("missing");
    assertThatThrownBy(() -> Targets.scaleSet(byName("s", null, "web"), "s"))
        .hasMessageContaining("resourceGroup");
    assertThatThrownBy(() -> Targets.scaleSet(byId("web"), "s"))
        .hasMessageContaining("spec.scaleSet.id");
    assertThatThrownBy(
            () ->
                Targets.scaleSet(
                    byId("/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/web"),
                    "s"))
        .hasMessageContaining("Microsoft.Web/sites");
  }
}
