package dev.managedidentity.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * Whether the operator is being uninstalled. What is deleted meanwhile, or was deleted while it was
 * not installed, ends as with Retain.
 */
interface Uninstall {

  /** The answer for one deleting object. */
  sealed interface Answer permits No, Yes, Unknown {}

  /** Nothing is being uninstalled: the object was deleted for its own sake. */
  record No() implements Answer {}

  /**
   * The operator, or what it needs, is being uninstalled.
   *
   * @param evidence a sentence's subject and verb, such as {@code CustomResourceDefinition x is
   *     being deleted}
   */
  record Yes(String evidence) implements Answer {}

  /**
   * The API server could not be asked.
   *
   * @param problem what the API server says
   */
  record Unknown(String problem) implements Answer {}

  /** Asks the API server itself: a cache may not show yet what caused the deletion. */
  Answer check(HasMetadata deleting);
}
