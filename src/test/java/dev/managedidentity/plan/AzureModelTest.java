package dev.managedidentity.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The judge is judged first: a model that refuses nothing would let every property hold. */
class AzureModelTest {
  private static final String A = Shorthand.id("a").text();
  private static final String B = Shorthand.id("b").text();
  private final AzureModel azure = new AzureModel(Shorthand.live("system a"));

  @Test
  void mergesByTheRulesOfAzure() {
    azure.patch("SystemAssigned, UserAssigned", List.of(B), List.of());
    assertThat(azure.live()).isEqualTo(like("system a b"));

    azure.patch("UserAssigned", List.of(), List.of());
    assertThat(azure.live()).isEqualTo(like("a b"));

    azure.patch("userassigned", List.of(), List.of(A));
    assertThat(azure.live()).isEqualTo(like("b"));

    azure.patch("SystemAssigned", List.of(), List.of());
    assertThat(azure.live()).isEqualTo(like("system"));

    azure.patch("none", List.of(), List.of());
    assertThat(azure.live()).isEqualTo(like("none"));
  }

  @Test
  void healsAStaleReferenceByNullAndAnEmptyObjectOnly() {
    azure.recreate(Shorthand.id("A"));
    azure.recreate(Shorthand.id("b"));
    assertThat(azure.stale()).containsExactly(Shorthand.id("a"));
    assertThat(azure.live().userAssigned().values())
        .containsExactly(LiveIdentity.Principal.UNKNOWN);

    azure.patch("UserAssigned", List.of(B), List.of());
    assertThat(azure.stale()).containsExactly(Shorthand.id("a"));

    azure.patch("UserAssigned", List.of(), List.of(A));
    azure.patch("UserAssigned", List.of(A), List.of());
    assertThat(azure.stale()).isEmpty();
    assertThat(azure.live()).isEqualTo(like("a b"));
  }

  @Test
  void refusesWhatAzureRefuses() {
    refuses("None", List.of(), List.of(A));
    refuses("SystemAssigned", List.of(B), List.of());
    refuses("UserAssigned", List.of(), List.of(A));
    refuses("SystemAssigned, UserAssigned", List.of(), List.of(A));
    refuses("UserAssigned", List.of(), List.of(B));
    refuses("UserAssigned", List.of(B, B.replace("resourceGroups", "resourcegroups")), List.of());
    refuses("UserAssigned", IntStream.range(0, 151).mapToObj(i -> B + i).toList(), List.of());
  }

  @Test
  void refusesWhatThePlannerPromisesNotToSend() {
    refuses("UserAssigned", List.of(B), List.of(A.replace("shop", "Shop")));
    refuses("UserAssigned", List.of(A), List.of());
    refuses("SystemAssigned, UserAssigned", Collections.emptyList(), List.of());
  }

  private void refuses(String type, List<String> assigned, List<String> nulls) {
    AzureModel fresh = new AzureModel(Shorthand.live("system a"));

    assertThatThrownBy(() -> fresh.patch(type, assigned, nulls))
        .isInstanceOf(AzureModel.Refused.class);
  }

  private static LiveIdentity like(String words) {
    return new AzureModel(Shorthand.live(words)).live();
  }
}
