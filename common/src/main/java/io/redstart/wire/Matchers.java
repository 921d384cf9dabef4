// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import io.redstart.model.LabelMatcher;
import io.redstart.model.MatcherBudget;
import io.redstart.wire.SelectRequest.MatcherFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * Conditions on labels, as part of a message.
 *
 * <pre>
 *   matchers  varint count, each: name string, op 1 byte, value string
 * </pre>
 */
public final class Matchers {
  private Matchers() {}

  /** Writes matchers. */
  public static void write(List<LabelMatcher> matchers, WireWriter out) {
    out.writeVarint(matchers.size());
    for (LabelMatcher matcher : matchers) {
      out.writeString(matcher.name())
          .writeByte(matcher.op().ordinal())
          .writeString(matcher.value());
    }
  }

  /**
   * Reads matchers.
   *
   * @throws MalformedFrameException if the bytes are malformed
   * @throws IllegalArgumentException if a regular expression is invalid or exceeds a limit
   */
  public static List<LabelMatcher> read(WireReader in, MatcherFactory matchersByText) {
    int count = in.readCount(MatcherBudget.MATCHERS_MAX);
    List<LabelMatcher> matchers = new ArrayList<>(count);
    MatcherBudget budget = new MatcherBudget();
    for (int i = 0; i < count; i++) {
      String name = in.readString();
      LabelMatcher.Op op =
          LabelMatcher.Op.values()[in.readCount(LabelMatcher.Op.values().length - 1)];
      LabelMatcher matcher = matchersByText.matcher(name, op, in.readString());
      budget.add(matcher);
      matchers.add(matcher);
    }
    return matchers;
  }
}
