package dev.managedidentity.operator;

import java.util.Set;
import java.util.TreeSet;

/** The records in memory; what a restart of the operator leaves. */
final class FakeCredentialRecords implements CredentialRecords {
  final Set<String> namespaces = new TreeSet<>();
  boolean isForbidden;

  @Override
  public boolean isRecorded(String namespace) {
    check();
    return namespaces.contains(namespace);
  }

  @Override
  public void record(String namespace) {
    check();
    namespaces.add(namespace);
  }

  private void check() {
    if (isForbidden) {
      throw new Forbidden("The operator may not read or write ConfigMap operators/records", null);
    }
  }
}
