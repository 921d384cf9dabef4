// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes settings as YAML that reads back as the same settings, except for secrets, which are
 * hidden. A comment marks the settings that have no effect yet.
 */
public final class SettingsText {
  private final StringBuilder text = new StringBuilder();

  private SettingsText() {}

  /** Returns all settings of a record, one a line. */
  public static String of(Record settings) {
    SettingsText writer = new SettingsText();
    writer.writeBlock(settings, 0);
    return writer.text.toString();
  }

  private void writeBlock(Object block, int depth) {
    for (SettingsBlock.Key key : SettingsBlock.of(block.getClass()).keys()) {
      Object value = valueOf(key.component(), block);
      if (value == null) {
        continue;
      }
      text.append("  ".repeat(depth)).append(key.name()).append(':');
      if (key.isBlock()) {
        text.append('\n');
        writeBlock(value, depth + 1);
      } else {
        text.append(' ').append(inline(value)).append('\n');
      }
    }
  }

  private static String inline(Object value) {
    if (value instanceof List<?> items) {
      return items.stream().map(SettingsText::inline).collect(Collectors.joining(", ", "[", "]"));
    }
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(entry -> scalar(entry.getKey()) + ": " + inline(entry.getValue()))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    if (SettingsBlock.isBlock(value.getClass())) {
      List<String> entries = new ArrayList<>();
      for (SettingsBlock.Key key : SettingsBlock.of(value.getClass()).keys()) {
        Object entry = valueOf(key.component(), value);
        if (entry != null) {
          entries.add(key.name() + ": " + inline(entry));
        }
      }
      return "{" + String.join(", ", entries) + "}";
    }
    return scalar(value);
  }

  private static String scalar(Object value) {
    if (value instanceof Duration duration) {
      return GoDuration.format(duration);
    }
    if (value instanceof Enum<?>) {
      return SettingsBlock.word(value);
    }
    return value instanceof String || value instanceof Endpoint || value instanceof Secret
        ? quotedIfNeeded(value.toString())
        : value.toString();
  }

  /** Quotes a text unless YAML reads it back unchanged, even inside a list. */
  private static String quotedIfNeeded(String plain) {
    List<Problem> problems = new ArrayList<>();
    RawValue read = YamlText.read("[" + plain + "]", line -> "", problems);
    boolean safe = read instanceof RawValue.Items list
        && list.items().size() == 1
        && list.items().get(0) instanceof RawValue.Scalar scalar
        && scalar.type() == RawValue.Type.TEXT
        && scalar.text().equals(plain);
    return safe && problems.isEmpty() ? plain : quoted(plain);
  }

  private static String quoted(String plain) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < plain.length(); i++) {
      char letter = plain.charAt(i);
      if (letter == '"' || letter == '\\') {
        quoted.append('\\').append(letter);
      } else if (letter < ' ' || letter >= 0x7f) {
        quoted.append("\\u%04x".formatted((int) letter));
      } else {
        quoted.append(letter);
      }
    }
    return quoted.append('"').toString();
  }

  private static @Nullable Object valueOf(RecordComponent component, Object settings) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(settings);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }
}
