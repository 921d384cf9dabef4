// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The labels of a series: names with values, sorted by name, immutable, hashed once. An empty value
 * is the same as no label (Prometheus data model), so labels with empty values are left out.
 *
 * <p>Names and {@code Labels} are ordered by their UTF-8 bytes. This is also the order of code
 * points, but not that of {@link String#compareTo}.
 */
public final class Labels implements Comparable<Labels> {
  /** The label that holds a metric's name. */
  public static final String METRIC_NAME = "__name__";

  private static final Labels EMPTY = new Labels(new String[0]);

  /** name, value, name, value, … */
  private final String[] pairs;

  private final int hash;

  private Labels(String[] pairs) {
    this.pairs = pairs;
    this.hash = Arrays.hashCode(pairs);
  }

  /** Returns the empty label set. */
  public static Labels empty() {
    return EMPTY;
  }

  /**
   * Returns labels from alternating names and values.
   *
   * @throws IllegalArgumentException if a value is missing or a name appears twice
   */
  public static Labels of(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException(
          "label without a value: " + namesAndValues[namesAndValues.length - 1]);
    }
    Builder builder = new Builder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      builder.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    return builder.build();
  }

  /** Returns labels from a map. */
  public static Labels of(Map<String, String> labels) {
    Builder builder = new Builder();
    labels.forEach(builder::add);
    return builder.build();
  }

  /** Returns the number of labels. */
  public int size() {
    return pairs.length / 2;
  }

  /** Returns whether there are no labels. */
  public boolean isEmpty() {
    return pairs.length == 0;
  }

  /** Returns the name of a label by its position in the order of names. */
  public String name(int index) {
    return pairs[2 * index];
  }

  /** Returns the value of a label by its position in the order of names. */
  public String value(int index) {
    return pairs[2 * index + 1];
  }

  /** Returns the value of a label, or the empty string where it is absent. */
  public String get(String name) {
    int at = indexOf(name);
    return at < 0 ? "" : pairs[2 * at + 1];
  }

  /** Returns whether a label is present. */
  public boolean has(String name) {
    return indexOf(name) >= 0;
  }

  private int indexOf(String name) {
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i].equals(name)) {
        return i / 2;
      }
    }
    return -1;
  }

  /** Calls an action for each label, in the order of names. */
  public void forEach(BiConsumer<String, String> action) {
    for (int i = 0; i < pairs.length; i += 2) {
      action.accept(pairs[i], pairs[i + 1]);
    }
  }

  /** Returns these labels with one value changed; an empty value removes the label. */
  public Labels with(String name, String value) {
    if (get(name).equals(value)) {
      return this;
    }
    Builder builder = new Builder();
    forEach((own, ownValue) -> {
      if (!own.equals(name)) {
        builder.add(own, ownValue);
      }
    });
    return builder.add(name, value).build();
  }

  /** Returns these labels without the named ones. */
  public Labels without(Collection<String> names) {
    return filter(name -> !names.contains(name));
  }

  /** Returns only the named ones of these labels. */
  public Labels retain(Collection<String> names) {
    return filter(names::contains);
  }

  private Labels filter(Predicate<String> keep) {
    List<String> kept = new ArrayList<>(pairs.length);
    for (int i = 0; i < pairs.length; i += 2) {
      if (keep.test(pairs[i])) {
        kept.add(pairs[i]);
        kept.add(pairs[i + 1]);
      }
    }
    if (kept.size() == pairs.length) {
      return this;
    }
    return kept.isEmpty() ? EMPTY : new Labels(kept.toArray(String[]::new));
  }

  @Override
  public int compareTo(Labels other) {
    int common = Math.min(pairs.length, other.pairs.length);
    for (int i = 0; i < common; i++) {
      int order = compareUtf8(pairs[i], other.pairs[i]);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(pairs.length, other.pairs.length);
  }

  /** Compares two strings by their UTF-8 bytes. */
  public static int compareUtf8(String left, String right) {
    int length = Math.min(left.length(), right.length());
    for (int i = 0; i < length; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        // UTF-16 puts surrogates before U+E000 … U+FFFF, UTF-8 after.
        boolean surrogateA = Character.isSurrogate(a);
        boolean surrogateB = Character.isSurrogate(b);
        return surrogateA == surrogateB ? Character.compare(a, b) : surrogateA ? 1 : -1;
      }
    }
    return Integer.compare(left.length(), right.length());
  }

  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof Labels other
        && hash == other.hash
        && Arrays.equals(pairs, other.pairs);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** Returns the labels as a series in PromQL: {@code calls_total{service_name="checkout"}}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(get(METRIC_NAME)).append('{');
    forEach((name, value) -> {
      if (!name.equals(METRIC_NAME)) {
        text.append(text.charAt(text.length() - 1) == '{' ? "" : ", ");
        text.append(name).append("=\"").append(value).append('"');
      }
    });
    return text.append('}').toString();
  }

  /** Collects labels in any order. */
  public static final class Builder {
    private final List<Map.Entry<String, String>> entries = new ArrayList<>();

    /** Adds a label; an empty value adds nothing. */
    public Builder add(String name, String value) {
      if (!value.isEmpty()) {
        entries.add(Map.entry(name, value));
      }
      return this;
    }

    /**
     * Returns the labels.
     *
     * @throws IllegalArgumentException if a name was added twice
     */
    public Labels build() {
      if (entries.isEmpty()) {
        return EMPTY;
      }
      entries.sort((left, right) -> compareUtf8(left.getKey(), right.getKey()));
      String[] pairs = new String[2 * entries.size()];
      for (int i = 0; i < entries.size(); i++) {
        pairs[2 * i] = entries.get(i).getKey();
        pairs[2 * i + 1] = entries.get(i).getValue();
        if (i > 0 && pairs[2 * i].equals(pairs[2 * i - 2])) {
          throw new IllegalArgumentException("label " + pairs[2 * i] + " appears twice");
        }
      }
      return new Labels(pairs);
    }
  }
}
