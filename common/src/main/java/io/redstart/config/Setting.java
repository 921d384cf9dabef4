// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes a setting on the component of a settings record. Its key is the component's name in
 * lower case with underscores. A component that is itself a settings record needs no annotation, or
 * one without a default.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
  /** What the setting does, in a sentence for the documentation, without a full stop. */
  String doc() default "";

  /** Its default, written as in YAML. */
  String byDefault() default "";

  /** Its key, if it differs from the component's name. */
  String key() default "";

  /**
   * Other keys of the same setting. A key that ends with a slash stands for all keys that begin
   * with it, as {@code spanmetrics/} for {@code spanmetrics/mine}.
   */
  String[] aliases() default {};

  /**
   * Whether it may refer to groups of a regular expression, as {@code ${1}} and {@code ${name}}. In
   * other settings such text is a reference from a Collector's file, which is rejected.
   */
  boolean refersToGroups() default false;
}
