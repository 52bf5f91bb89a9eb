package dev.managedidentity.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Every wait that names no timeout ends after three minutes rather than ten seconds: the tests
 * share a machine with each other and with processes of their own, so a minute may pass before a
 * process that works is heard of. JUnit finds this class in META-INF/services.
 */
public final class PatientAwaitility implements BeforeAllCallback {
  @Override
  public void beforeAll(ExtensionContext context) {
    Awaitility.setDefaultTimeout(Duration.ofMinutes(3));
  }
}
