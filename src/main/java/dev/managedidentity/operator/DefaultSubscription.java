package dev.managedidentity.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * The subscription of what names none.
 *
 * @param id null if there is no default
 * @param place where AZURE_SUBSCRIPTION_ID sets it, such as "for the operator"
 */
record DefaultSubscription(String id, String place) {

  /** Where it is looked up for an object. */
  @FunctionalInterface
  interface Lookup {
    /**
     * That of an object.
     *
     * @throws CredentialUnusable if the credential of the object does not tell
     */
    DefaultSubscription of(HasMetadata resource);
  }
}
