// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.shard;

/** The fate of a batch. */
enum Fate {
  /** It is counted. */
  APPLIED,
  /** It is not counted and never will be. */
  NOT_APPLIED,
  /** It is counted once or not at all, now or later. */
  UNKNOWN
}
