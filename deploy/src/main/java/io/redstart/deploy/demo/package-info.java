// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * A small shop whose services call each other and send their spans as real OTLP. It gives {@code
 * redstart demo} data before the user connects anything.
 */
@NullMarked
package io.redstart.deploy.demo;

import org.jspecify.annotations.NullMarked;
