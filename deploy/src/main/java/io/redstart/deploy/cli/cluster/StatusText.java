// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.cli.cluster;

import io.redstart.deploy.cli.terminal.Table;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the status of a cluster as tables. Lines are as long as their names: the names of a
 * StatefulSet's pods differ in their last character, which a cut would remove.
 */
final class StatusText {
  private StatusText() {}

  static String of(JsonObject status) {
    List<String> lines = new ArrayList<>(members(objects(status, "members")));
    lines.add("");
    lines.addAll(stores(objects(status, "stores"), objects(status, "lacking_copies")));
    List<JsonObject> missing = objects(status, "missing");
    if (!missing.isEmpty()) {
      lines.add("");
      lines.addAll(missing(missing));
    }
    return String.join(System.lineSeparator(), lines);
  }

  private static List<String> members(List<JsonObject> members) {
    Table table = new Table(List.of("MEMBER", "ROLE", "STATE", "PROGRAM", "PROTOCOL"), 0);
    members.forEach(one -> table.add(List.of(
        one.getString("name", ""),
        one.getString("role", ""),
        one.getBoolean("silent", false)
            ? "silent"
            : one.getBoolean("ready", false) ? "ready" : "not ready",
        one.getString("program", ""),
        one.getString("protocol", ""))));
    return table.lines(Integer.MAX_VALUE);
  }

  private static List<String> stores(List<JsonObject> stores, List<JsonObject> lacking) {
    Table table = new Table(
        List.of(
            "STORE OF", "SERVED BY", "FOLLOWER", "STATE", "SEALED THROUGH", "SHARE", "LABEL SETS"),
        2);
    stores.forEach(one -> table.add(List.of(
        one.getString("aggregator", ""),
        servers(one),
        one.getString("follower", "").isEmpty() ? "-" : one.getString("follower"),
        state(one, lacking),
        one.getString("sealed_through", ""),
        one.getString("share", "") + " %",
        one.containsKey("label_sets") ? one.getLong("label_sets") + "" : "-")));
    return table.lines(Integer.MAX_VALUE);
  }

  private static String servers(JsonObject store) {
    String keeper = store.getString("keeper", "");
    JsonArray copies = store.getJsonArray("copies", new JsonArray());
    return (keeper.isEmpty() ? store.getString("aggregator", "") : keeper)
        + (copies.isEmpty() ? "" : " (copies: " + String.join(", ", texts(copies)) + ")");
  }

  private static List<String> texts(JsonArray array) {
    return array.stream().map(Object::toString).toList();
  }

  private static String state(JsonObject store, List<JsonObject> lacking) {
    JsonObject draining = store.getJsonObject("draining", new JsonObject());
    String phase = draining.getString("phase", "");
    if (!phase.isEmpty()) {
      return "draining: " + phase;
    }
    if (!store.getString("keeper", "").isEmpty()) {
      return (store.getBoolean("incomplete", false) ? "kept, may lack counts" : "kept")
          + lacking.stream()
              .filter(one -> one.getString("store", "").equals(store.getString("store")))
              .findFirst()
              .map(one -> one.getString("phase", "").isEmpty()
                  ? ", a copy is missing"
                  : ", another copy: " + one.getString("phase"))
              .orElse("");
    }
    return store.getBoolean("ready", false) ? "ready" : "not ready";
  }

  private static List<String> missing(List<JsonObject> missing) {
    Table table = new Table(List.of("MISSING", "STORE", "SINCE ABOUT"), 0);
    missing.forEach(one -> {
      String since = one.getString("since", "");
      table.add(List.of(
          one.getString("aggregator", ""),
          one.getString("store", ""),
          since.isEmpty() ? "before the query service started" : since));
    });
    return table.lines(Integer.MAX_VALUE);
  }

  static List<JsonObject> objects(JsonObject parent, String key) {
    return parent.getJsonArray(key, new JsonArray()).stream()
        .filter(JsonObject.class::isInstance)
        .map(JsonObject.class::cast)
        .toList();
  }
}
