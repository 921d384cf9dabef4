// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.spanmetrics;

import io.redstart.config.Complaints;
import io.redstart.config.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An attribute that becomes a label, or all attributes whose keys match a pattern. Exactly one of
 * name and glob is set.
 *
 * @param name the attribute's key
 * @param defaultValue the label's value if the attribute is missing; only with a name
 * @param glob a pattern of keys, see {@link AttributeGlob}
 */
public record Dimension(
    @Setting(doc = "The attribute's key") @Nullable String name,

    @Setting(doc = "The label's value if the attribute is missing", key = "default") @Nullable
    String defaultValue,

    @Setting(
        doc = "Instead of a name: a pattern of keys, `*` within a segment, `**` across dots; each"
            + " matching key becomes its own label")
    @Nullable
    String glob) {
  /** Labels that no dimension may become: the fixed ones and Prometheus' own. */
  private static final Set<String> RESERVED_LABELS = Set.of(
      "service_name", "span_name", "span_kind", "status_code", "job", "instance", "le", "__name__");

  /** The keys of the fixed labels, which no glob may match. */
  private static final List<String> FIXED_KEYS =
      List.of("service.name", "span.name", "span.kind", "status.code");

  /** Checks that either a name or a glob is set, and that no label would exist twice. */
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

  /** Creates a dimension for one attribute. */
  public Dimension(String name, @Nullable String defaultValue) {
    this(name, defaultValue, null);
  }

  /** Returns whether a label always exists, so that no attribute can become it. */
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
          "dimension \"%s\" would be the label %s, which already exists".formatted(name, label));
    }
  }

  private static void checkGlob(AttributeGlob glob, @Nullable String defaultValue) {
    if (defaultValue != null) {
      throw new IllegalArgumentException("a dimension with a glob has no default");
    }
    for (String key : FIXED_KEYS) {
      if (glob.matches(key)) {
        throw new IllegalArgumentException(
            "glob \"%s\" matches %s, which is already a label".formatted(glob, key));
      }
    }
  }

  /**
   * Checks that no two dimensions of a list become the same label, and that no glob matches the
   * name of another dimension, as the connector does. Returns a copy of the list.
   *
   * @throws IllegalArgumentException if they do
   */
  static List<Dimension> checked(List<Dimension> dimensions) {
    check(dimensions);
    return List.copyOf(dimensions);
  }

  /** Checks the same without copying the list. */
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
        complaints.add("dimensions \"%s\" and \"%s\" both map to the label %s"
            .formatted(other, dimension.name, label));
      }
    }
    for (String name : nameByLabel.values()) {
      globs.stream()
          .filter(glob -> glob.matches(name))
          .findFirst()
          .ifPresent(
              glob -> complaints.add("glob \"%s\" matches dimension \"%s\"".formatted(glob, name)));
    }
    complaints.throwIfAny();
  }
}
