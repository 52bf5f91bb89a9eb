package dev.managedidentity.azure;

import java.io.IOException;
import java.net.URL;

/** A host that gave no whole answer; the cause tells why. */
final class NoAnswer extends IOException {
  private static final long serialVersionUID = 1L;

  private final String host;

  NoAnswer(URL url, Throwable cause) {
    // Never the whole URL: those of operations are signed.
    super("no answer from " + url.getAuthority(), cause);
    this.host = url.getAuthority();
  }

  /** Host, and port where one is given. */
  String host() {
    return host;
  }
}
