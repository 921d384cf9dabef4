// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator;

import java.util.Locale;

/** Why a request on a channel was refused; the tag {@code reason} of the metric. */
enum ChannelRefusal {
  /** The bytes cannot be decoded. */
  MALFORMED,
  /** The message is larger than the grant. */
  TOO_LARGE,
  /** The store accepts nothing at the moment. */
  NOT_READY,
  /** The store refused the batch and applied nothing of it. */
  STORE;

  String tag() {
    return name().toLowerCase(Locale.ROOT);
  }
}
