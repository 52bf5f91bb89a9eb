package dev.managedidentity.situations;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One situation as it is written: docs/situations.md has every key.
 *
 * @param situation what it is about, in a sentence
 * @param when what happens, one step after the other
 * @param then what is there afterwards
 * @param afterwards how it goes on
 */
record SituationFile(
    @JsonProperty(required = true) String situation,
    @JsonProperty(required = true) Given given,
    @JsonProperty(required = true) List<JsonNode> when,
    @JsonProperty(required = true) Then then,
    List<Phase> afterwards) {

  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** More that happens, and what is there then. */
  record Phase(
      @JsonProperty(required = true) List<JsonNode> when,
      @JsonProperty(required = true) Then then) {}

  /**
   * What is there from the start.
   *
   * @param deleted identities that are gone, though a target may still have them
   * @param madeAgain identities that were deleted and made again since a target got them
   * @param locks by scope, the level
   * @param denyAssignments by scope, the name
   * @param rights of the operator, such as "Reader on group shop"; all if left out
   * @param rightsOf the same of other clients, by their names
   * @param secrets by namespace and name
   * @param quirks of the emulator
   * @param faults as in a fault file
   * @param declarations by namespace and name, the oldest first
   */
  record Given(
      List<String> identities,
      Map<String, Computer> scaleSets,
      Map<String, Computer> machines,
      List<String> deleted,
      List<String> madeAgain,
      Map<String, String> locks,
      Map<String, String> denyAssignments,
      List<String> rights,
      Map<String, List<String>> rightsOf,
      Map<String, SecretOf> secrets,
      ObjectNode quirks,
      JsonNode faults,
      Map<String, ObjectNode> declarations) {
    Given {
      identities = orEmpty(identities);
      scaleSets = orEmpty(scaleSets);
      machines = orEmpty(machines);
      deleted = orEmpty(deleted);
      madeAgain = orEmpty(madeAgain);
      locks = orEmpty(locks);
      denyAssignments = orEmpty(denyAssignments);
      rightsOf = orEmpty(rightsOf);
      secrets = orEmpty(secrets);
      declarations = orEmpty(declarations);
    }
  }

  /**
   * A Secret with the credential of a client.
   *
   * @param client who it is of
   * @param without the key that it lacks
   */
  record SecretOf(@JsonProperty(required = true) String client, String without) {}

  /**
   * A scale set or machine.
   *
   * @param has its identities; "system" is the system-assigned one
   * @param orchestration of a scale set: Uniform or Flexible
   * @param state its provisioningState
   */
  record Computer(List<String> has, String orchestration, String state) {
    Computer {
      has = orEmpty(has);
    }
  }

  /**
   * What is there.
   *
   * @param patches the identity blocks that were sent since the last time, by target, in order
   * @param writes all other writes since then
   * @param live by target, what it has
   * @param declarations by namespace and name; "gone" for one that has left
   * @param events since the last time
   */
  record Then(
      List<ObjectNode> patches,
      List<String> writes,
      Map<String, JsonNode> live,
      Map<String, JsonNode> declarations,
      List<String> events) {
    Then {
      patches = orEmpty(patches);
      writes = orEmpty(writes);
      live = orEmpty(live);
      declarations = orEmpty(declarations);
    }
  }

  /** All of it, one part after the other. */
  List<Phase> phases() {
    List<Phase> phases = new ArrayList<>(List.of(new Phase(when, then)));
    phases.addAll(orEmpty(afterwards));
    return phases;
  }

  /**
   * Reads a file.
   *
   * @throws IllegalArgumentException naming the file and what is wrong in it
   */
  static SituationFile read(Path file) throws IOException {
    String text = Files.readString(file);
    if (!text.startsWith("situation: ")) {
      throw new IllegalArgumentException(
          file.getFileName() + " does not begin with its sentence, as in `situation: …`");
    }
    try {
      return YAML.treeToValue(Ranges.writtenOut(YAML.readTree(text)), SituationFile.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(file.getFileName() + ": " + e.getMessage(), e);
    }
  }

  private static <T> List<T> orEmpty(List<T> list) {
    return list == null ? List.of() : list;
  }

  private static <T> Map<String, T> orEmpty(Map<String, T> map) {
    return map == null ? Map.of() : map;
  }
}
