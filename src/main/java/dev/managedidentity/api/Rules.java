package dev.managedidentity.api;

/**
 * What the API server checks before it takes a declaration: CEL expressions and limits.
 *
 * <p>The server refuses a schema whose rules could cost too much, reckoning with the greatest
 * length of everything, so every list and every string has one here.
 */
final class Rules {
  /** Longer than any identity id can be: 36 + 90 + 128 characters and 91 in between. */
  static final int ID_LENGTH = 400;

  /** As many as the rule against doubles is affordable for; Azure names no limit. */
  static final int USER_ASSIGNED = 200;

  static final int PATTERNS = 50;
  static final int GROUP_LENGTH = 90;
  static final int NAME_LENGTH = 64;
  static final int GUID_LENGTH = 36;
  static final int WORD_LENGTH = 64;
  static final int IDENTITY_LENGTH = 128;
  static final int EXTENSION_LENGTH = 80;
  static final int OBJECT_NAME_LENGTH = 253;

  /** Names of roles have 512 characters at most, ids of their definitions fewer. */
  static final int ROLE_LENGTH = 512;

  /** Longer than the id of what lies deep within a resource. */
  static final int SCOPE_LENGTH = 1024;

  static final int ROLE_ASSIGNMENTS = 50;

  /** More than can be declared: what was granted to a former principal is listed too. */
  static final int ROLE_ROWS = 500;

  /** As many as Azure takes on one resource. */
  static final int TAGS = 50;

  static final int MESSAGE_LENGTH = 32768;

  /** Several times the 4.5 KB that Azure's signed operation URLs have today. */
  static final int URL_LENGTH = 32768;

  /** Foreign identities are listed too, so more than can be declared. */
  static final int ROWS = 2000;

  private static final String GUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

  /** Letters of any script; the last character is no dot. */
  private static final String GROUP = "[\\p{L}\\p{N}_().-]{0,89}[\\p{L}\\p{N}_()-]";

  /** Begins with a letter or digit, ends with neither dot nor hyphen. */
  private static final String NAME = "[\\p{L}\\p{N}]([\\p{L}\\p{N}_.-]{0,62}[\\p{L}\\p{N}_])?";

  private static final String IN_GROUP =
      "/subscriptions/" + GUID + "/resourceGroups/" + GROUP + "/providers/";

  static final String IS_GUID = "self.matches(r'(?i)^" + GUID + "$')";
  static final String IS_GROUP = "self.matches(r'^" + GROUP + "$')";
  static final String IS_NAME = "self.matches(r'^" + NAME + "$')";

  static final String IS_IDENTITY_ID =
      "self.matches(r'(?i)^"
          + IN_GROUP
          + "Microsoft\\.ManagedIdentity/userAssignedIdentities/[a-z0-9][a-z0-9_-]{2,127}$')";

  private static final String VIRTUAL_MACHINE =
      "self.id.matches(r'(?i)/Microsoft\\.Compute/virtualMachines/')";

  private static final String BELOW_SCALE_SET =
      "self.id.matches(r'(?i)/virtualMachineScaleSets/[^/]+/')";

  private static final String SCALE_SET =
      "self.id.matches(r'(?i)/Microsoft\\.Compute/virtualMachineScaleSets/')";

  private static final String BELOW_VIRTUAL_MACHINE =
      "self.id.matches(r'(?i)/Microsoft\\.Compute/virtualMachines/[^/]+/')";

  static final String IS_NO_VIRTUAL_MACHINE = "!has(self.id) || !" + VIRTUAL_MACHINE;
  static final String IS_NOT_BELOW_SCALE_SET = "!has(self.id) || !" + BELOW_SCALE_SET;
  static final String IS_NO_SCALE_SET = "!has(self.id) || !" + SCALE_SET;
  static final String IS_NOT_BELOW_VIRTUAL_MACHINE = "!has(self.id) || !" + BELOW_VIRTUAL_MACHINE;

  /** Leaves what the two rules above refuse to them, so that one mistake is told once. */
  static final String IS_SCALE_SET_ID =
      "!has(self.id) || "
          + VIRTUAL_MACHINE
          + " || "
          + BELOW_SCALE_SET
          + " || self.id.matches(r'(?i)^"
          + IN_GROUP
          + "Microsoft\\.Compute/virtualMachineScaleSets/"
          + NAME
          + "$')";

  /** The same for machines. */
  static final String IS_VIRTUAL_MACHINE_ID =
      "!has(self.id) || "
          + SCALE_SET
          + " || "
          + BELOW_VIRTUAL_MACHINE
          + " || self.id.matches(r'(?i)^"
          + IN_GROUP
          + "Microsoft\\.Compute/virtualMachines/"
          + NAME
          + "$')";

  private static final String END =
      "x.id.substring(x.id.size() < 29 ? 0 : x.id.size() - 29).lowerAscii()";

  private static final String SHORT =
      "x.id.lowerAscii()"
          + ".replace('/subscriptions/', '')"
          + ".replace('/resourcegroups', '')"
          + ".replace('/providers/microsoft.managedidentity/userassignedidentities', '')";

  /**
   * No id twice, whatever its casing.
   *
   * <p>To compare each with each is beyond the budget of one expression at 200 ids of common length
   * (a million, a tenth of a unit a character). So the ends of the ids are compared first, which
   * mostly settles it, and the ids themselves, less what is the same in all, only where two end
   * alike.
   */
  static final String NO_ID_TWICE =
      "[self.map(x, "
          + END
          + ")].all(ends, [self.map(x, "
          + SHORT
          + ")].all(ids, self.all(x, ends.indexOf("
          + END
          + ") == ends.lastIndexOf("
          + END
          + ") || ids.indexOf("
          + SHORT
          + ") == ids.lastIndexOf("
          + SHORT
          + "))))";

  static final String THE_ID_THAT_IS_TWICE =
      "[self.map(x, x.id.lowerAscii())].map(ids,"
          + " ids.filter(i, ids.indexOf(i) != ids.lastIndexOf(i))[0])[0]";

  /** An empty pattern has a rule of its own. */
  static final String CAN_MATCH = "pattern.trim() == '' || pattern.matches('^[/*?]')";

  private Rules() {}
}
