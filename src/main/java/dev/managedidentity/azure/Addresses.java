package dev.managedidentity.azure;

import dev.managedidentity.azure.Problem.Kind;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** Where in Azure Resource Manager something is: no token of ours goes anywhere else. */
final class Addresses {
  private final URI endpoint;

  Addresses(URI endpoint) {
    this.endpoint = endpoint;
  }

  /**
   * Of a resource, or the problem of an id that is none.
   *
   * @param id as it is: what a URL may not have is quoted here
   * @param query as it is sent, its values {@link #quoted}
   */
  Answer<URL> of(String id, String query) {
    if (leadsElsewhere(id)) {
      return Answer.not(noId(id));
    }
    try {
      // This constructor quotes what an id may have and a URL may not.
      URI uri =
          new URI(
              endpoint.getScheme(), endpoint.getAuthority(), endpoint.getPath() + id, null, null);
      return Answer.of(new URI(uri.toASCIIString() + "?" + query).toURL());
    } catch (URISyntaxException | MalformedURLException e) {
      throw new IllegalArgumentException("no address can be made of " + id, e);
    }
  }

  /** A value as it can stand in a query. */
  static String quoted(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Whether a proxy or a server could take these parts for the way to something else. */
  private static boolean leadsElsewhere(String id) {
    return !id.startsWith("/")
        || Arrays.stream(id.substring(1).split("/", -1))
            .anyMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
  }

  /** The problem of an id to which nothing is sent. */
  static Problem noId(String id) {
    return new Problem(
        Kind.REFUSED,
        "InvalidId",
        Words.shown(
            "'%s' is not the id of an Azure resource, so nothing was sent; give the whole id, such"
                    .formatted(id)
                + " as /subscriptions/<subscription>/resourceGroups/<group>."),
        Optional.empty(),
        Set.of());
  }

  /** The problem of an id of another type than a request is for: nothing is sent to it. */
  static Problem notOfType(String id, String type) {
    return new Problem(
        Kind.REFUSED,
        "InvalidId",
        Words.shown(
            "'%s' is not the id of a %s, so nothing was sent; give the id of one."
                .formatted(id, type)),
        Optional.empty(),
        Set.of());
  }

  /**
   * That Azure gave out, if it is one of our own endpoint's.
   *
   * @param what it is the address of, for the message
   */
  Answer<URL> given(String address, String what) {
    try {
      URI uri = new URI(address);
      boolean isOurs =
          "https".equalsIgnoreCase(uri.getScheme())
              && uri.getUserInfo() == null
              && endpoint.getHost().equalsIgnoreCase(uri.getHost())
              && port(endpoint) == port(uri);
      return isOurs ? Answer.of(uri.toURL()) : Answer.not(elsewhere(what));
    } catch (URISyntaxException | MalformedURLException e) {
      // The address itself is signed and not to be shown.
      return Answer.not(elsewhere(what));
    }
  }

  private Problem elsewhere(String what) {
    return new Problem(
        Kind.UNAVAILABLE,
        Problems.SENSELESS,
        "The %s's address is not at %s, so it is not followed."
            .formatted(what, endpoint.getAuthority()),
        Optional.empty(),
        Set.of());
  }

  private static int port(URI uri) {
    return uri.getPort() < 0 ? 443 : uri.getPort();
  }
}
