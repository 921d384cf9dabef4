// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Exports the newest samples of all label sets to a Prometheus that scrapes. Start at {@link
 * io.redstart.query.export.Exposition}: it reads one range of label sets after another, and an
 * {@link io.redstart.query.export.ExpositionWriter} writes each, so answers may be of any size.
 * Text of single samples is written by {@link io.redstart.query.export.SampleText}.
 */
@NullMarked
package io.redstart.query.export;

import org.jspecify.annotations.NullMarked;
