package dev.managedidentity.testing;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Skips a test class where there are no binaries, and hands out the one server where there are. */
final class ApiServerExtension implements ExecutionCondition, ParameterResolver {
  static final String HOW_TO_GET_IT =
      "set KUBEBUILDER_ASSETS to a folder with etcd and kube-apiserver (`setup-envtest use -p path`"
          + " prints one), or KUBE_API_TEST_DIR to a folder into which they may be downloaded";

  private static final AtomicBoolean SAID = new AtomicBoolean();

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (ApiServerBinaries.configured(System.getenv())) {
      return ConditionEvaluationResult.enabled("a real API server can be started");
    }
    if ("true".equals(System.getenv("CI"))) {
      throw new IllegalStateException(
          "No API server to test against, and CI must not skip: " + HOW_TO_GET_IT);
    }
    if (!SAID.getAndSet(true)) {
      System.out.println("Tests on a real API server are skipped; to run them, " + HOW_TO_GET_IT);
    }
    return ConditionEvaluationResult.disabled("no API server: " + HOW_TO_GET_IT);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == ApiServer.class || type == KubernetesClient.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    ApiServer server = ApiServer.shared();
    return parameter.getParameter().getType() == ApiServer.class ? server : server.client();
  }
}
