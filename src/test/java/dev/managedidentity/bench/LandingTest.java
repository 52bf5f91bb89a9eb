package dev.managedidentity.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.managedidentity.emulator.audit.ChangeRecord;
import dev.managedidentity.emulator.audit.RequestRecord;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LandingTest {
  private static RequestRecord patch(String client, String target, int status) {
    return new RequestRecord(1, Instant.EPOCH, client, "PATCH", target, status);
  }

  private static ChangeRecord change(String client, String target, String... there) {
    ObjectNode after = JsonNodeFactory.instance.objectNode();
    ObjectNode users = after.putObject("userAssignedIdentities");
    for (String id : there) {
      users.putObject(id);
    }
    JsonNode before = NullNode.getInstance();
    return new ChangeRecord(1, Instant.EPOCH, client, target, before, after);
  }

  private static Landing landing(List<RequestRecord> requests, List<ChangeRecord> changes) {
    return Landing.of("operator", "/web", requests, changes);
  }

  @Test
  void refusedPatchesCountAndLaterOnesDoNot() {
    // Given
    Landing landing =
        landing(
            List.of(
                patch("operator", "/web", 400),
                patch("operator", "/WEB", 200),
                patch("operator", "/web", 429),
                patch("operator", "/web", 200),
                patch("operator", "/web", 400)),
            List.of(change("operator", "/web", "/a"), change("operator", "/web", "/a", "/B")));

    // Then
    assertThat(landing.patchesUntil(Set.of("/a"))).hasValue(2);
    assertThat(landing.patchesUntil(Set.of("/a", "/b"))).hasValue(4);
    assertThat(landing.landed(Set.of("/a", "/b", "/c"))).isEqualTo(2);
  }

  @Test
  void whatIsNotThereHasNoNumber() {
    // Given
    Landing landing = landing(List.of(patch("operator", "/web", 400)), List.of());

    // Then
    assertThat(landing.patchesUntil(Set.of("/a"))).isEmpty();
    assertThat(landing.landed(Set.of("/a"))).isZero();
  }

  @Test
  void othersAndOtherTargetsDoNotCount() {
    // Given
    Landing landing =
        landing(
            List.of(
                patch("rival", "/web", 200),
                patch("operator", "/web2", 200),
                patch("operator", "/web", 200)),
            List.of(
                change("rival", "/web", "/a"),
                change("operator", "/web2", "/a"),
                change("operator", "/web", "/a")));

    // Then
    assertThat(landing.patchesUntil(Set.of("/a"))).hasValue(1);
  }
}
