package dev.managedidentity.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.managedidentity.api.NamespaceSelector;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamespaceMatchTest {
  private static final Map<String, String> LABELS = Map.of("team", "shop", "tier", "test");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {names: [shop-a]}                                                          | true
          {names: [other, shop-*]}                                                   | true
          {names: ["*"]}                                                             | true
          {names: [shop]}                                                            | false
          {names: [a]}                                                               | false
          {labelSelector: {matchLabels: {team: shop}}}                               | true
          {labelSelector: {matchLabels: {team: shop, tier: prod}}}                   | false
          {labelSelector: {matchLabels: {missing: shop}}}                            | false
          {labelSelector: {matchExpressions: [{key: tier, operator: In, values: [prod, test]}]}}  | true
          {labelSelector: {matchExpressions: [{key: tier, operator: In, values: [prod]}]}}        | false
          {labelSelector: {matchExpressions: [{key: none, operator: In, values: [prod]}]}}        | false
          {labelSelector: {matchExpressions: [{key: tier, operator: NotIn, values: [prod]}]}}     | true
          {labelSelector: {matchExpressions: [{key: none, operator: NotIn, values: [prod]}]}}     | true
          {labelSelector: {matchExpressions: [{key: tier, operator: NotIn, values: [test]}]}}     | false
          {labelSelector: {matchExpressions: [{key: tier, operator: Exists}]}}       | true
          {labelSelector: {matchExpressions: [{key: none, operator: Exists}]}}       | false
          {labelSelector: {matchExpressions: [{key: none, operator: DoesNotExist}]}} | true
          {labelSelector: {matchExpressions: [{key: tier, operator: DoesNotExist}]}} | false
          {labelSelector: {matchExpressions: [{key: tier, operator: Unknown}]}}      | false
          {names: [shop-a], labelSelector: {matchLabels: {team: shop}}}              | true
          {names: [other], labelSelector: {matchLabels: {team: shop}}}               | false
          {names: [shop-a], labelSelector: {matchLabels: {team: web}}}               | false
          {labelSelector: {}}                                                        | false
          {names: []}                                                                | false
          {}                                                                         | false
          """)
  void selects(String selector, boolean isSelected) {
    assertThat(
            NamespaceMatch.selects(
                Serialization.unmarshal("---\n" + selector, NamespaceSelector.class),
                "shop-a",
                LABELS))
        .isEqualTo(isSelected);
  }
}
