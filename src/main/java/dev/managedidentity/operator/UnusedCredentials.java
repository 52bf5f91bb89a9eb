package dev.managedidentity.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets the credentials that no declaration uses any more, with everything that is kept for them:
 * tokens, lists, rate limits. To be run every now and then, because no watch tells of a Secret that
 * is deleted, and a declaration that is deleted may have been the last of its Secret or not.
 *
 * <p>One that is being deleted still uses its credential: it may need the former one of a Secret
 * that is gone.
 */
final class UnusedCredentials implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(UnusedCredentials.class);

  private final Supplier<Stream<? extends HasMetadata>> declared;
  private final Credentials credentials;
  private final Toolbox toolbox;

  /**
   * @param declared every declaration that is known; none that is not, so not to be run before the
   *     informers are
   */
  UnusedCredentials(
      Supplier<Stream<? extends HasMetadata>> declared, Credentials credentials, Toolbox toolbox) {
    this.declared = declared;
    this.credentials = credentials;
    this.toolbox = toolbox;
  }

  @Override
  public void run() {
    try {
      Set<String> used = credentials.retain(declared.get());
      toolbox.retain(used);
    } catch (RuntimeException e) {
      // An exception would end the schedule that this is on.
      log.warn("cannot forget unused credentials; trying again later", e);
    }
  }
}
