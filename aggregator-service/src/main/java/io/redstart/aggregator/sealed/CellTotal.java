// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.sealed;

import io.redstart.aggregator.chunk.TotalCodec;
import io.redstart.model.Increment;
import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;

/**
 * Calls, sum and cells of all rows of a label set up to a stamp, including rows that were dropped
 * since: 8 bytes stamp, varint number of the cells' layout, then the layout of {@link TotalCodec}.
 */
record CellTotal(long throughMillis, int layout, Increment total) {
  byte[] toBytes() {
    WireWriter out = new WireWriter().writeFixed64(throughMillis).writeVarint(layout);
    TotalCodec.write(total, out);
    return out.toByteArray();
  }

  static CellTotal from(byte[] bytes) {
    WireReader in = new WireReader(bytes, 0, bytes.length);
    long throughMillis = in.readFixed64();
    int layout = in.readCount(Integer.MAX_VALUE);
    Increment total = new Increment();
    TotalCodec.readInto(in, total);
    return new CellTotal(throughMillis, layout, total);
  }
}
