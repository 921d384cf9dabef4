// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.sealed;

/** Hears how far a long piece of work has come. */
@FunctionalInterface
public interface Progress {
  /** Ignores everything. */
  Progress SILENT = (what, done, total) -> {};

  /** Reports that {@code done} of {@code total} units of the work {@code what} are finished. */
  void at(String what, long done, long total);
}
