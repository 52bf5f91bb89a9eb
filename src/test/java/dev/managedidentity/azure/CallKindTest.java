package dev.managedidentity.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallKindTest {
  private static final String GROUP = "https://arm.test/subscriptions/0a0a/resourceGroups/shop";

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET    | /providers/Microsoft.Compute/virtualMachineScaleSets/web                           | READ_TARGET
          GET    | /providers/microsoft.compute/virtualmachines/build                                 | READ_TARGET
          GET    | /providers/Microsoft.Compute/virtualMachineScaleSets                               | LIST_TARGETS
          PATCH  | /providers/Microsoft.Compute/virtualMachineScaleSets/web                           | PATCH_TARGET
          PATCH  | /providers/Microsoft.Compute/virtualMachines/build                                 | PATCH_TARGET
          PUT    | /providers/Microsoft.Compute/virtualMachines/build/extensions/msi                  | CHANGE_EXTENSION
          DELETE | /providers/Microsoft.Compute/virtualMachineScaleSets/web/extensions/msi            | CHANGE_EXTENSION
          GET    | /providers/Microsoft.Compute/virtualMachineScaleSets/extensions                    | READ_TARGET
          GET    | /providers/Microsoft.Compute/virtualMachineScaleSets/web/virtualMachines/0         | OTHER
          DELETE | /providers/Microsoft.Compute/virtualMachineScaleSets/web                           | OTHER
          GET    | /providers/Microsoft.ManagedIdentity/userAssignedIdentities/app                    | READ_IDENTITY
          PUT    | /providers/Microsoft.ManagedIdentity/userAssignedIdentities/app                    | CHANGE_IDENTITY
          PATCH  | /providers/Microsoft.ManagedIdentity/userAssignedIdentities/app                    | CHANGE_IDENTITY
          DELETE | /providers/Microsoft.ManagedIdentity/userAssignedIdentities/app                    | CHANGE_IDENTITY
          GET    | ''                                                                                 | READ_GROUP
          GET    | /providers/Microsoft.Authorization/roleDefinitions                                 | READ_ROLES
          GET    | /providers/Microsoft.Authorization/roleAssignments                                 | READ_ROLES
          PUT    | /providers/Microsoft.Authorization/roleAssignments/1                               | CHANGE_ROLES
          DELETE | /providers/Microsoft.Authorization/roleAssignments/1                               | CHANGE_ROLES
          GET    | /providers/Microsoft.Compute/virtualMachines/b/providers/Microsoft.Authorization/permissions | READ_RIGHTS
          GET    | /providers/Microsoft.Insights/eventtypes/management/values                         | READ_ACTIVITY_LOG
          GET    | /providers/Microsoft.Storage/storageAccounts/web                                   | OTHER
          GET    | /providers                                                                         | OTHER
          """)
  void isToldByTheMethodAndByTheTypeOfWhatIsAtTheAddress(
      HttpMethod method, String rest, CallKind kind) {
    assertThat(CallKind.of(new HttpRequest(method, GROUP + rest + "?api-version=1")))
        .isEqualTo(kind);
  }
}
