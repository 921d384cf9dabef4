// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.shard;

/** Calls back later, on the router's thread. */
interface Timers {
  /** Calls an action once, after 1 or more milliseconds. */
  void after(long delayMillis, Runnable action);
}
