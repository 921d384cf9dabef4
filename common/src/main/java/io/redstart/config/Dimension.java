// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An attribute that becomes a label, or all attributes whose keys fit a pattern: exactly one of name
 * and glob is given.
 *
 * @param name the attribute's key
 * @param defaultValue the label's value where no attribute has it; only with a name
 * @param glob a pattern of keys, see {@link AttributeGlob}
 */
public record Dimension(
    @Setting(doc = "The attribute's key") @Nullable String name,

    @Setting(doc = "The label's value where there is no such attribute", key = "default") @Nullable
    String defaultValue,

    @Setting(
        doc = "Instead of a name: a pattern of keys, `*` within a segment, `**` across dots, each"
            + " becomes a label of its own")
    @Nullable
    String glob) {
  /** Labels that no dimension may become: the fixed ones, and those of Prometheus. */
  private static final Set<String> RESERVED_LABELS = Set.of(
      "service_name", "span_name", "span_kind", "status_code", "job", "instance", "le", "__name__");

  /** The keys that stand behind the fixed labels, which no glob may fit. */
  private static final List<String> FIXED_KEYS =
      List.of("service.name", "span.name", "span.kind", "status.code");

  /** Checks that it is one of the two and becomes labels of its own. */
  public Dimension {
    if ((name == null) == (glob == null)) {
      throw new IllegalArgumentException("a dimension has either a name or a glob");
    }
    if (name != null) {
      checkName(name);
    } else {
      checkGlob(AttributeGlob.of(String.valueOf(glob)), defaultValue);
    }
  }

  /** Makes a dimension of one attribute. */
  public Dimension(String name, @Nullable String defaultValue) {
    this(name, defaultValue, null);
  }

  /** Returns whether a label is there anyway, so that no attribute can become it. */
  public static boolean isReserved(String label) {
    return RESERVED_LABELS.contains(label);
  }

  private static void checkName(String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("the name of a dimension is empty");
    }
    String label = LabelNames.of(name);
    if (isReserved(label)) {
      throw new IllegalArgumentException(
          "dimension \"%s\" would be the label %s, which is there already".formatted(name, label));
    }
  }

  private static void checkGlob(AttributeGlob glob, @Nullable String defaultValue) {
    if (defaultValue != null) {
      throw new IllegalArgumentException("a dimension with a glob has no default");
    }
    for (String key : FIXED_KEYS) {
      if (glob.matches(key)) {
        throw new IllegalArgumentException(
            "glob \"%s\" fits %s, which is a label already".formatted(glob, key));
      }
    }
  }

  /**
   * Checks that no two dimensions of a list become the same label, and that no glob fits the name of
   * another, as the connector does.
   *
   * @throws IllegalArgumentException if they do
   */
  static List<Dimension> checked(List<Dimension> dimensions) {
    check(dimensions);
    return List.copyOf(dimensions);
  }

  /** Likewise. */
  static void check(List<Dimension> dimensions) {
    Complaints complaints = new Complaints();
    Map<String, String> nameByLabel = new LinkedHashMap<>();
    List<AttributeGlob> globs = new ArrayList<>();
    for (Dimension dimension : dimensions) {
      if (dimension.name == null) {
        globs.add(AttributeGlob.of(String.valueOf(dimension.glob)));
        continue;
      }
      String label = LabelNames.of(dimension.name);
      String other = nameByLabel.putIfAbsent(label, dimension.name);
      if (other != null) {
        complaints.add("dimensions \"%s\" and \"%s\" are both the label %s"
            .formatted(other, dimension.name, label));
      }
    }
    for (String name : nameByLabel.values()) {
      globs.stream()
          .filter(glob -> glob.matches(name))
          .findFirst()
          .ifPresent(
              glob -> complaints.add("glob \"%s\" fits dimension \"%s\"".formatted(glob, name)));
    }
    complaints.throwIfAny();
  }
}
