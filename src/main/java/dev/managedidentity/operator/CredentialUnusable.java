package dev.managedidentity.operator;

import dev.managedidentity.azure.Problem;

/** It depends on a credential what an object is about, and the credential does not tell. */
final class CredentialUnusable extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  CredentialUnusable(Problem problem) {
    super(problem.code() + ": " + problem.message());
  }
}
