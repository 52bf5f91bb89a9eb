package dev.managedidentity.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.managedidentity.testing.ApiServer;
import dev.managedidentity.testing.WithApiServer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The longest lists are within what the API server spends on the rules about them. */
@WithApiServer
class AdmissionLimitsIT {
  private final Admission server;

  AdmissionLimitsIT(ApiServer server) {
    this.server = Admission.to(server);
  }

  @Test
  void takesTwoHundredIdentitiesWithTheLongestNamesThereAre() {
    // Given
    String list =
        Admission.identities(200, i -> "g".repeat(90), i -> "n".repeat(125) + "%03d".formatted(i));

    // Then
    assertThat(taken(Admission.scaleSet("{id: " + Admission.SCALE_SET_ID + "}", list))).isNotNull();
  }

  @Test
  void takesTwoHundredIdentitiesOfOneNameInAsManyGroups() {
    // Given
    String list =
        Admission.identities(200, i -> "group-of-a-region-%03d".formatted(i), i -> "application");

    // Then
    assertThat(taken(Admission.scaleSet("{id: " + Admission.SCALE_SET_ID + "}", list))).isNotNull();
  }

  @Test
  void findsTheDoubleAmongTwoHundred() {
    // Given
    String list =
        Admission.identities(
            200,
            i -> i == 199 ? "SHOP" : "shop",
            i -> "n".repeat(60) + "%03d".formatted(i == 199 ? 17 : i));

    // Then
    assertThatThrownBy(
            () -> server.apply(Admission.scaleSet("{id: " + Admission.SCALE_SET_ID + "}", list)))
        .hasMessageContaining("userAssigned names an identity twice");
  }

  @Test
  void takesTwoHundredIdentitiesByTheLongestNamesThereAre() {
    // Given
    String list =
        Admission.names(200, i -> "%03d".formatted(i) + ".n".repeat(123) + "%03d".formatted(i));

    // Then
    assertThat(taken(Admission.scaleSet("{id: " + Admission.SCALE_SET_ID + "}", list))).isNotNull();
  }

  @Test
  void findsTheDoubleAmongTwoHundredNames() {
    // Given
    String list = Admission.names(200, i -> "application-" + (i == 199 ? 17 : i));

    // Then
    assertThatThrownBy(
            () -> server.apply(Admission.scaleSet("{id: " + Admission.SCALE_SET_ID + "}", list)))
        .hasMessageContaining("userAssigned names an identity twice")
        .hasMessageContaining("remove one of the two entries for application-17");
  }

  @Test
  void takesFiftyRolesWithTheLongestNamesAndScopesThereAre() {
    // Given
    String roles =
        IntStream.range(0, 50)
            .mapToObj(
                i ->
                    "{role: %s%02d, scope: %s%s}"
                        .formatted(
                            "r".repeat(510),
                            i,
                            Admission.GROUP,
                            "s".repeat(1024 - Admission.GROUP.length())))
            .toList()
            .toString();

    // Then
    assertThat(taken(Admission.identity("resourceGroup: shop, roleAssignments: " + roles)))
        .isNotNull();
  }

  @Test
  void takesFiftyTagsWithTheLongestNamesAndValuesThereAre() {
    // Given
    String tags =
        IntStream.range(0, 50)
            .mapToObj(i -> "%s%02d: %s".formatted("t".repeat(510), i, "v".repeat(256)))
            .collect(Collectors.joining(", ", "{", "}"));

    // Then
    assertThat(taken(Admission.identity("resourceGroup: shop, tags: " + tags))).isNotNull();
  }

  private String taken(String manifest) {
    return server.apply(manifest).getMetadata().getUid();
  }
}
