// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.forward.queue;

import java.util.EnumMap;
import java.util.Map;

/** Adds up what is lost. */
public final class Losses implements LossSink {
  public final Map<Loss, Long> requests = new EnumMap<>(Loss.class);
  public final Map<Loss, Long> spans = new EnumMap<>(Loss.class);

  @Override
  public synchronized void lost(Loss loss, long more, long moreSpans, String why) {
    requests.merge(loss, more, Long::sum);
    spans.merge(loss, moreSpans, Long::sum);
  }

  @Override
  public void troubled(String why) {
    throw new AssertionError(why);
  }
}
