// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.shard;

import java.util.Locale;

/** The reasons why spans were definitely not counted; each is a value of the tag {@code reason}. */
public enum SubmissionRefusal {
  /** The router is closing. */
  CLOSING,
  /** Too many requests are waiting. */
  TOO_MANY_REQUESTS,
  /** Neither the first nor the second rank of a slot accepts work, or there is no store. */
  NO_STORE,
  /** A channel's next message has no room left for the request. */
  NO_ROOM,
  /** The memory for batches is used up. */
  NO_MEMORY,
  /**
   * The request needs more room on one channel than its store can ever grant: refused permanently.
   */
  TOO_LARGE,
  /** The store refused the message. */
  STORE_REFUSED,
  /** The message was not sent within the acknowledgement timeout. */
  NOT_SENT;

  /** Returns the value of the tag. */
  public String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
