// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator;

import java.util.Locale;

/** Why a request on a channel was refused; the tag {@code reason} of the metric. */
enum ChannelRefusal {
  /** The bytes are not what they should be. */
  MALFORMED,
  /** The message is larger than was granted. */
  TOO_LARGE,
  /** The store takes nothing at the moment. */
  NOT_READY,
  /** The store could not take it, and took nothing. */
  STORE;

  String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
