// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * A small shop whose services call each other and send what they did as real OTLP: what {@code
 * redstart demo} shows before anything of the user's is connected.
 */
@NullMarked
package io.redstart.deploy.demo;

import org.jspecify.annotations.NullMarked;
