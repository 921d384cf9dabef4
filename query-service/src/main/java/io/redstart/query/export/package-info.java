// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

/**
 * Exports the newest samples of all label sets: {@link io.redstart.query.export.Scrape} answers a
 * Prometheus that scrapes. {@link io.redstart.query.export.Exposition} reads one range of label sets
 * after another and has an {@link io.redstart.query.export.ExpositionWriter} write them, so the size
 * of an answer does not matter. Text of single samples is written by {@link
 * io.redstart.query.export.SampleText}.
 */
@NullMarked
package io.redstart.query.export;

import org.jspecify.annotations.NullMarked;
