// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.labelset;

import io.redstart.model.Exemplars;
import io.redstart.model.Increment;
import io.redstart.wire.ExemplarsCodec;
import io.redstart.wire.IncrementCodec;
import io.redstart.wire.WireWriter;
import org.jspecify.annotations.Nullable;

/**
 * Encodes one row at a time. It reuses its writers: a result is valid until the next call. One
 * thread at a time.
 */
public final class RowEncoder {
  private final WireWriter value = new WireWriter();
  private final WireWriter row = new WireWriter();

  /** Returns a row's bytes as {@link OpenRows} keeps them. */
  WireWriter row(long windows, Increment increment, @Nullable Exemplars exemplars) {
    value.clear();
    IncrementCodec.write(increment, value);
    if (exemplars != null) {
      ExemplarsCodec.write(exemplars, value);
    }
    row.clear();
    return row.writeVarint(windows).writeBytes(value.array(), 0, value.size());
  }

  /** Returns the bytes of exemplars, nothing if there are none. */
  WireWriter exemplars(@Nullable Exemplars exemplars) {
    value.clear();
    if (exemplars != null) {
      ExemplarsCodec.write(exemplars, value);
    }
    return value;
  }
}
