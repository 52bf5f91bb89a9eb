package dev.managedidentity.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs a test class against a real API server that knows our kinds.
 *
 * <p>Constructors and methods may ask for an {@link ApiServer} or for its {@link
 * io.fabric8.kubernetes.client.KubernetesClient}. All classes of one run share one server, so each
 * test works in namespaces of its own: {@link ApiServer#newNamespace}.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ApiServerExtension.class)
public @interface WithApiServer {}
