package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.Api;
import dev.managedidentity.api.DeletionPolicy;
import dev.managedidentity.api.IdentityDeletionPolicy;
import dev.managedidentity.api.UserAssignedIdentity;
import dev.managedidentity.api.UserAssignedIdentitySpec;
import dev.managedidentity.testing.Kinds;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which deletion policy applies. An empty cell is left out. */
class EffectiveDeletionPolicyTest {

  @ParameterizedTest
  @CsvSource({
    // spec, object, namespace, operator, what applies
    "       ,       ,       , Remove, Remove",
    "       ,       ,       , Retain, Retain",
    "       ,       , Remove, Retain, Remove",
    "       ,       , Retain, Remove, Retain",
    "       , Remove, Retain, Retain, Remove",
    "       , Retain, Remove, Remove, Retain",
    " Remove,       , Retain, Retain, Remove",
    " Retain,       , Remove, Remove, Retain",
    " Remove, Retain, Remove, Remove, Retain",
    " Retain, Remove, Remove, Remove, Retain",
    "       ,       , remove, Remove, Retain",
    "       ,       , ''    , Remove, Retain",
    "       , Delete, Remove, Remove, Retain",
    " Remove, delete, Remove, Remove, Retain",
    " Remove,       , remove, Remove, Remove",
  })
  void ofATarget(
      DeletionPolicy spec,
      String object,
      String namespace,
      DeletionPolicy operator,
      DeletionPolicy applies) {
    assertThat(
            EffectiveDeletionPolicy.of(
                    Kinds.declaration(
                        LoopHarness.WEB.text(), metadata(object), it -> it.deletionPolicy = spec),
                    namespace(namespace),
                    operator)
                .policy())
        .isEqualTo(applies);
  }

  @ParameterizedTest
  @CsvSource({
    // spec, object, namespace, operator, what applies: Remove deletes the identity
    " Retain,       ,       , Remove, Retain",
    " Retain, Remove, Remove, Remove, Retain",
    "       , Remove, Remove, Remove, Retain",
    " Delete,       ,       , Remove, Remove",
    " Delete,       , Remove, Retain, Remove",
    " Delete,       ,       , Retain, Retain",
    " Delete,       , Retain, Remove, Retain",
    " Delete, Retain, Remove, Remove, Retain",
    " Delete, remove, Remove, Remove, Retain",
    " Delete,       , delete, Remove, Retain",
  })
  void ofAnIdentity(
      IdentityDeletionPolicy spec,
      String object,
      String namespace,
      DeletionPolicy operator,
      DeletionPolicy applies) {
    // Given
    UserAssignedIdentity identity = new UserAssignedIdentity();
    identity.setMetadata(metadata(object));
    identity.setSpec(new UserAssignedIdentitySpec());
    identity.getSpec().deletionPolicy = spec;

    // Then
    assertThat(EffectiveDeletionPolicy.of(identity, namespace(namespace), operator).policy())
        .isEqualTo(applies);
  }

  private static ObjectMeta metadata(String annotation) {
    return new ObjectMetaBuilder().withName("web").withAnnotations(annotated(annotation)).build();
  }

  private static Optional<Namespace> namespace(String annotation) {
    return Optional.of(
        new NamespaceBuilder()
            .withNewMetadata()
            .withName("shop")
            .withAnnotations(annotated(annotation))
            .endMetadata()
            .build());
  }

  private static Map<String, String> annotated(String value) {
    return value == null ? null : Map.of(Api.DELETION_POLICY, value);
  }
}
