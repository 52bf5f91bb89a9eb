package dev.managedidentity.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinitionBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The CRD of a kind: generated from its class, and completed by what annotations cannot say. */
final class Crd {
  private static final String DATE_TIME = "date-time";

  private Crd() {}

  static CustomResourceDefinition ofScaleSetIdentity() {
    return of(
        ScaleSetIdentity.class,
        "Declares which managed identities one Azure virtual machine scale set must have, and keeps"
            + " it so.");
  }

  static CustomResourceDefinition ofVirtualMachineIdentity() {
    return of(
        VirtualMachineIdentity.class,
        "Declares which managed identities one Azure virtual machine must have, and keeps it so.");
  }

  static Stream<CustomResourceDefinition> all() {
    return Stream.of(ofScaleSetIdentity(), ofVirtualMachineIdentity());
  }

  private static CustomResourceDefinition of(
      Class<? extends HasMetadata> kind, String description) {
    CustomResourceDefinition crd = generated(kind);
    crd.getSpec().getNames().setCategories(List.of("azure"));
    CustomResourceDefinitionVersion version = crd.getSpec().getVersions().get(0);
    version.setAdditionalPrinterColumns(COLUMNS);
    JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
    root.setDescription(description);
    root.setRequired(List.of("spec"));
    completeSpec(property(root, "spec"));
    completeStatus(property(root, "status"));
    return crd;
  }

  private static void completeSpec(JSONSchemaProps spec) {
    spec.setDescription("What the target must have.");
    property(spec, "userAssigned").setXKubernetesListType("atomic");
    JSONSchemaProps ignore = property(spec, "ignore");
    ignore.setXKubernetesListType("atomic");
    items(ignore).setMaxLength((long) Rules.ID_LENGTH);
  }

  private static void completeStatus(JSONSchemaProps status) {
    status.setDescription("What the operator found, and what it is doing about it.");
    keyed(property(status, "conditions"), "type");
    completeCondition(items(property(status, "conditions")));
    keyed(property(status, "identities"), "id");
    JSONSchemaProps plan = property(status, "plan");
    plan.setXKubernetesListType("atomic");
    items(plan).setMaxLength((long) Rules.MESSAGE_LENGTH);
    JSONSchemaProps row = items(property(status, "identities"));
    property(row, "since").setFormat(DATE_TIME);
    Stream.of(
            property(row, "state"),
            property(row, "reason"),
            property(property(status, "systemAssigned"), "state"))
        .forEach(Crd::open);
    property(property(status, "operation"), "startTime").setFormat(DATE_TIME);
    property(status, "lastVerifiedTime").setFormat(DATE_TIME);
  }

  /** A newer operator may know words that the CRD in the cluster does not: its status must pass. */
  private static void open(JSONSchemaProps word) {
    word.setEnum(null);
    word.setMaxLength((long) Rules.WORD_LENGTH);
  }

  /** As strict as the conditions of Kubernetes' own kinds. */
  private static void completeCondition(JSONSchemaProps condition) {
    condition.setRequired(List.of("lastTransitionTime", "message", "reason", "status", "type"));
    property(condition, "lastTransitionTime").setFormat(DATE_TIME);
    property(condition, "lastTransitionTime").setMaxLength((long) Rules.WORD_LENGTH);
    property(condition, "status")
        .setEnum(Stream.of("True", "False", "Unknown").<JsonNode>map(TextNode::valueOf).toList());
    property(condition, "type").setMaxLength((long) Rules.WORD_LENGTH);
    property(condition, "reason").setMaxLength((long) Rules.WORD_LENGTH);
    property(condition, "message").setMaxLength((long) Rules.MESSAGE_LENGTH);
    Map<String, String> meaning =
        Map.of(
            "type", "Ready, Reconciling or Stalled.",
            "status", "True, False, or (Ready only) Unknown.",
            "reason", "Why, in one word.",
            "message", "Why, and what mends it.",
            "lastTransitionTime", "Since when the status is what it is.",
            "observedGeneration", "The metadata.generation that the condition speaks of.");
    meaning.forEach((name, text) -> property(condition, name).setDescription(text));
  }

  private static final List<CustomResourceColumnDefinition> COLUMNS =
      List.of(
          column("Ready", ready("status"), "string", 0),
          column("Reason", ready("reason"), "string", 0),
          column("Type", ".status.type", "string", 0),
          column("Target", ".status.target", "string", 0),
          column("Age", ".metadata.creationTimestamp", "date", 0),
          column("Message", ready("message"), "string", 1));

  private static CustomResourceColumnDefinition column(
      String name, String path, String type, int priority) {
    return new CustomResourceColumnDefinitionBuilder()
        .withName(name)
        .withJsonPath(path)
        .withType(type)
        .withPriority(priority == 0 ? null : priority)
        .build();
  }

  private static String ready(String member) {
    return ".status.conditions[?(@.type==\"Ready\")]." + member;
  }

  private static void keyed(JSONSchemaProps list, String key) {
    list.setXKubernetesListType("map");
    list.setXKubernetesListMapKeys(List.of(key));
  }

  private static JSONSchemaProps property(JSONSchemaProps of, String name) {
    return of.getProperties().get(name);
  }

  private static JSONSchemaProps items(JSONSchemaProps list) {
    return list.getItems().getSchema();
  }

  private static CustomResourceDefinition generated(Class<? extends HasMetadata> kind) {
    try {
      Path folder = Files.createTempDirectory("crd");
      new CRDGenerator()
          .customResourceClasses(List.of(kind))
          .forCRDVersions("v1")
          .inOutputDir(folder.toFile())
          .generate();
      try (Stream<Path> files = Files.list(folder)) {
        Path file = files.findFirst().orElseThrow();
        return Serialization.unmarshal(Files.readString(file), CustomResourceDefinition.class);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
