package dev.managedidentity.azure;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpMethod;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an answer says is left in the buckets that it was taken from. What makes no sense in its
 * headers says nothing.
 *
 * @param frontDoor in that of Resource Manager
 * @param shared in that of compute for the region
 * @param own in that of the target, the operation or the list
 */
record Remaining(OptionalInt frontDoor, OptionalInt shared, OptionalInt own) {
  private static final HttpHeaderName OF_COMPUTE =
      HttpHeaderName.fromString("x-ms-ratelimit-remaining-resource");

  private static final String OF_RESOURCE_MANAGER = "x-ms-ratelimit-remaining-subscription-";

  private static final Pattern SHARED =
      Pattern.compile("[A-Za-z]{1,60}SubscriptionMaximum;([0-9]{1,9})(?![0-9])");

  private static final Pattern OWN =
      Pattern.compile("[A-Za-z]{1,60}Resource;([0-9]{1,9})(?![0-9])");

  private static final Pattern COUNT = Pattern.compile("\\s*([0-9]{1,9})\\s*");

  static Remaining in(HttpHeaders headers, HttpMethod method) {
    String word =
        method == HttpMethod.GET ? "reads" : method == HttpMethod.DELETE ? "deletes" : "writes";
    String compute = headers.getValue(OF_COMPUTE);
    String resourceManager =
        headers.getValue(HttpHeaderName.fromString(OF_RESOURCE_MANAGER + word));
    Matcher count = COUNT.matcher(resourceManager == null ? "" : resourceManager);
    return new Remaining(
        count.matches() ? OptionalInt.of(Integer.parseInt(count.group(1))) : OptionalInt.empty(),
        find(SHARED, compute),
        find(OWN, compute));
  }

  private static OptionalInt find(Pattern pattern, String header) {
    Matcher found = pattern.matcher(header == null ? "" : header);
    return found.find() ? OptionalInt.of(Integer.parseInt(found.group(1))) : OptionalInt.empty();
  }
}
