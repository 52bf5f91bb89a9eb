package dev.managedidentity.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** An API server that gives the answer that a test sets. */
final class FakeUninstall implements Uninstall {
  Answer answer = new No();
  int checks;

  @Override
  public Answer check(HasMetadata deleting) {
    checks++;
    return answer;
  }
}
