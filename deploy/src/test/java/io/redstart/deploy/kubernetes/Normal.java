// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.kubernetes;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Resources without the differences that Helm and Kustomize make by themselves. */
final class Normal {
  private static final Set<String> OF_HELM = Set.of(
      "app.kubernetes.io/instance",
      "app.kubernetes.io/managed-by",
      "app.kubernetes.io/version",
      "helm.sh/chart",
      "checksum/settings");

  private Normal() {}

  /**
   * Returns the resources by kind and name: without Helm's labels, without the hash that Kustomize
   * appends to the name of the settings, and with these as one object rather than as a text.
   */
  static Map<String, JsonElement> of(List<Manifest> manifests) {
    String settings = manifests.stream()
        .filter(manifest -> manifest.resource() instanceof V1ConfigMap)
        .map(Manifest::name)
        .findFirst()
        .orElseThrow();
    Map<String, JsonElement> all = new TreeMap<>();
    for (Manifest manifest : manifests) {
      String name = manifest.name().equals(settings) ? "redstart" : manifest.name();
      all.put(manifest.kind() + " " + name, normal(manifest.json(), settings));
    }
    return all;
  }

  private static JsonElement normal(JsonElement json, String settings) {
    if (json.isJsonArray()) {
      JsonArray all = new JsonArray();
      json.getAsJsonArray().forEach(one -> all.add(normal(one, settings)));
      return all;
    }
    if (json.isJsonObject()) {
      JsonObject all = new JsonObject();
      json.getAsJsonObject().asMap().forEach((key, value) -> {
        if (!OF_HELM.contains(key)) {
          boolean isText = key.equals("redstart.yaml");
          all.add(key, isText ? Manifest.readJson(value.getAsString()) : normal(value, settings));
        }
      });
      return all;
    }
    return json.equals(new JsonPrimitive(settings)) ? new JsonPrimitive("redstart") : json;
  }
}
