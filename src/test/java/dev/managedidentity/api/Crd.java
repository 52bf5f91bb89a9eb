package dev.managedidentity.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinitionBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** The CRD of a kind: generated from its class, and completed by what annotations cannot say. */
final class Crd {
  private static final String DATE_TIME = "date-time";

  /**
   * Deleting a CRD deletes every declaration. So that no tool does it because a manifest left a
   * repository: Argo CD, Flux and Helm, in this order.
   */
  private static final Map<String, String> KEPT =
      Map.of(
          "argocd.argoproj.io/sync-options", "Prune=false,Delete=false",
          "kustomize.toolkit.fluxcd.io/prune", "disabled",
          "helm.sh/resource-policy", "keep");

  private Crd() {}

  static CustomResourceDefinition ofScaleSetIdentity() {
    return ofTarget(
        ScaleSetIdentity.class,
        "Declares which managed identities one Azure virtual machine scale set must have, and keeps"
            + " it so.");
  }

  static CustomResourceDefinition ofVirtualMachineIdentity() {
    return ofTarget(
        VirtualMachineIdentity.class,
        "Declares which managed identities one Azure virtual machine must have, and keeps it so.");
  }

  static CustomResourceDefinition ofUserAssignedIdentity() {
    CustomResourceDefinition crd =
        of(
            UserAssignedIdentity.class,
            "Declares one user-assigned identity of Azure and the roles that it must have, and keeps"
                + " it so.",
            column("Client-Id", ".status.clientId", "string", 0),
            column("Principal-Id", ".status.principalId", "string", 1));
    JSONSchemaProps spec = property(root(crd), "spec");
    spec.setDescription("What the identity must be.");
    property(spec, "roleAssignments").setXKubernetesListType("atomic");
    JSONSchemaProps tags = property(spec, "tags");
    tags.setMaxProperties((long) Rules.TAGS);
    tags.getAdditionalProperties().getSchema().setMaxLength((long) Rules.TAG_VALUE_LENGTH);
    JSONSchemaProps status = property(root(crd), "status");
    completeStatus(status);
    words(property(status, "tags"), Rules.TAG_NAME_LENGTH);
    return crd;
  }

  static CustomResourceDefinition ofAzureAccess() {
    CustomResourceDefinition crd = generated(AzureAccess.class);
    crd.getMetadata().setAnnotations(new TreeMap<>(KEPT));
    crd.getSpec().getNames().setCategories(List.of("azure"));
    crd.getSpec()
        .getVersions()
        .get(0)
        .setAdditionalPrinterColumns(
            List.of(
                column("Namespaces", ".status.namespaces", "integer", 0),
                column("Credential", ".spec.credential", "string", 0),
                column("Modes", ".spec.allowed.modes", "string", 0),
                column("Age", ".metadata.creationTimestamp", "date", 0)));
    root(crd).setDescription("Says which namespaces may do what in Azure.");
    root(crd).setRequired(List.of("spec"));
    JSONSchemaProps spec = property(root(crd), "spec");
    spec.setDescription("Who is allowed what.");
    JSONSchemaProps selector = property(spec, "namespaceSelector");
    words(property(selector, "names"), Rules.OBJECT_NAME_LENGTH);
    completeLabelSelector(property(selector, "labelSelector"));
    JSONSchemaProps allowed = property(spec, "allowed");
    property(allowed, "modes").setXKubernetesListType("set");
    List.of("targets", "identities", "manageIdentities")
        .forEach(list -> words(property(allowed, list), Rules.ID_LENGTH));
    words(property(allowed, "configMaps"), Rules.OBJECT_NAME_LENGTH);
    property(allowed, "roleAssignments").setXKubernetesListType("atomic");
    JSONSchemaProps status = property(root(crd), "status");
    status.setDescription("Which namespaces it selects.");
    words(property(status, "sharedNamespaces"), Rules.WORD_LENGTH);
    return crd;
  }

  private static void completeLabelSelector(JSONSchemaProps selector) {
    JSONSchemaProps labels = property(selector, "matchLabels");
    labels.setMaxProperties((long) Rules.LABELS);
    labels.getAdditionalProperties().getSchema().setMaxLength((long) Rules.WORD_LENGTH);
    JSONSchemaProps expressions = property(selector, "matchExpressions");
    expressions.setMaxItems((long) Rules.LABELS);
    expressions.setXKubernetesListType("atomic");
    JSONSchemaProps expression = items(expressions);
    expression.setRequired(List.of("key", "operator"));
    property(expression, "key").setMaxLength((long) Rules.LABEL_KEY_LENGTH);
    property(expression, "operator")
        .setEnum(
            Stream.of("In", "NotIn", "Exists", "DoesNotExist")
                .<JsonNode>map(TextNode::valueOf)
                .toList());
    property(expression, "values").setMaxItems((long) Rules.LABELS);
    words(property(expression, "values"), Rules.WORD_LENGTH);
  }

  static Stream<CustomResourceDefinition> all() {
    return Stream.of(
        ofScaleSetIdentity(),
        ofVirtualMachineIdentity(),
        ofUserAssignedIdentity(),
        ofAzureAccess());
  }

  private static CustomResourceDefinition ofTarget(
      Class<? extends HasMetadata> kind, String description) {
    CustomResourceDefinition crd =
        of(
            kind,
            description,
            column("Type", ".status.type", "string", 0),
            column("Target", ".status.target", "string", 0));
    JSONSchemaProps spec = property(root(crd), "spec");
    spec.setDescription("What the target must have.");
    property(spec, "userAssigned").setXKubernetesListType("atomic");
    property(spec, "roleAssignments").setXKubernetesListType("atomic");
    words(property(spec, "ignore"), Rules.ID_LENGTH);
    JSONSchemaProps status = property(root(crd), "status");
    completeStatus(status);
    completeStatusOfTarget(status);
    return crd;
  }

  private static CustomResourceDefinition of(
      Class<? extends HasMetadata> kind,
      String description,
      CustomResourceColumnDefinition... columns) {
    CustomResourceDefinition crd = generated(kind);
    crd.getSpec().getNames().setCategories(List.of("azure"));
    crd.getSpec().getVersions().get(0).setAdditionalPrinterColumns(columns(columns));
    root(crd).setDescription(description);
    root(crd).setRequired(List.of("spec"));
    crd.getMetadata().setAnnotations(new TreeMap<>(KEPT));
    return crd;
  }

  /** What the statuses of all kinds have. */
  private static void completeStatus(JSONSchemaProps status) {
    status.setDescription("What the operator found, and what it is doing about it.");
    keyed(property(status, "conditions"), "type");
    completeCondition(items(property(status, "conditions")));
    words(property(status, "plan"), Rules.MESSAGE_LENGTH);
    property(status, "roleAssignments").setXKubernetesListType("atomic");
    completeRow(items(property(status, "roleAssignments")));
    property(status, "lastVerifiedTime").setFormat(DATE_TIME);
    completeDrift(property(status, "lastDrift"));
  }

  private static void completeDrift(JSONSchemaProps drift) {
    words(property(drift, "changes"), Rules.MESSAGE_LENGTH);
    property(drift, "by").setXKubernetesListType("atomic");
    property(items(property(drift, "by")), "time").setFormat(DATE_TIME);
    List.of("verifiedTime", "foundTime", "repairedTime")
        .forEach(time -> property(drift, time).setFormat(DATE_TIME));
  }

  private static void completeStatusOfTarget(JSONSchemaProps status) {
    keyed(property(status, "identities"), "id");
    completeRow(items(property(status, "identities")));
    open(property(property(status, "systemAssigned"), "state"));
    open(property(property(status, "legacyExtension"), "state"));
    open(property(property(status, "legacyExtension"), "reason"));
    property(property(status, "operation"), "startTime").setFormat(DATE_TIME);
  }

  private static void completeRow(JSONSchemaProps row) {
    property(row, "since").setFormat(DATE_TIME);
    open(property(row, "state"));
    open(property(row, "reason"));
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

  /** Readiness first and its message last; between them what the kind has to show. */
  private static List<CustomResourceColumnDefinition> columns(
      CustomResourceColumnDefinition... own) {
    Stream<CustomResourceColumnDefinition> narrow =
        Arrays.stream(own).filter(column -> column.getPriority() == null);
    Stream<CustomResourceColumnDefinition> wide =
        Arrays.stream(own).filter(column -> column.getPriority() != null);
    return Stream.of(
            Stream.of(
                column("Ready", ready("status"), "string", 0),
                column("Reason", ready("reason"), "string", 0)),
            narrow,
            Stream.of(column("Age", ".metadata.creationTimestamp", "date", 0)),
            wide,
            Stream.of(column("Message", ready("message"), "string", 1)))
        .flatMap(Function.identity())
        .toList();
  }

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

  /** A list of strings that is replaced as a whole. */
  private static void words(JSONSchemaProps list, int length) {
    list.setXKubernetesListType("atomic");
    items(list).setMaxLength((long) length);
  }

  private static JSONSchemaProps root(CustomResourceDefinition crd) {
    return crd.getSpec().getVersions().get(0).getSchema().getOpenAPIV3Schema();
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
