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

  /** A scope, and 52 characters and a GUID behind it. */
  static final int ROLE_ASSIGNMENT_LENGTH = SCOPE_LENGTH + 88;

  static final int ROLE_ASSIGNMENTS = 50;

  /** More than can be declared: what was granted to a former principal is listed too. */
  static final int ROLE_ROWS = 500;

  /** As many as Azure takes on one resource. */
  static final int TAGS = 50;

  static final int TAG_NAME_LENGTH = 512;
  static final int TAG_VALUE_LENGTH = 256;

  static final int MESSAGE_LENGTH = 32768;

  /** Several times the 4.5 KB that Azure's signed operation URLs have today. */
  static final int URL_LENGTH = 32768;

  /** Foreign identities are listed too, so more than can be declared. */
  static final int ROWS = 2000;

  /** The first changes tell what happened; the plan has all of them while they are to be made. */
  static final int DRIFT_CHANGES = 10;

  static final int SUSPECTS = 5;

  /** Names of people are as long as an address may be. */
  static final int CALLER_LENGTH = 320;

  /** Patterns in each list of an AzureAccess. */
  static final int ACCESS_PATTERNS = 100;

  static final int ACCESS_NAMESPACES = 200;

  /** In a label selector. */
  static final int LABELS = 50;

  /** A prefix of 253 characters, a slash and a name of 63. */
  static final int LABEL_KEY_LENGTH = 317;

  static final int ACCESS_SHARED_NAMESPACES = 5000;

  private static final String GUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";

  /** Letters of any script; the last character is no dot. */
  private static final String GROUP = "[\\p{L}\\p{N}_().-]{0,89}[\\p{L}\\p{N}_()-]";

  /** Begins with a letter or digit, ends with neither dot nor hyphen. */
  private static final String NAME = "[\\p{L}\\p{N}]([\\p{L}\\p{N}_.-]{0,62}[\\p{L}\\p{N}_])?";

  private static final String IN_GROUP =
      "/subscriptions/" + GUID + "/resourceGroups/" + GROUP + "/providers/";

  private static final String IDENTITY = "[a-z0-9][a-z0-9_-]{2,127}";

  static final String IS_GUID = "self.matches(r'(?i)^" + GUID + "$')";
  static final String IS_GROUP = "self.matches(r'^" + GROUP + "$')";
  static final String IS_NAME = "self.matches(r'^" + NAME + "$')";
  static final String IS_IDENTITY_NAME = "self.matches(r'(?i)^" + IDENTITY + "$')";

  static final String NO_GUID =
      " is no GUID: write the 36 characters that `az account show --query id` prints, or leave it"
          + " out for the credential's subscription";

  static final String NO_GROUP =
      " is no name of a resource group: write 1 to 90 letters, digits, underscores, hyphens, dots"
          + " and parentheses, with no dot at the end";

  /** For a declaration that says no name: the object's own name has to do. */
  static final String IS_NAMED =
      "has(self.spec.name) || self.metadata.name.matches('^" + IDENTITY + "$')";

  static final String ANOTHER_IDENTITY =
      ", not even its casing: make another UserAssignedIdentity for the other identity, and delete"
          + " this one (its deletionPolicy says whether its identity is deleted)";

  /** The name of a Kubernetes object, a DNS-1123 subdomain. */
  static final String IS_OBJECT_NAME =
      "self.matches('^[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*$')";

  /** Azure compares display names without their blanks. */
  static final String IS_LOCATION = "self.matches('^[A-Za-z0-9]+( [A-Za-z0-9]+)*$')";

  static final String IS_IDENTITY_ID =
      "self.matches(r'(?i)^"
          + IN_GROUP
          + "Microsoft\\.ManagedIdentity/userAssignedIdentities/"
          + IDENTITY
          + "$')";

  /** One part of an id, of anything that cannot lead elsewhere. */
  private static final String PART = "[^/?#]+";

  private static final String ANY_GROUP =
      "/subscriptions/" + PART + "/resourceGroups/" + PART + "/providers/";

  /*
   * What a status may have. Of the type only, and not of the exact form of names: were Azure ever
   * to show an id that a rule does not foresee, the whole status could not be written.
   */
  static final String IS_OF_IDENTITY =
      "self.matches(r'(?i)^"
          + ANY_GROUP
          + "Microsoft\\.ManagedIdentity/userAssignedIdentities/"
          + PART
          + "$')";

  static final String NOT_OF_IDENTITY =
      " is not the id of a user-assigned identity; the status is written by the operator only";

  static final String IS_OF_TARGET =
      "self.matches(r'(?i)^"
          + ANY_GROUP
          + "Microsoft\\.Compute/virtualMachine(ScaleSet)?s/"
          + PART
          + "$')";

  static final String NOT_OF_TARGET =
      " is not the id of a scale set or machine; the status is written by the operator only";

  static final String IS_OF_ROLE_ASSIGNMENT =
      "self.matches(r'(?i)^(/"
          + PART
          + ")*/providers/Microsoft\\.Authorization/roleAssignments/"
          + PART
          + "$')";

  static final String NOT_OF_ROLE_ASSIGNMENT =
      " is not the id of a role assignment; the status is written by the operator only";

  static final String IS_HTTPS = "self.startsWith('https://')";

  static final String NOT_HTTPS =
      "url is not an https URL; the status is written by the operator only";

  /** A name has no slash; with one it is an id, whose length Azure keeps far below the limit. */
  static final String IS_ROLE =
      "!self.contains('/') || self.matches(r'(?i)^(/subscriptions/"
          + GUID
          + ")?/providers/Microsoft\\.Authorization/roleDefinitions/"
          + GUID
          + "$')";

  private static final String SEGMENT = "/[^/?#%\\\\\\p{C}]+";

  static final String IS_SCOPE =
      "self.matches(r'(?i)^(/subscriptions/"
          + GUID
          + "("
          + SEGMENT
          + ")*|/providers/Microsoft\\.Management/managementGroups/[a-z0-9_().-]{1,90})$')"
          + " && !self.matches(r'/\\.\\.?(/|$)')";

  /** Of roles and scopes in one list, told apart by the slash that a scope begins with. */
  private static final String GRANTS = "[self.map(x, (x.role + ' ' + x.scope).lowerAscii())]";

  static final String NO_GRANT_TWICE =
      GRANTS + ".all(all, all.all(one, all.indexOf(one) == all.lastIndexOf(one)))";

  static final String GRANT_TWICE =
      "roleAssignments names a role twice for one scope (casing makes no difference): remove one of"
          + " the two entries";

  private static final String THE_GRANT_THAT_IS_TWICE =
      GRANTS
          + ".map(all, all.filter(one, all.indexOf(one) != all.lastIndexOf(one))[0])[0]"
          + ".replace(' /', ' on /')";

  static final String GRANT_TWICE_NAMED =
      "\"" + GRANT_TWICE + " for \" + " + THE_GRANT_THAT_IS_TWICE;

  private static final String IS_TAG_NAME =
      "name.size() > 0 && name.size() <= " + TAG_NAME_LENGTH + " && !name.matches(r'[<>%&?/\\\\]')";

  static final String TAGS_HAVE_LEGAL_NAMES = "self.all(name, " + IS_TAG_NAME + ")";

  static final String ILLEGAL_TAG_NAME = "self.filter(name, !(" + IS_TAG_NAME + "))[0]";

  private static final String TAG_NAMES = "[self.map(name, name.lowerAscii())]";

  /** Azure takes names that differ in casing only for one. */
  static final String NO_TAG_TWICE =
      TAG_NAMES + ".all(all, all.all(one, all.indexOf(one) == all.lastIndexOf(one)))";

  static final String THE_TAG_THAT_IS_TWICE =
      TAG_NAMES + ".map(all, all.filter(one, all.indexOf(one) != all.lastIndexOf(one))[0])[0]";

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

  /** What an entry of userAssigned names; that it names one thing has rules of its own. */
  private static final String KEY = "(has(x.id) ? x.id : has(x.name) ? x.name : '')";

  private static final String END =
      KEY + ".substring(" + KEY + ".size() < 29 ? 0 : " + KEY + ".size() - 29).lowerAscii()";

  private static final String SHORT =
      KEY
          + ".lowerAscii()"
          + ".replace('/subscriptions/', '')"
          + ".replace('/resourcegroups', '')"
          + ".replace('/providers/microsoft.managedidentity/userassignedidentities', '')";

  /**
   * No id twice, whatever its casing, and no name twice, which is never like an id.
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
      "[self.map(x, "
          + KEY
          + ".lowerAscii())].map(ids,"
          + " ids.filter(i, ids.indexOf(i) != ids.lastIndexOf(i))[0])[0]";

  /** An empty pattern has a rule of its own. */
  static final String CAN_MATCH = "pattern.trim() == '' || pattern.matches('^[/*?]')";

  /** Begins like an id, or with ** for any id; only what an id can have, and no empty segment. */
  static final String IS_ACCESS_PATTERN =
      "pattern.matches(r'(?i)^([*][*]|/subscriptions/|/providers/Microsoft\\.Management/)')"
          + " && !pattern.matches(r'//|/$|[?#%\\\\\\p{C}]|/\\.\\.?(/|$)')";

  static final String ARE_ACCESS_PATTERNS = "self.all(pattern, " + IS_ACCESS_PATTERN + ")";

  static final String NO_ACCESS_PATTERN =
      " has an entry that is not a pattern on ids: begin it with /subscriptions/ (or ** for any),"
          + " write * for any characters within a segment and ** across segments, and no slash at the"
          + " end, such as /subscriptions/<subscription>/resourceGroups/shop-*/**";

  static final String THE_WRONG_ACCESS_PATTERN =
      "\" has an entry that is not a pattern on ids: '\" + self.filter(pattern, !("
          + IS_ACCESS_PATTERN
          + "))[0] + \"'; begin it with /subscriptions/ (or ** for any), write * for any characters"
          + " within a segment and ** across segments, and no slash at the end\"";

  private Rules() {}
}
