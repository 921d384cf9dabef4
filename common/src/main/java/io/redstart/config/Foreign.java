// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names a key that a settings record accepts from a peer's configuration but ignores, so that the
 * peer's block can be pasted. Either the key means nothing here, and {@link #instead()} says why;
 * or it is not supported yet, and any value but the peer's default is a mistake.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Repeatable(Foreign.Keys.class)
public @interface Foreign {
  /** Its key below the record; dots lead into blocks. */
  String key();

  /** The peer's default, written as in YAML; empty if the key is absent by default. */
  String byDefault() default "";

  /** What happens instead, without a full stop; empty if the key is not supported yet. */
  String instead() default "";

  /** What to write in place of an unsupported key; empty if there is nothing. */
  String rather() default "";

  /** Holds repeated annotations. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  @interface Keys {
    /** The keys, in the order of the documentation. */
    Foreign[] value();
  }
}
