// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A value as parsed from YAML, before its target type is known, with its source: {@code
 * redstart.yaml:7}, {@code REDSTART_QUERY_TIMEOUT}, {@code --set}.
 */
sealed interface RawValue {
  /** The most characters of a value that a message shows. */
  int SHOWN_MAX = 80;

  /** Returns where it came from. */
  String source();

  /** Returns its kind in words, for a message. */
  String kind();

  /** Returns it in YAML's flow style. */
  String text();

  /** Returns it for a message: on one line, shortened. */
  default String shown() {
    String text = text().replaceAll("\\s+", " ");
    return text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX) + "…";
  }

  /** Returns whether it is null, which stands for the default. */
  default boolean isNull() {
    return this instanceof Scalar scalar && scalar.type == Type.NULL;
  }

  /** The type that YAML gives a scalar. */
  enum Type {
    TEXT("text"),
    NUMBER("a number"),
    BOOLEAN("true or false"),
    NULL("nothing");

    private final String word;

    Type(String word) {
      this.word = word;
    }
  }

  /**
   * A single value.
   *
   * @param text as it was written, without quotes
   */
  record Scalar(String source, Type type, String text) implements RawValue {
    @Override
    public String kind() {
      return type.word;
    }
  }

  /** A list. */
  record Items(String source, List<RawValue> items) implements RawValue {
    @Override
    public String kind() {
      return "a list";
    }

    @Override
    public String text() {
      return items.stream().map(RawValue::text).collect(Collectors.joining(", ", "[", "]"));
    }
  }

  /** Keys with values, in their order. */
  record Block(String source, Map<String, RawValue> entries) implements RawValue {
    @Override
    public String kind() {
      return "a block";
    }

    @Override
    public String text() {
      return entries.entrySet().stream()
          .map(entry -> entry.getKey() + ": " + entry.getValue().text())
          .collect(Collectors.joining(", ", "{", "}"));
    }

    /** Returns this block overlaid with the other one; blocks are merged, lists replaced. */
    Block overlaidBy(Block other) {
      Map<String, RawValue> merged = new LinkedHashMap<>(entries);
      other.entries.forEach((key, value) -> merged.merge(key, value, Block::overlay));
      return new Block(bothSources(other), merged);
    }

    private String bothSources(Block other) {
      if (entries.isEmpty() || source.equals(other.source)) {
        return other.source;
      }
      return other.entries.isEmpty() ? source : source + ", " + other.source;
    }

    private static RawValue overlay(RawValue below, RawValue above) {
      return below instanceof Block under && above instanceof Block over
          ? under.overlaidBy(over)
          : above;
    }
  }
}
