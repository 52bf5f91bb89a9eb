package dev.managedidentity.endtoend;

import dev.managedidentity.api.IdentitySpec;
import dev.managedidentity.api.UserAssigned;
import dev.managedidentity.api.UserAssignedIdentity;
import dev.managedidentity.api.UserAssignedIdentitySpec;
import dev.managedidentity.plan.ArmId;
import dev.managedidentity.testing.Edits;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.function.Consumer;

/** The UserAssignedIdentities of a stage. */
final class Identities {
  private final Stage stage;

  Identities(Stage stage) {
    this.stage = stage;
  }

  /** Declares one in the group of the stage. */
  void declare(String name, Consumer<UserAssignedIdentitySpec> says) {
    UserAssignedIdentity declaration = new UserAssignedIdentity();
    declaration.setMetadata(
        new ObjectMetaBuilder().withNamespace(stage.namespace).withName(name).build());
    declaration.setSpec(new UserAssignedIdentitySpec());
    declaration.getSpec().resourceGroup = Stage.GROUP;
    says.accept(declaration.getSpec());
    stage.client.resource(declaration).create();
  }

  void edit(String name, Consumer<UserAssignedIdentitySpec> says) {
    Edits.edit(resource(name), declaration -> says.accept(declaration.getSpec()));
  }

  void delete(String name) {
    resource(name).delete();
  }

  private Resource<UserAssignedIdentity> resource(String name) {
    return stage
        .client
        .resources(UserAssignedIdentity.class)
        .inNamespace(stage.namespace)
        .withName(name);
  }

  UserAssignedIdentity get(String name) {
    return resource(name).get();
  }

  void awaitReady(String name) {
    awaitReason(name, "Converged");
  }

  void awaitReason(String name, String reason) {
    Stage.awaitReason(() -> get(name), reason);
  }

  void awaitGone(String name) {
    Stage.awaitUntil(() -> get(name) == null);
  }

  String message(String name) {
    return Stage.ready(get(name)).map(Condition::getMessage).orElse("");
  }

  /** Null if there is none. */
  ConfigMap configMap(String name) {
    return stage.client.configMaps().inNamespace(stage.namespace).withName(name).get();
  }

  /** The id in Azure of one in the group of the stage. */
  String id(String name) {
    return ArmId.of(
            stage.emulator.environment().get("AZURE_SUBSCRIPTION_ID"),
            Stage.GROUP,
            ArmId.USER_ASSIGNED_IDENTITY,
            name)
        .text();
  }

  /** What a target says that is to have identities by the names of their declarations. */
  static Consumer<IdentitySpec> named(String... names) {
    return spec -> {
      for (String name : names) {
        UserAssigned entry = new UserAssigned();
        entry.name = name;
        spec.userAssigned.add(entry);
      }
    };
  }
}
