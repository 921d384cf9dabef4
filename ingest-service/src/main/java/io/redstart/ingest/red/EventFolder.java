// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import io.redstart.ingest.otlp.MalformedOtlpException;
import io.redstart.ingest.otlp.OtlpSpan;
import io.redstart.ingest.red.label.LabelSource;
import io.redstart.wire.WireWriter;
import java.nio.charset.CharacterCodingException;

/**
 * Folds the events of the spans of one request by label set. As with spans, label sets are found by
 * a key of the values that they are made of:
 *
 * <pre>
 *   key of the span, each dimension of events ─▶ LabelSetCache ─▶ Counted ─▶ Fold.count(weight)
 * </pre>
 */
final class EventFolder {
  private final LabelSource source;
  private final LabelSetMaker maker;
  private final Fold fold;
  private final SpanExemplars exemplars;
  private final SpanTally tally;
  private final LabelSetCache<Counted> table;

  EventFolder(
      LabelSource source,
      LabelSetMaker maker,
      Fold fold,
      SpanExemplars exemplars,
      SpanTally tally,
      TableRoom room,
      long seed) {
    this.source = source;
    this.maker = maker;
    this.fold = fold;
    this.exemplars = exemplars;
    this.tally = tally;
    this.table = new LabelSetCache<>(seed, counted -> Counted.HEAP_BYTES, room);
  }

  /**
   * Folds the events of the span that the source points at.
   *
   * @param key of the span; the part of each event is added to it in turn
   */
  void fold(OtlpSpan span, WireWriter key, long nanos, long weight) throws MalformedOtlpException {
    int spanKeySizeBytes = key.size();
    for (int i = 0; i < span.events().size(); i++) {
      source.event.select(span.events().attributes(i));
      key.truncate(spanKeySizeBytes);
      boolean isTooLarge =
          source.event.sizeBytes() > SpanFolder.VALUES_MAX_BYTES || SpanFolder.isFull(fold);
      Counted counted = isTooLarge ? Counted.NONE : eventOfKey(key);
      if (counted.isNone()) {
        tally.leaveOutEvent();
      } else {
        exemplars.offer(fold.count(counted.set(), weight), span, nanos);
      }
    }
  }

  private Counted eventOfKey(WireWriter key) throws MalformedOtlpException {
    source.event.writeTo(key);
    long hash = table.hash(key.array(), key.size());
    Counted found = table.find(hash, key.array(), key.size());
    if (found != null && found.use()) {
      return found;
    }
    Counted made = make();
    table.put(hash, key.array(), key.size(), made);
    made.use();
    return made;
  }

  private Counted make() throws MalformedOtlpException {
    try {
      Counted made = maker.event(source);
      return made == null ? Counted.NONE : made;
    } catch (CharacterCodingException e) {
      return Counted.NONE;
    }
  }
}
