package dev.managedidentity.azure;

import com.azure.core.http.HttpHeader;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many requests Azure says are left in a bucket that all of a subscription share. A bucket of
 * one target's own is none of these.
 *
 * @param bucket as Azure names it, such as Microsoft.Compute/GetVMScaleSetSubscriptionMaximum, or
 *     subscription-reads for those of Resource Manager itself
 * @param subscription its id, in lower case
 */
public record TokensLeft(String bucket, String subscription, int left) {
  private static final HttpHeaderName OF_COMPUTE =
      HttpHeaderName.fromString("x-ms-ratelimit-remaining-resource");

  private static final Pattern OF_RESOURCE_MANAGER =
      Pattern.compile("x-ms-ratelimit-remaining-(subscription-[a-z-]{1,40})");

  /** The other half of the list ends in Resource, and is the target's or the operation's own. */
  private static final Pattern SHARED =
      Pattern.compile("([A-Za-z.]{1,40}/[A-Za-z0-9]{1,60}SubscriptionMaximum);([0-9]{1,9})");

  private static final Pattern COUNT = Pattern.compile("[0-9]{1,9}");

  private static final Pattern SUBSCRIPTION =
      Pattern.compile("/subscriptions/([0-9a-z-]{1,36})(?:/|$)");

  /** What the headers of an answer tell; what makes no sense in them tells nothing. */
  static List<TokensLeft> in(HttpHeaders headers, URL asked) {
    Matcher named = SUBSCRIPTION.matcher(asked.getPath().toLowerCase(Locale.ROOT));
    if (!named.find()) {
      return List.of();
    }
    String subscription = named.group(1);
    List<TokensLeft> left = new ArrayList<>();
    String ofCompute = headers.getValue(OF_COMPUTE);
    for (String one : (ofCompute == null ? "" : ofCompute).split(",", -1)) {
      Matcher shared = SHARED.matcher(one.strip());
      if (shared.matches()) {
        left.add(new TokensLeft(shared.group(1), subscription, Integer.parseInt(shared.group(2))));
      }
    }
    for (HttpHeader header : headers) {
      Matcher name = OF_RESOURCE_MANAGER.matcher(header.getName().toLowerCase(Locale.ROOT));
      String count = header.getValue().strip();
      if (name.matches() && COUNT.matcher(count).matches()) {
        left.add(new TokensLeft(name.group(1), subscription, Integer.parseInt(count)));
      }
    }
    return List.copyOf(left);
  }
}
