// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.config;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Writes the documentation of settings, as Markdown tables with a row for each key. */
public final class SettingsTable {
  private static final String HEAD = "| key | type | default | what it does |\n|---|---|---|---|\n";

  private final StringBuilder rows = new StringBuilder();
  private final List<String> rowsWithoutEffect = new ArrayList<>();
  private final List<String> rowsNotYet = new ArrayList<>();

  private SettingsTable() {}

  /** Returns a section for each block of a record of settings. */
  public static String of(Class<? extends Record> root) {
    StringBuilder text = new StringBuilder();
    for (SettingsBlock.Key key : SettingsBlock.of(root).keys()) {
      SettingsTable table = new SettingsTable();
      table.addBlock(key.type(), key.name() + ".");
      text.append("### `").append(key.name()).append(":`\n\n").append(table.text());
    }
    return text.toString();
  }

  private String text() {
    StringBuilder text = new StringBuilder(HEAD).append(rows).append('\n');
    if (!rowsWithoutEffect.isEmpty()) {
      text.append("Accepted from a Collector's file, without effect:\n\n")
          .append("| key | what happens instead |\n|---|---|\n")
          .append(String.join("", rowsWithoutEffect))
          .append('\n');
    }
    if (!rowsNotYet.isEmpty()) {
      text.append("Not supported yet; any other value stops the start:\n\n")
          .append("| key | only value |\n|---|---|\n")
          .append(String.join("", rowsNotYet))
          .append('\n');
    }
    return text.toString();
  }

  private void addBlock(Class<?> type, String prefix) {
    SettingsBlock block = SettingsBlock.of(type);
    for (SettingsBlock.Key key : block.keys()) {
      if (key.isBlock()) {
        addBlock(key.type(), prefix + key.name() + ".");
      } else {
        addKey(key, prefix);
      }
    }
    block.foreign().forEach(key -> addForeign(key.foreign(), prefix));
  }

  private void addKey(SettingsBlock.Key key, String prefix) {
    String path = prefix + key.name();
    String byDefault = "required";
    if (!key.byDefault().isEmpty()) {
      byDefault = "`" + key.byDefault() + "`";
    } else if (key.isNullable()) {
      byDefault = "none";
    }
    String doc = key.setting() == null ? "" : key.setting().doc();
    rows.append(row("`" + path + "`", typeOf(key), byDefault, doc));
    if (key.type() == List.class && SettingsBlock.isBlock(key.itemType())) {
      addBlock(key.itemType(), path + "[].");
    }
  }

  private void addForeign(Foreign foreign, String prefix) {
    String path = "`" + prefix + foreign.key() + "`";
    if (!foreign.instead().isEmpty()) {
      rowsWithoutEffect.add(row(path, foreign.instead()));
    } else {
      String only = foreign.byDefault().isEmpty() ? "absent" : "`" + foreign.byDefault() + "`";
      String rather = foreign.rather().isEmpty() ? "" : ": " + foreign.rather();
      rowsNotYet.add(row(path, only + rather));
    }
  }

  private static String typeOf(SettingsBlock.Key key) {
    if (key.isMap()) {
      return "map of " + wordFor(key.itemType());
    }
    if (key.type() != List.class) {
      return wordFor(key.type());
    }
    Class<?> item = key.itemType();
    return "list of " + (SettingsBlock.isBlock(item) ? "blocks" : wordFor(item));
  }

  private static String wordFor(Class<?> type) {
    return type.isEnum()
        ? SettingsBlock.words(type).stream()
            .map(w -> "`" + w + "`")
            .collect(Collectors.joining(", "))
        : ScalarText.nameOf(type);
  }

  private static String row(String... cells) {
    return List.of(cells).stream()
        .map(cell -> cell.replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }
}
