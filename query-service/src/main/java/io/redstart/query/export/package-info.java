// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Exports the newest samples of all label sets to a Prometheus that scrapes. Start at {@link
 * io.redstart.query.export.Exposition}: it reads one range of label sets after another and has an
 * {@link io.redstart.query.export.ExpositionWriter} write them, so the size of an answer does not
 * matter. Text of single samples is written by {@link
 * io.redstart.query.export.SampleText}.
 */
@NullMarked
package io.redstart.query.export;

import org.jspecify.annotations.NullMarked;
