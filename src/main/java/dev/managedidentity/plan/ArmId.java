package dev.managedidentity.plan;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The id of a resource in Azure Resource Manager.
 *
 * <p>Two ids are equal if they differ in casing only: Azure keeps the casing it was sent first,
 * matches in any, and Microsoft.ManagedIdentity itself answers with {@code /resourcegroups/}.
 * {@link #text()} keeps the casing it was made with, because removals must use Azure's own.
 */
public final class ArmId implements Comparable<ArmId> {
  public static final String SCALE_SET = "Microsoft.Compute/virtualMachineScaleSets";
  public static final String VIRTUAL_MACHINE = "Microsoft.Compute/virtualMachines";
  public static final String USER_ASSIGNED_IDENTITY =
      "Microsoft.ManagedIdentity/userAssignedIdentities";

  private static final Pattern SHAPE =
      Pattern.compile(
          "/subscriptions/([^/]+)/resourceGroups/([^/]+)/providers/([^/]+/[^/]+)/([^/]+)",
          Pattern.CASE_INSENSITIVE);

  private final String text;
  private final String folded;
  private final String subscriptionId;
  private final String resourceGroup;
  private final String type;
  private final String name;

  private ArmId(String text, Matcher parts) {
    this.text = text;
    this.folded = fold(text);
    this.subscriptionId = parts.group(1);
    this.resourceGroup = parts.group(2);
    this.type = parts.group(3);
    this.name = parts.group(4);
  }

  /**
   * Reads the id of a top-level resource in a resource group.
   *
   * @throws IllegalArgumentException if the text is not such an id; the message says what one looks
   *     like
   */
  public static ArmId parse(String text) {
    Matcher parts = SHAPE.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is not the id of an Azure resource; it looks like /subscriptions/<subscription>"
              + "/resourceGroups/<group>/providers/<provider>/<type>/<name>");
    }
    return new ArmId(text, parts);
  }

  /**
   * The text without its casing. Goes letter by letter, as Azure compares: lower case of a whole
   * text depends on what stands beside a letter (a Greek sigma at the end of a word), so that equal
   * names of resource groups would become different ones.
   */
  public static String fold(String text) {
    char[] folded = text.toCharArray();
    for (int i = 0; i < folded.length; i++) {
      folded[i] = Character.toLowerCase(Character.toUpperCase(folded[i]));
    }
    return new String(folded);
  }

  /** The id of a resource from its parts. */
  public static ArmId of(String subscriptionId, String resourceGroup, String type, String name) {
    return parse(
        "/subscriptions/%s/resourceGroups/%s/providers/%s/%s"
            .formatted(subscriptionId, resourceGroup, type, name));
  }

  /** The id as it was written. */
  public String text() {
    return text;
  }

  /** The id in lower case: equal ids have equal folded texts. */
  public String folded() {
    return folded;
  }

  public String subscriptionId() {
    return subscriptionId;
  }

  public String resourceGroup() {
    return resourceGroup;
  }

  /** Provider and type, such as {@value #SCALE_SET}, as written. */
  public String type() {
    return type;
  }

  public boolean isA(String wantedType) {
    return type.equalsIgnoreCase(wantedType);
  }

  public String name() {
    return name;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ArmId id && folded.equals(id.folded);
  }

  @Override
  public int hashCode() {
    return folded.hashCode();
  }

  @Override
  public int compareTo(ArmId other) {
    return folded.compareTo(other.folded);
  }

  @Override
  public String toString() {
    return text;
  }
}
