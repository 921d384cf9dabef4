// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.sealed;

import io.redstart.model.Increment;
import io.redstart.wire.IncrementCodec;
import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;

/**
 * What the chunks hold of a label set: 8 bytes stamp of its last row, then calls and sum of all of
 * its rows as {@link IncrementCodec} writes them, including rows that were dropped since
 * (docs/rules.md, W4).
 */
public record HeadTotal(long lastMillis, Increment heads) {
  byte[] toBytes() {
    WireWriter out = new WireWriter().writeFixed64(lastMillis);
    IncrementCodec.writeWithoutCells(heads, out);
    return out.toByteArray();
  }

  static HeadTotal from(byte[] bytes) {
    WireReader in = new WireReader(bytes, 0, bytes.length);
    long lastMillis = in.readFixed64();
    Increment heads = new Increment();
    IncrementCodec.readInto(in, heads);
    return new HeadTotal(lastMillis, heads);
  }
}
