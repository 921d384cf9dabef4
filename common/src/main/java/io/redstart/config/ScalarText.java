// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.config;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Parses single values of the types that settings may have. */
final class ScalarText {
  private static final Set<String> YES = Set.of("true", "yes", "on");

  private static final Set<String> BOOLEANS = Set.of("true", "false");

  /**
   * References that the Collector replaces: {@code ${NAME}}, {@code ${env:NAME}}, {@code
   * ${file:PATH}}, ….
   */
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{[^}]*\\}");

  private static final Pattern GROUP = Pattern.compile("\\$\\{\\w+\\}");

  /** The message about such a reference. */
  static final String NOT_REPLACED =
      "${…} is not replaced here, give the setting in its own environment variable";

  private ScalarText() {}

  /**
   * Parses a value.
   *
   * @param refersToGroups see {@link Setting#refersToGroups}
   * @throws IllegalArgumentException if the value is not of that type; the message says what would
   *     be
   */
  static Object parse(Class<?> type, RawValue.Scalar value, boolean refersToGroups) {
    String text = value.text();
    requireNoReference(refersToGroups ? GROUP.matcher(text).replaceAll("") : text);
    if (type == String.class) {
      return text;
    }
    if (type == Secret.class) {
      return parseSecret(text);
    }
    if (type == Duration.class) {
      return GoDuration.parse(text);
    }
    if (type == Endpoint.class) {
      return Endpoint.parse(text);
    }
    if (type == boolean.class) {
      return parseBoolean(value);
    }
    if (type == int.class) {
      return (int) parseWhole(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
    if (type == long.class) {
      return parseWhole(text, Long.MIN_VALUE, Long.MAX_VALUE);
    }
    if (type.isEnum()) {
      return parseEnum(type, text);
    }
    throw new IllegalStateException("no setting can be of " + type);
  }

  /** Returns the name of a type in the documentation and in messages. */
  static String nameOf(Class<?> type) {
    if (type == Duration.class) {
      return "duration";
    }
    if (type == Endpoint.class) {
      return "host:port";
    }
    if (type == boolean.class) {
      return "true or false";
    }
    if (type == int.class || type == long.class) {
      return "whole number";
    }
    return type.isEnum() ? String.join(", ", SettingsBlock.words(type)) : "text";
  }

  /** Rejects references: the Collector would replace them, so they are never literal text. */
  private static void requireNoReference(String text) {
    if (REFERENCE.matcher(text).find()) {
      throw new IllegalArgumentException(NOT_REPLACED);
    }
  }

  /** Rejects even the beginning of a reference, which would be an easily guessed secret. */
  private static Secret parseSecret(String text) {
    if (text.contains("${")) {
      throw new IllegalArgumentException(NOT_REPLACED);
    }
    return Secret.of(text);
  }

  private static boolean parseBoolean(RawValue.Scalar value) {
    if (value.type() != RawValue.Type.BOOLEAN) {
      boolean quoted = BOOLEANS.contains(value.text().toLowerCase(Locale.ROOT));
      throw new IllegalArgumentException(
          "not true or false" + (quoted ? ": leave the quotes out" : ""));
    }
    return YES.contains(value.text().toLowerCase(Locale.ROOT));
  }

  private static long parseWhole(String text, long least, long most) {
    long number;
    try {
      number = Long.parseLong(text.replace("_", ""));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a whole number", e);
    }
    if (number < least || number > most) {
      throw new IllegalArgumentException("not between " + least + " and " + most);
    }
    return number;
  }

  private static Object parseEnum(Class<?> type, String text) {
    List<String> words = SettingsBlock.words(type);
    int index = words.indexOf(text.toLowerCase(Locale.ROOT));
    if (index < 0) {
      throw new IllegalArgumentException("not one of " + String.join(", ", words));
    }
    return type.getEnumConstants()[index];
  }
}
