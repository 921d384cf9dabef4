// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a settings record of blocks that each have a key {@code enabled}. If a file lists some of
 * the blocks, the others are off, like {@code protocols:} in a Collector. An environment variable
 * or {@code --set} changes one block and leaves the others unchanged; {@code --set} also switches
 * its block on.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface OnlyListed {}
