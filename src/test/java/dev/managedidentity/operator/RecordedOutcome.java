package dev.managedidentity.operator;

import dev.managedidentity.api.Ensure;
import dev.managedidentity.api.IdentitySpec;
import dev.managedidentity.api.SystemAssigned;
import dev.managedidentity.api.UserAssigned;
import dev.managedidentity.operator.recordings.Finding.Change;
import dev.managedidentity.operator.recordings.IdentityBlock;
import java.util.ArrayList;
import java.util.List;

/** What a recorded change came to, declared. */
record RecordedOutcome(SystemAssigned systemAssigned, List<Wanted> userAssigned) {

  record Wanted(String id, Ensure ensure) {}

  static RecordedOutcome of(Change change) {
    List<Wanted> wanted = new ArrayList<>();
    IdentityBlock after = change.after();
    after.users().values().forEach(entry -> wanted.add(new Wanted(entry.id(), Ensure.Assigned)));
    change.before().users().values().stream()
        .filter(entry -> !after.users().containsKey(IdentityBlock.fold(entry.id())))
        .forEach(entry -> wanted.add(new Wanted(entry.id(), Ensure.Absent)));
    return new RecordedOutcome(
        after.system() ? SystemAssigned.Enabled : SystemAssigned.Disabled, wanted);
  }

  void declareIn(IdentitySpec spec) {
    spec.systemAssigned = systemAssigned;
    for (Wanted wanted : userAssigned) {
      UserAssigned entry = new UserAssigned();
      entry.id = wanted.id();
      entry.ensure = wanted.ensure();
      spec.userAssigned.add(entry);
    }
  }
}
