// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.Yaml;

/**
 * Prometheus' OpenAPI file, if it is beside the project, as {@code
 * shared/conformance/prometheus-api/openapi_3.1.yaml}. Validates answers with the keywords of JSON
 * Schema that the file uses; another keyword is an error, so that no rule is ignored.
 */
final class OpenApiFile {
  private static final Set<String> NOTES =
      Set.of("description", "example", "examples", "default", "format");

  private final Map<?, ?> file;

  private OpenApiFile(Map<?, ?> file) {
    this.file = file;
  }

  static Optional<OpenApiFile> find() {
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      Path path = folder.resolve("shared/conformance/prometheus-api/openapi_3.1.yaml");
      if (Files.exists(path)) {
        try {
          return Optional.of(new OpenApiFile(new Yaml().load(Files.readString(path))));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return Optional.empty();
  }

  /** Returns the methods of each path, as {@code GET /query}. */
  List<String> operations() {
    List<String> operations = new ArrayList<>();
    map(file, "paths")
        .forEach((path, methods) -> ((Map<?, ?>) methods)
            .forEach((method, what) ->
                operations.add(method.toString().toUpperCase(Locale.ROOT) + ' ' + path)));
    return operations;
  }

  /** Returns what is wrong with the JSON answer of an operation; empty if nothing. */
  List<String> mistakes(String operation, int status, Object json) {
    String[] parts = operation.split(" ", 2);
    Map<?, ?> responses =
        map(map(map(map(file, "paths"), parts[1]), parts[0].toLowerCase(Locale.ROOT)), "responses");
    String key =
        responses.containsKey(Integer.toString(status)) ? Integer.toString(status) : "default";
    Map<?, ?> content = map(map(responses, key), "content");
    List<String> mistakes = new ArrayList<>();
    check(map(map(content, "application/json"), "schema"), json, "$", mistakes);
    return mistakes;
  }

  private static Map<?, ?> map(Map<?, ?> parent, String key) {
    Object child = parent.get(key);
    if (child instanceof Map<?, ?> map) {
      return map;
    }
    throw new IllegalArgumentException("no " + key + " in " + parent.keySet());
  }

  private void check(Map<?, ?> schema, Object json, String at, List<String> mistakes) {
    schema.forEach((keyword, rule) -> {
      switch ((String) keyword) {
        case "$ref" -> check(referred((String) rule), json, at, mistakes);
        case "type" -> checkThat(isOfType(json, (String) rule), at + " is no " + rule, mistakes);
        case "enum" -> checkThat(((List<?>) rule).contains(json), at + " is " + json, mistakes);
        case "properties" -> checkProperties((Map<?, ?>) rule, json, at, mistakes);
        case "required" -> checkRequired((List<?>) rule, json, at, mistakes);
        case "additionalProperties" -> checkOthers(schema, rule, json, at, mistakes);
        case "items" -> checkItems((Map<?, ?>) rule, json, at, mistakes);
        case "minItems" ->
          checkThat(
              !(json instanceof List<?> list) || list.size() >= (Integer) rule,
              at + " short",
              mistakes);
        case "maxItems" ->
          checkThat(
              !(json instanceof List<?> list) || list.size() <= (Integer) rule,
              at + " long",
              mistakes);
        case "anyOf" ->
          checkThat(
              fitting((List<?>) rule, json, at) >= 1, at + " fits no schema: " + json, mistakes);
        case "oneOf" ->
          checkThat(
              fitting((List<?>) rule, json, at) == 1,
              at + " fits not one schema: " + json,
              mistakes);
        default -> {
          if (!NOTES.contains(keyword)) {
            throw new IllegalArgumentException("unknown keyword " + keyword);
          }
        }
      }
    });
  }

  private static void checkThat(boolean isRight, String mistake, List<String> mistakes) {
    if (!isRight) {
      mistakes.add(mistake);
    }
  }

  private Map<?, ?> referred(String reference) {
    Map<?, ?> found = file;
    for (String part : reference.substring("#/".length()).split("/")) {
      found = map(found, part);
    }
    return found;
  }

  private static boolean isOfType(Object json, String type) {
    return switch (type) {
      case "object" -> json instanceof Map;
      case "array" -> json instanceof List;
      case "string" -> json instanceof String;
      case "boolean" -> json instanceof Boolean;
      case "number" -> json instanceof Number;
      case "integer" -> json instanceof Integer || json instanceof Long;
      default -> throw new IllegalArgumentException("unknown type " + type);
    };
  }

  private void checkProperties(Map<?, ?> rules, Object json, String at, List<String> mistakes) {
    if (json instanceof Map<?, ?> object) {
      rules.forEach((name, rule) -> {
        if (object.containsKey(name)) {
          check((Map<?, ?>) rule, object.get(name), at + '.' + name, mistakes);
        }
      });
    }
  }

  private static void checkRequired(List<?> names, Object json, String at, List<String> mistakes) {
    if (json instanceof Map<?, ?> object) {
      names.forEach(name -> checkThat(object.containsKey(name), at + " lacks " + name, mistakes));
    }
  }

  private void checkOthers(
      Map<?, ?> schema, Object rule, Object json, String at, List<String> mistakes) {
    if (json instanceof Map<?, ?> object && !Boolean.TRUE.equals(rule)) {
      Object known = schema.get("properties");
      object.forEach((name, value) -> {
        if (known instanceof Map<?, ?> properties && properties.containsKey(name)) {
          return;
        }
        if (rule instanceof Map<?, ?> others) {
          check(others, value, at + '.' + name, mistakes);
        } else {
          mistakes.add(at + " has " + name);
        }
      });
    }
  }

  private void checkItems(Map<?, ?> rule, Object json, String at, List<String> mistakes) {
    if (json instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        check(rule, list.get(i), at + '[' + i + ']', mistakes);
      }
    }
  }

  private long fitting(List<?> schemas, Object json, String at) {
    return schemas.stream()
        .filter(schema -> {
          List<String> mistakes = new ArrayList<>();
          check((Map<?, ?>) schema, json, at, mistakes);
          return mistakes.isEmpty();
        })
        .count();
  }
}
