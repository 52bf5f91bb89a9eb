package dev.managedidentity.operator.recordings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.managedidentity.operator.recordings.Finding.Change;
import dev.managedidentity.operator.recordings.Finding.LeftOut;
import dev.managedidentity.operator.recordings.Finding.Reason;
import dev.managedidentity.operator.recordings.Finding.Unknown;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reader on made-up recordings: what it must not miss, and what it must not take for known. */
final class ChangesTest {
  private static final String WEB =
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachineScaleSets/web";
  private static final String APP =
      "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity"
          + "/userAssignedIdentities/app";
  private static final String NONE = "null";
  private static final String SYSTEM = "{'type':'SystemAssigned','principalId':'p','tenantId':'t'}";
  private static final String USER =
      "{'userAssignedIdentities':{'" + APP + "':{}},'type':'UserAssigned'}";

  @TempDir private Path directory;

  @Test
  void aWriteWithAnAnswerAndAReadIsAChange() throws IOException {
    // Given
    List<Finding> found = find(get(NONE), write("PATCH", 200, USER), get(USER));

    // Then
    assertThat(found).singleElement().isInstanceOf(Change.class);
    assertThat(((Change) found.get(0)).words()).isEqualTo("assign app");
  }

  @Test
  void wholeRecordingsOfSeveralRecordersAreRead() throws IOException {
    // Given
    String yaml =
        """
        interactions:
        - response: {status: {code: 200}, body: {string: '{"id":"%1$s","properties":{}}'}}
          request: {uri: 'https://host%1$s?api-version=1', method: get, body: null}
        - request:
            method: PATCH
            url: https://host%1$s
            body: 'b''{"identity": {"type": "SystemAssigned"}}'''
          response: {code: 200, body: '{"id":"%1$s","identity":{"type":"SystemAssigned"}}'}
        """
            .formatted(WEB);
    Files.writeString(directory.resolve("run.yaml"), yaml);

    // When
    List<Finding> found = Changes.in(Recordings.read(directory).runs());

    // Then
    assertThat(found).singleElement().isInstanceOf(Change.class);
    Change change = (Change) found.get(0);
    assertThat(change.words()).isEqualTo("system-assigned on");
    assertThat(change.write().requestedIdentity()).isPresent();
    assertThat(new LiveState(change).isWhole()).isTrue();
  }

  @Test
  void whatIsLeftOutSaysWhy() throws IOException {
    assertThat(reasons(write("PUT", 201, USER))).containsExactly(Reason.CREATED);
    assertThat(reasons(write("PATCH", 200, USER))).containsExactly(Reason.NO_BEFORE);
    assertThat(reasons(get(USER))).containsExactly(Reason.APPEARED);
    assertThat(reasons(get(NONE), get(USER))).containsExactly(Reason.UNSEEN);
    assertThat(reasons(get(NONE), write("PATCH", 403, NONE))).containsExactly(Reason.REFUSED);
    assertThat(reasons(get(NONE), write("PATCH", 200, NONE))).containsExactly(Reason.UNCHANGED);
    assertThat(reasons(get(NONE), write("PATCH", 200, USER), get(NONE)))
        .containsExactly(Reason.NOT_REACHED);
  }

  @Test
  void aChangeAfterTheLastReadOfAnotherIsNotTakenForItsOutcome() throws IOException {
    // Given
    List<Finding> found = find(get(NONE), write("PATCH", 200, USER), get(USER), get(SYSTEM));

    // Then
    assertThat(found).hasSize(2);
    assertThat(((Change) found.get(0)).after().type()).isEqualTo("UserAssigned");
    assertThat(((LeftOut) found.get(1)).reason()).isEqualTo(Reason.UNSEEN);
  }

  @Test
  void whatIsNotUnderstoodIsNotSkipped() throws IOException {
    assertThat(find(get("{'type':'Delegated'}"))).singleElement().isInstanceOf(Unknown.class);
    assertThat(find(get("{'type':'UserAssigned'}"))).singleElement().isInstanceOf(Unknown.class);
    assertThat(find(exchange("MERGE", 200, USER))).singleElement().isInstanceOf(Unknown.class);
    assertThatThrownBy(() -> find("{'method':'GET','status':200}"))
        .isInstanceOf(UnknownShapeException.class)
        .hasMessageContaining("without uri");
  }

  private List<Reason> reasons(String... exchanges) throws IOException {
    return find(exchanges).stream().map(found -> ((LeftOut) found).reason()).toList();
  }

  private List<Finding> find(String... exchanges) throws IOException {
    String run = "{'trace':[" + String.join(",", exchanges) + "]}";
    Files.writeString(directory.resolve("runs.jsonl"), run.replace('\'', '"'));
    return Changes.in(Recordings.read(directory).runs());
  }

  private static String get(String identity) {
    return exchange("GET", 200, identity);
  }

  private static String write(String method, int status, String identity) {
    return exchange(method, status, identity);
  }

  private static String exchange(String method, int status, String identity) {
    return "{'identity':%s,'provisioningState':'Succeeded','uri':'%s?v=1','status':%d,'method':'%s'}"
        .formatted(identity, WEB, status, method);
  }
}
