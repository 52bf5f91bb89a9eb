package dev.managedidentity.emulator.fault;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads faults from YAML or JSON and refuses what cannot be meant. */
final class FaultFile {
  private static final YAMLMapper YAML = new YAMLMapper();
  static final Set<String> OPERATION_ENDS = Set.of("failed", "canceled", "never");

  private FaultFile() {}

  static List<Fault> parse(String text) {
    if (text.isBlank()) {
      return List.of();
    }
    try {
      Fault[] faults = YAML.readValue(text, Fault[].class);
      for (int i = 0; i < faults.length; i++) {
        check(faults[i], "fault " + (i + 1));
      }
      return List.of(faults);
    } catch (UnrecognizedPropertyException e) {
      throw new IllegalArgumentException(
          "unknown key '%s' at %s; known are %s"
              .formatted(e.getPropertyName(), place(e), e.getKnownPropertyIds()),
          e);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "not a list of faults, %s: %s".formatted(place(e), e.getOriginalMessage()), e);
    }
  }

  private static void check(Fault fault, String which) {
    require(fault != null, which + " is empty");
    require(
        fault.actions().size() == 1,
        which
            + " needs exactly one of status, reset, stall, truncate, garbage, empty, slowDrip,"
            + " operation, listed; it has "
            + fault.actions());
    require(
        fault.share() == null || (fault.share() >= 0 && fault.share() <= 1),
        which + ": share must be from 0 to 1, it is " + fault.share());
    require(
        fault.status() == null || (fault.status() >= 200 && fault.status() <= 599),
        which + ": status must be from 200 to 599, it is " + fault.status());
    require(
        fault.operation() == null || OPERATION_ENDS.contains(fault.operationEnd()),
        which + ": operation must be Failed, Canceled or never, it is " + fault.operation());
    check(fault.listed(), which + ": listed");
    require(notNegative(fault.seconds()), which + ": seconds must not be negative");
    require(notNegative(fault.stall()), which + ": stall must not be negative");
    require(notNegative(fault.slowDrip()), which + ": slowDrip must not be negative");
    if (fault.match() != null) {
      checkPattern(fault.match().path(), which + ": match.path");
      checkPattern(fault.match().body(), which + ": match.body");
    }
  }

  private static void check(Listed listed, String which) {
    if (listed == null) {
      return;
    }
    require(listed.set() == 1, which + " needs exactly one of identity, type, without");
    require(
        listed.isKnown(),
        which + ".identity must be omitted or former, it is " + listed.identity());
    checkPattern(listed.without(), which + ".without");
  }

  private static void checkPattern(String pattern, String which) {
    if (pattern == null) {
      return;
    }
    try {
      Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          which + " is no regular expression: " + e.getDescription(), e);
    }
  }

  private static boolean notNegative(Double seconds) {
    return seconds == null || seconds >= 0;
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  private static String place(JsonProcessingException e) {
    return e.getLocation() == null
        ? "somewhere"
        : "line %d, column %d"
            .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
  }
}
