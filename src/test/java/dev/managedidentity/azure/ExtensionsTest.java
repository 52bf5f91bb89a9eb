package dev.managedidentity.azure;

import static dev.managedidentity.azure.Replies.SUBSCRIPTION;
import static dev.managedidentity.azure.Replies.WEB;
import static dev.managedidentity.azure.Replies.reply;
import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.LegacyExtension.OperatingSystem;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.plan.LiveExtension;
import dev.managedidentity.plan.LiveExtension.Setup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExtensionsTest {
  private static final ArmId BUILD =
      ArmId.parse(SUBSCRIPTION + "Microsoft.Compute/virtualMachines/build");
  private static final String LEGACY =
      """
      {"name":"msi","properties":{"publisher":"microsoft.managedidentity",
       "type":"ManagedIdentityExtensionForlinux","settings":{"port":50342}}}""";

  @Test
  void thoseOfAScaleSetAreInItsModel() {
    assertThat(scaleSet("[" + LEGACY + "]").extensions())
        .containsExactly(new LiveExtension("msi", OperatingSystem.Linux, 50342, Setup.DONE));
  }

  @Test
  void thoseOfAMachineAreItsResources() {
    // Given
    String body =
        "{\"id\":\"%s\",\"location\":\"westeurope\",\"properties\":{},\"resources\":[%s]}"
            .formatted(BUILD, LEGACY.replace("linux", "Windows"));

    // When
    ComputeResource build = ComputeAnswer.read(reply(200, body), BUILD).value().orElseThrow();

    // Then
    assertThat(build.extensions())
        .containsExactly(new LiveExtension("msi", OperatingSystem.Windows, 50342, Setup.DONE));
    assertThat(build.location()).isEqualTo("westeurope");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      nullValues = "null",
      textBlock =
          """
          50343    | 50343
          "50343"  | 50343
          " 50343" | 50343
          0        | null
          65536    | null
          -1       | null
          50343.0  | null
          "x"      | null
          {}       | null
          """)
  void thePortIsANumberOrItsDigits(String told, Integer port) {
    assertThat(scaleSet("[" + LEGACY.replace("50342", told) + "]").extensions())
        .extracting(LiveExtension::port)
        .containsExactly(port);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "Failed, FAILED",
    "failed, FAILED",
    "Creating, UNDERWAY",
    "Updating, UNDERWAY",
    "deleting, UNDERWAY",
    "Succeeded, DONE",
    "Canceled, DONE"
  })
  void howFarAzureIsWithItIsTold(String state, Setup setup) {
    // Given
    String told =
        LEGACY.replace("\"settings\"", "\"provisioningState\":\"" + state + "\",\"settings\"");

    // Then
    assertThat(scaleSet("[" + told + "," + LEGACY + "]").extensions())
        .extracting(LiveExtension::setup)
        .containsExactly(setup, Setup.DONE);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "null",
        "{}",
        "\"msi\"",
        "[null, 7, \"msi\", [], {}]",
        "[{\"name\":\"msi\"}]",
        "[{\"name\":\"msi\",\"properties\":7}]",
        "[{\"name\":5,\"properties\":{\"publisher\":[],\"type\":{}}}]",
        "[{\"name\":\"health\",\"properties\":{\"publisher\":\"Microsoft.ManagedServices\",\"type\":\"ManagedIdentityExtensionForLinux\"}}]",
        "[{\"name\":\"msi\",\"properties\":{\"publisher\":\"Microsoft.ManagedIdentity\",\"type\":\"Other\"}}]",
        "[{\"name\":\" \",\"properties\":{\"publisher\":\"Microsoft.ManagedIdentity\",\"type\":\"ManagedIdentityExtensionForLinux\"}}]"
      })
  void whatIsOddOrOfOthersIsPassedOver(String extensions) {
    // When
    ComputeResource read = scaleSet(extensions);

    // Then
    assertThat(read.extensions()).isEmpty();
    assertThat(read.identity().systemAssigned()).isTrue();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"mode":"Manual"}    | true
          {"mode":"manual"}    | true
          {"mode":"Automatic"} | false
          {"mode":"Rolling"}   | false
          {"mode":5}           | false
          {}                   | false
          "Manual"             | false
          null                 | false
          """)
  void whoMustUpgradeByHandIsTold(String policy, boolean byHand) {
    // Given
    String body = "{\"id\":\"%s\",\"properties\":{\"upgradePolicy\":%s}}".formatted(WEB, policy);

    // Then
    assertThat(ComputeAnswer.read(reply(200, body), WEB).value().orElseThrow().upgradesByHand())
        .isEqualTo(byHand);
  }

  private static ComputeResource scaleSet(String extensions) {
    String body =
        """
        {"id":"%s","identity":{"type":"SystemAssigned"},
         "properties":{"virtualMachineProfile":{"extensionProfile":{"extensions":%s}}}}"""
            .formatted(WEB, extensions);
    return ComputeAnswer.read(reply(200, body), WEB).value().orElseThrow();
  }
}
