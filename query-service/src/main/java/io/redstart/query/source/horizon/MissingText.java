// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.source.horizon;

import io.redstart.wire.Protocol;
import java.time.Duration;
import java.time.Instant;

/** Texts of warnings about what is missing from an answer. */
final class MissingText {
  static final String NOBODY_KNOWN =
      "no aggregator has ever been seen, so there is nothing to read: start one, and check that"
          + " cluster.members or cluster.dns lead to it";

  static final String NOBODY_LEFT = "no aggregator is left, so there is nothing to read: start one";

  private static final String EFFECT = ": what it counted is missing from this answer";

  private MissingText() {}

  static String silent(String name) {
    return "aggregator \"" + name + "\" does not answer" + EFFECT;
  }

  static String incompleteCopy(String name, String keeper) {
    return ("aggregator \"%s\" does not answer, and its copy kept by \"%s\" may lack what it counted"
            + " last: this can be missing from this answer")
        .formatted(name, keeper);
  }

  static String behind(String name, long millis) {
    return "aggregator \"%s\" is %d s behind the others%s"
        .formatted(name, Duration.ofMillis(millis).toSeconds(), EFFECT);
  }

  static String otherWindow(String name, long windowMillis, long ownMillis) {
    return "aggregator \"%s\" counts in windows of %d ms, the query service reads %d ms%s"
        .formatted(name, windowMillis, ownMillis, EFFECT);
  }

  static String otherVersion(String name, int least, int greatest) {
    return ("aggregator \"%s\" speaks versions %d to %d of the protocol,"
            + " the query service speaks %d to %d%s")
        .formatted(name, least, greatest, Protocol.LEAST, Protocol.GREATEST, EFFECT);
  }

  static String beganAnew(String name, long knownFromMillis) {
    return ("aggregator \"%s\" lost its counts and knows only those since %s:"
            + " what it counted before is missing from this answer")
        .formatted(name, Instant.ofEpochMilli(knownFromMillis));
  }

  static String gone(String name, long lastMillis) {
    return "aggregator \"%s\" ended at %s, and its counts with it%s"
        .formatted(name, Instant.ofEpochMilli(lastMillis), EFFECT);
  }

  static String evicted(String name, long lastMillis) {
    return ("aggregator \"%s\" ran short of memory and forgot windows through %s:"
            + " what it counted in them is missing from this answer")
        .formatted(name, Instant.ofEpochMilli(lastMillis));
  }
}
