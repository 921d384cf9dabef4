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
 * Encodes one value or row at a time. It reuses its writers: a result is valid until the next call.
 */
public final class RowEncoder {
  private final WireWriter value = new WireWriter();
  private final WireWriter row = new WireWriter();

  /** Returns the bytes of an increment and its exemplars. */
  WireWriter value(Increment increment, @Nullable Exemplars exemplars) {
    value.clear();
    IncrementCodec.write(increment, value);
    if (exemplars != null) {
      ExemplarsCodec.write(exemplars, value);
    }
    return value;
  }

  /** Returns a row's bytes as {@link RowBlock} keeps them. */
  WireWriter row(int windows, Increment increment, @Nullable Exemplars exemplars) {
    value(increment, exemplars);
    row.clear();
    return row.writeVarint(windows).writeBytes(value.array(), 0, value.size());
  }
}
