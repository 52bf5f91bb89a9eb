package dev.managedidentity.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArmIdTest {
  private static final String TEXT =
      "/subscriptions/5E1F/resourceGroups/Shop/providers/Microsoft.ManagedIdentity"
          + "/userAssignedIdentities/App";

  @Test
  void tellsItsPartsAsTheyWereWritten() {
    ArmId id = ArmId.parse(TEXT);

    assertThat(id.subscriptionId()).isEqualTo("5E1F");
    assertThat(id.resourceGroup()).isEqualTo("Shop");
    assertThat(id.type()).isEqualTo("Microsoft.ManagedIdentity/userAssignedIdentities");
    assertThat(id.name()).isEqualTo("App");
    assertThat(id.text()).isEqualTo(TEXT);
    assertThat(id).hasToString(TEXT);
  }

  @Test
  void isMadeFromItsParts() {
    assertThat(ArmId.of("5E1F", "Shop", ArmId.USER_ASSIGNED_IDENTITY, "App").text())
        .isEqualTo(TEXT);
    assertThatThrownBy(() -> ArmId.of("5E1F", "a/b", ArmId.SCALE_SET, "web"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void isEqualInAnyCasing() {
    ArmId id = ArmId.parse(TEXT);
    ArmId lower = ArmId.parse(TEXT.toLowerCase(Locale.ROOT));
    ArmId upper = ArmId.parse(TEXT.toUpperCase(Locale.ROOT));

    assertThat(Set.of(id)).contains(lower, upper);
    assertThat(id).isEqualByComparingTo(upper);
    assertThat(lower.folded()).isEqualTo(upper.folded()).isEqualTo(lower.text());
    assertThat(lower.isA(ArmId.USER_ASSIGNED_IDENTITY)).isTrue();
    assertThat(lower.isA(ArmId.SCALE_SET)).isFalse();
  }

  @Test
  void isAnotherOneIfAnyPartDiffers() {
    ArmId id = ArmId.parse(TEXT);

    for (String other :
        Set.of(
            TEXT.replace("5E1F", "5E1E"),
            TEXT.replace("Shop", "Shop1"),
            TEXT.replace("userAssigned", "systemAssigned"),
            TEXT.replace("App", "Apq"))) {
      assertThat(ArmId.parse(other)).isNotEqualTo(id);
      assertThat(ArmId.parse(other).compareTo(id)).isNotZero();
    }
    assertThat(id).isNotEqualTo(TEXT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rg",
        "MC_shop_web_westeurope",
        "a.b-c_d(e)",
        "(((",
        "$1\\d+.*",
        "résumé",
        "資源",
        "ΟΔΟΣ",
        "straße",
        "ISTANBUL",
      })
  void takesAnyResourceGroup(String group) {
    ArmId id = ArmId.of("5e1f", group, ArmId.USER_ASSIGNED_IDENTITY, "app");

    assertThat(id.resourceGroup()).isEqualTo(group);
    assertThat(ArmId.parse(id.text())).isEqualTo(id);
  }

  @Test
  void foldsLetterByLetter() {
    // A text in lower case ends in another sigma than its letters do one by one.
    ArmId word = ArmId.of("5e1f", "ΟΔΟΣ", ArmId.USER_ASSIGNED_IDENTITY, "app");
    ArmId letters = ArmId.of("5e1f", "οδοσ", ArmId.USER_ASSIGNED_IDENTITY, "app");
    ArmId written = ArmId.of("5e1f", "οδος", ArmId.USER_ASSIGNED_IDENTITY, "app");

    assertThat(word).isEqualTo(letters).isEqualTo(written).hasSameHashCodeAs(written);
  }

  @Test
  void foldsTheSameInATurkishLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("tr"));
      assertThat(ArmId.parse(TEXT.replace("App", "ID")))
          .isEqualTo(ArmId.parse(TEXT.replace("App", "id")));
    } finally {
      Locale.setDefault(before);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "app",
        "/subscriptions/5e1f",
        "/subscriptions/5e1f/resourceGroups/shop",
        "subscriptions/5e1f/resourceGroups/shop/providers/Microsoft.Compute/virtualMachines/web",
        "/subscriptions//resourceGroups/shop/providers/Microsoft.Compute/virtualMachines/web",
        "/subscriptions/5e1f/resourceGroups/shop/providers/Microsoft.Compute/virtualMachines/",
        "/subscriptions/5e1f/resourceGroups/shop/providers/Microsoft.Compute/virtualMachines/web/",
        "/subscriptions/5e1f/resourceGroups/shop/providers/P/virtualMachines/web/extensions/msi",
        "https://management.azure.com/subscriptions/5e1f/resourceGroups/shop/providers/P/t/web",
      })
  void saysWhatAnIdLooksLike(String text) {
    assertThatThrownBy(() -> ArmId.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("'" + text + "' is not the id of an Azure resource")
        .hasMessageContaining("/subscriptions/<subscription>/resourceGroups/<group>/providers/");
  }
}
