// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.forward.queue;

/** Counts what is not forwarded. */
public interface LossSink {
  /**
   * Counts requests.
   *
   * @param requests how many are lost as a whole; 0 if only some spans of one are
   * @param spans how many spans are lost
   * @param why describes one of them, for the log
   */
  void lost(Loss loss, long requests, long spans, String why);

  /** Notes a failure of the disk that loses nothing. */
  void troubled(String why);
}
