// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.kubernetes;

import com.fasterxml.jackson.core.JsonParser.Feature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One resource, read as strictly as an API server reads it with {@code fieldValidation=Strict}: no
 * unknown, missing or duplicate field, and no number where a string belongs.
 *
 * @param kind such as {@code Deployment}
 * @param name {@code metadata.name}
 * @param namespace {@code metadata.namespace}, or the empty string
 * @param resource the typed resource
 */
record Manifest(String kind, String name, String namespace, Object resource) {
  private static final ObjectMapper YAML = YAMLMapper.builder()
      .enable(Feature.STRICT_DUPLICATE_DETECTION)
      .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
      .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
      .build();

  private static final Set<JsonElement> EMPTY = Set.of(new JsonArray(), new JsonObject());

  private static final Map<String, Type> TYPES = Map.of(
      "v1 ConfigMap", builtIn(V1ConfigMap.class, V1ConfigMap::validateJsonElement),
      "v1 Service", builtIn(V1Service.class, V1Service::validateJsonElement),
      "v1 ServiceAccount", builtIn(V1ServiceAccount.class, V1ServiceAccount::validateJsonElement),
      "apps/v1 Deployment", builtIn(V1Deployment.class, V1Deployment::validateJsonElement),
      "apps/v1 StatefulSet", builtIn(V1StatefulSet.class, V1StatefulSet::validateJsonElement),
      "autoscaling/v2 HorizontalPodAutoscaler",
          builtIn(V2HorizontalPodAutoscaler.class, V2HorizontalPodAutoscaler::validateJsonElement),
      "networking.k8s.io/v1 NetworkPolicy",
          builtIn(V1NetworkPolicy.class, V1NetworkPolicy::validateJsonElement),
      "policy/v1 PodDisruptionBudget",
          builtIn(V1PodDisruptionBudget.class, V1PodDisruptionBudget::validateJsonElement),
      "opentelemetry.io/v1alpha1 OpenTelemetryCollector",
          tree -> YAML.treeToValue(tree, OpenTelemetryCollector.class));

  private interface Type {
    Object read(JsonNode tree) throws IOException;
  }

  private interface Validation {
    void validate(JsonElement json) throws IOException;
  }

  /** Reads the resources of one or more YAML documents. */
  static List<Manifest> readAll(String yaml) {
    List<Manifest> manifests = new ArrayList<>();
    try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
      while (documents.hasNextValue()) {
        manifests.add(read(documents.nextValue()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return manifests;
  }

  /** Reads a YAML text as a given type, strictly. */
  static <T> T read(String yaml, Class<T> type) {
    try {
      return YAML.readValue(yaml, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a YAML text as JSON. */
  static JsonElement readJson(String yaml) {
    return JsonParser.parseString(read(yaml, JsonNode.class).toString());
  }

  /** Returns the resource as JSON, without empty lists and maps. */
  JsonElement json() {
    return withoutEmpty(JSON.getGson().toJsonTree(resource));
  }

  private static Manifest read(JsonNode tree) throws IOException {
    String kind = tree.path("kind").asText();
    Type type = TYPES.get(tree.path("apiVersion").asText() + " " + kind);
    if (type == null) {
      throw new IllegalArgumentException(
          "unknown kind " + tree.path("apiVersion").asText() + " " + kind);
    }
    JsonNode metadata = tree.path("metadata");
    return new Manifest(
        kind, metadata.path("name").asText(), metadata.path("namespace").asText(), type.read(tree));
  }

  private static Type builtIn(Class<?> type, Validation validation) {
    return tree -> {
      JsonElement json = JsonParser.parseString(tree.toString());
      validation.validate(json);
      Gson gson = JSON.getGson();
      Object resource = gson.fromJson(json, type);
      // The generated validation accepts a number as a string; the read value would then differ.
      JsonElement again = withoutEmpty(gson.toJsonTree(resource));
      if (!again.equals(withoutEmpty(json))) {
        throw new IllegalArgumentException("read " + again + "\nfrom " + json);
      }
      return resource;
    };
  }

  /** Removes empty lists and maps, which the generated types add. */
  private static JsonElement withoutEmpty(JsonElement json) {
    if (json.isJsonArray()) {
      JsonArray kept = new JsonArray();
      json.getAsJsonArray().forEach(element -> kept.add(withoutEmpty(element)));
      return kept;
    }
    if (!json.isJsonObject()) {
      return json;
    }
    JsonObject kept = new JsonObject();
    json.getAsJsonObject().asMap().forEach((key, value) -> {
      JsonElement inner = withoutEmpty(value);
      if (!EMPTY.contains(inner)) {
        kept.add(key, inner);
      }
    });
    return kept;
  }
}
