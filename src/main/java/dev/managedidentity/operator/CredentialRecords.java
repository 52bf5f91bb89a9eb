package dev.managedidentity.operator;

/**
 * In which namespaces declarations were carried out with the Secret of the namespace. Kept outside
 * those namespaces, because a status can be erased and a declaration deleted and created again.
 */
interface CredentialRecords {

  /**
   * Whether the Secret of this namespace was used before.
   *
   * @throws Forbidden if the operator may not read its records
   */
  boolean isRecorded(String namespace);

  /**
   * Puts on record that the Secret of this namespace is used. Before it is used for the first time:
   * after a crash in between it is on record and was not used, which withholds a credential until
   * the Secret is created again, and gives none away.
   *
   * @throws Forbidden if the operator may not write its records
   */
  void record(String namespace);

  /** The API server does not let the operator read or write its records. */
  final class Forbidden extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message names the ConfigMap and the remedy
     */
    Forbidden(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
