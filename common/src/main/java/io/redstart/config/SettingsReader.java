// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads settings strictly: the records' defaults, then each source, which overrides those before
 * it. It finds all mistakes in all sources before it fails.
 *
 * <pre>{@code
 * Settings<QueryConfig> settings =
 *     SettingsReader.read(
 *         QueryConfig.class,
 *         SettingsSource.file(Path.of("redstart.yaml")),
 *         SettingsSource.environment(System.getenv()),
 *         SettingsSource.assignments(List.of("timeout=30s")));
 * }</pre>
 */
public final class SettingsReader {
  private SettingsReader() {}

  /**
   * Reads settings.
   *
   * @param root the record of all settings; its components are described by {@link Setting}
   * @param sources in rising precedence: the last wins
   * @throws SettingsException with all mistakes
   */
  public static <T extends Record> Settings<T> read(Class<T> root, SettingsSource... sources)
      throws SettingsException {
    List<Problem> problems = new ArrayList<>();
    RawValue.Block all = new RawValue.Block("settings", Map.of());
    for (SettingsSource source : sources) {
      RawValue.Block given = withoutAliases(root, source.read(root, problems), "", problems);
      all = all.overlaidBy(UnlistedBlocks.in(root, given, source.listing()));
    }
    SettingsBinder binder = new SettingsBinder(problems);
    T value = binder.bindRoot(root, all);
    if (value == null || !problems.isEmpty()) {
      throw new SettingsException(problems);
    }
    List<String> notes = new ArrayList<>(binder.notes());
    UnlistedBlocks.addNotes(all, "", notes);
    return new Settings<>(value, notes);
  }

  /** Returns the default settings. */
  public static <T extends Record> T defaults(Class<T> root) {
    try {
      return read(root).value();
    } catch (SettingsException e) {
      throw new IllegalStateException("the defaults of " + root + " are not valid", e);
    }
  }

  /** Returns a source's block with aliases replaced by the keys' own names, for merging. */
  private static RawValue.Block withoutAliases(
      Class<?> type, RawValue.Block given, String prefix, List<Problem> problems) {
    SettingsBlock accepted = SettingsBlock.of(type);
    Map<String, RawValue> entries = new LinkedHashMap<>();
    Map<String, String> writtenAs = new LinkedHashMap<>();
    given.entries().forEach((word, value) -> {
      SettingsBlock.Key key = accepted.find(word);
      String name = key == null ? word : key.name();
      String other = writtenAs.putIfAbsent(name, word);
      if (other != null) {
        String what = "given twice, here and as " + prefix + other;
        problems.add(new Problem(value.source(), prefix + word, "", what));
      } else if (key != null && key.isBlock() && value instanceof RawValue.Block block) {
        entries.put(name, withoutAliases(key.type(), block, prefix + name + ".", problems));
      } else {
        entries.put(name, value);
      }
    });
    return new RawValue.Block(given.source(), entries);
  }
}
