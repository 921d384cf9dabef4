// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ManifestTest {
  private static final String POD_OWNER = """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: shop}
      spec:
        selector: {matchLabels: {app: shop}}
        template:
          metadata: {labels: {app: shop}}
          spec:
            containers:
              - name: shop
                image: shop:1
                env:
                  - {name: DEBUG, value: "true"}
      """;

  @Test
  void readAll_takesWhatIsComplete() {
    assertThat(Manifest.readAll(POD_OWNER + "---\n" + POD_OWNER))
        .extracting(Manifest::name)
        .containsExactly("shop", "shop");
  }

  @Test
  void readAll_refusesAFieldThatItsTypeLacks() {
    assertRefused(POD_OWNER.replace("image:", "imagge: a\n          image:"), "imagge");
  }

  @Test
  void readAll_refusesAMissingField() {
    assertRefused(POD_OWNER.replace("  selector: {matchLabels: {app: shop}}\n", ""), "selector");
  }

  @Test
  void readAll_refusesABooleanForAString() {
    assertRefused(POD_OWNER.replace("\"true\"", "true"), "\"value\":true");
  }

  @Test
  void readAll_refusesAKeyGivenTwice() {
    assertRefused(POD_OWNER.replace("kind: Deployment", "kind: Deployment\nkind: Job"), "kind");
  }

  @Test
  void readAll_refusesAnUnknownKind() {
    assertRefused(POD_OWNER.replace("kind: Deployment", "kind: Deploymnet"), "Deploymnet");
  }

  @Test
  void readAll_refusesAnUnknownFieldOfACustomResource() {
    assertRefused("""
        apiVersion: opentelemetry.io/v1alpha1
        kind: OpenTelemetryCollector
        metadata: {name: otel, namespace: shop}
        spec: {mode: deployment, replica: 1}
        """, "replica");
  }

  private static void assertRefused(String yaml, String why) {
    assertThatThrownBy(() -> Manifest.readAll(yaml)).hasMessageContaining(why);
  }
}
