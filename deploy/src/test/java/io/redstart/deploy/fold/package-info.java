// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/** Compares what stores fold with what the engine makes of their samples. */
@NullMarked
package io.redstart.deploy.fold;

import org.jspecify.annotations.NullMarked;
