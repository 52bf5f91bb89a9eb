package dev.managedidentity.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What users look up must be all there is. */
class ReferenceTest {
  private static final Path PAGES = Path.of("docs", "reference");

  @Test
  void thePageOfTheKindTellsEveryField() throws IOException {
    // Given
    String page = Files.readString(PAGES.resolve("scalesetidentity.md"));

    // Then
    assertThat(fields(Crd.ofScaleSetIdentity()))
        .contains("scaleSet.id", "userAssigned[].ensure", "conditions[].reason")
        .allSatisfy(field -> assertThat(page).contains("`" + field + "`"));
  }

  @Test
  void thePageOfTheMachinesTellsEveryFieldThatScaleSetsDoNotHave() throws IOException {
    // Given
    String page = Files.readString(PAGES.resolve("virtualmachineidentity.md"));
    List<String> own = new ArrayList<>(fields(Crd.ofVirtualMachineIdentity()));
    own.removeAll(fields(Crd.ofScaleSetIdentity()));

    // Then
    assertThat(own)
        .contains("virtualMachine.id", "virtualMachine.subscriptionId")
        .allSatisfy(field -> assertThat(page).contains("`" + field + "`"));
  }

  @Test
  void thePageOfTheIdentitiesTellsEveryField() throws IOException {
    // Given
    String page = Files.readString(PAGES.resolve("userassignedidentity.md"));

    // Then
    assertThat(fields(Crd.ofUserAssignedIdentity()))
        .contains("writeTo.configMap", "tags", "roleAssignments[].since", "clientId")
        .allSatisfy(field -> assertThat(page).contains("`" + field + "`"));
  }

  @Test
  void thePageOfAzureAccessTellsEveryField() throws IOException {
    // Given
    String page = Files.readString(PAGES.resolve("azureaccess.md"));

    // Then
    assertThat(fields(Crd.ofAzureAccess()))
        .contains("allowed.roleAssignments[].scope", "credential", "sharedNamespaces")
        .allSatisfy(field -> assertThat(page).contains("`" + field + "`"));
  }

  @ParameterizedTest
  @EnumSource
  void thePageOfTheIdentitiesTellsEveryStateOfARole(RoleAssignmentState state) throws IOException {
    assertThat(rows("userassignedidentity.md"))
        .anySatisfy(row -> assertThat(row).startsWith("| `" + state + "` |"));
  }

  @ParameterizedTest
  @EnumSource
  void thePageOfTheIdentitiesTellsWhatBecomesOfThem(IdentityDeletionPolicy policy)
      throws IOException {
    assertThat(rows("userassignedidentity.md"))
        .anySatisfy(row -> assertThat(row).startsWith("| `" + policy + "` |"));
  }

  @ParameterizedTest
  @EnumSource
  void thePageOfTheKindTellsEveryStateOfAnIdentity(IdentityState state) throws IOException {
    assertThat(rows("scalesetidentity.md"))
        .anySatisfy(row -> assertThat(row).startsWith("| `" + state + "` |"));
  }

  @Test
  void thePageOfTheReasonsHasARowForEachAndNoOther() throws IOException {
    assertThat(rows("reasons.md").map(row -> row.split("`", -1)[1]))
        .containsExactlyElementsOf(Arrays.stream(Reason.values()).map(Reason::name).toList());
  }

  /** The rows of a page's tables that are about a word in code type. */
  private static Stream<String> rows(String page) throws IOException {
    return Files.readString(PAGES.resolve(page)).lines().filter(line -> line.startsWith("| `"));
  }

  private static List<String> fields(CustomResourceDefinition crd) {
    Map<String, JSONSchemaProps> members =
        crd.getSpec().getVersions().get(0).getSchema().getOpenAPIV3Schema().getProperties();
    return Stream.concat(below("", members.get("spec")), below("", members.get("status"))).toList();
  }

  /** The paths of all fields that hold a value, as the pages spell them. */
  private static Stream<String> below(String path, JSONSchemaProps schema) {
    if (schema.getItems() != null && !schema.getItems().getSchema().getProperties().isEmpty()) {
      return below(path + "[]", schema.getItems().getSchema());
    }
    Map<String, JSONSchemaProps> members = schema.getProperties();
    if (members == null || members.isEmpty()) {
      return Stream.of(path);
    }
    String prefix = path.isEmpty() ? "" : path + ".";
    return members.entrySet().stream()
        .flatMap(member -> below(prefix + member.getKey(), member.getValue()));
  }
}
