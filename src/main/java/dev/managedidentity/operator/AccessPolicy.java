package dev.managedidentity.operator;

import dev.managedidentity.plan.AccessRule;
import java.util.List;

/** What the AzureAccess objects of the cluster allow. */
interface AccessPolicy {

  /** Without any AzureAccess, and where none is required. */
  AccessPolicy NONE =
      new AccessPolicy() {
        @Override
        public List<AccessRule> rules(String namespace) {
          return List.of();
        }

        @Override
        public boolean isRequired() {
          return false;
        }

        @Override
        public boolean allowsConfigMaps() {
          return true;
        }
      };

  /** The rules of all AzureAccess objects that select a namespace, by name. */
  List<AccessRule> rules(String namespace);

  /** Whether a namespace that no AzureAccess selects may do nothing. */
  boolean isRequired();

  /** Whether a namespace that no AzureAccess selects may have ConfigMaps written. */
  boolean allowsConfigMaps();

  /** Whether what a namespace may do is what AzureAccess objects allow, and nothing else. */
  default boolean restricts(String namespace) {
    return isRequired() || !rules(namespace).isEmpty();
  }
}
