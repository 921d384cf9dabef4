// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source;

import java.time.Duration;

/** What a user is told of an aggregator whose part of an answer is missing. */
final class MissingText {
  static final String NOBODY_KNOWN =
      "no aggregator was ever heard of, so there is nothing to read: start one, and see that"
          + " cluster.members or cluster.dns lead to it";

  private static final String EFFECT = ": what it counted is missing from this answer";

  private MissingText() {}

  static String silent(String name) {
    return "aggregator \"" + name + "\" does not answer" + EFFECT;
  }

  static String behind(String name, long millis) {
    return "aggregator \"%s\" is %d s behind the others%s"
        .formatted(name, Duration.ofMillis(millis).toSeconds(), EFFECT);
  }

  static String otherWindow(String name, long windowMillis, long ownMillis) {
    return "aggregator \"%s\" counts in windows of %d ms, the query service reads %d ms%s"
        .formatted(name, windowMillis, ownMillis, EFFECT);
  }

  static String unreadable(String name, String reason) {
    return "aggregator \"" + name + "\" cannot be read (" + reason + ")" + EFFECT;
  }
}
