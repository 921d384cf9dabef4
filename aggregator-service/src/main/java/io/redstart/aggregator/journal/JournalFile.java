// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.journal;

import java.nio.file.Path;

/** A complete file: nothing is ever appended to it again. */
record JournalFile(
    Path path, long firstCommit, long lastCommit, long sizeBytes, long largestStampMillis) {
  JournalFile withLargestStamp(long stampMillis) {
    return new JournalFile(path, firstCommit, lastCommit, sizeBytes, stampMillis);
  }
}
