// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * What it costs to hand metrics on: scrapes beside those of a Collector's connector, {@code
 * /federate}, pushing, and forwarding spans. Start with {@link
 * io.redstart.load.export.ExportsCommand}.
 */
@NullMarked
package io.redstart.load.export;

import org.jspecify.annotations.NullMarked;
