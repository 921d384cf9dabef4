// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.sealed;

import io.redstart.aggregator.keyvalue.KeyValuesView;
import io.redstart.aggregator.keyvalue.WriteBatch;
import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import io.redstart.wire.LayoutCodec;
import io.redstart.wire.MalformedFrameException;
import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The layouts that cells in chunks refer to by number: key {@code layout} and 1 byte number, value
 * {@link LayoutCodec}. Rows keep the layout that they were counted in; reading converts them. Any
 * thread may read.
 */
final class StoredLayouts {
  private static final int COUNT_MAX = 255;
  private static final byte[] PREFIX = "layout".getBytes(StandardCharsets.US_ASCII);

  private final List<CellLayout> layouts = new CopyOnWriteArrayList<>();
  private final CellLayout current;

  StoredLayouts(CellLayout current) {
    this.current = current;
  }

  /** Reads all layouts, and adds the current one to a batch if it is new. */
  void load(KeyValuesView view, WriteBatch batch) {
    for (int i = 0; i < COUNT_MAX; i++) {
      byte[] bytes = view.get(SealedKeys.DEFAULT, key(i));
      if (bytes == null) {
        break;
      }
      layouts.add(LayoutCodec.read(new WireReader(bytes, 0, bytes.length), current));
    }
    if (!layouts.contains(current)) {
      if (layouts.size() == COUNT_MAX) {
        throw new IllegalStateException(
            "the store holds rows of " + COUNT_MAX + " different histogram layouts, no more fit");
      }
      WireWriter out = new WireWriter();
      LayoutCodec.write(current, out);
      batch.put(SealedKeys.DEFAULT, key(layouts.size()), out.toByteArray());
      layouts.add(current);
    }
  }

  /** Returns the layout that was added last; one without bounds if there is none. */
  static CellLayout newest(KeyValuesView view) {
    CellLayout newest = CellLayout.of();
    for (int i = 0; i < COUNT_MAX; i++) {
      byte[] bytes = view.get(SealedKeys.DEFAULT, key(i));
      if (bytes == null) {
        break;
      }
      newest = LayoutCodec.read(new WireReader(bytes, 0, bytes.length), newest);
    }
    return newest;
  }

  private static byte[] key(int number) {
    byte[] key = new byte[PREFIX.length + 1];
    System.arraycopy(PREFIX, 0, key, 0, PREFIX.length);
    key[PREFIX.length] = (byte) number;
    return key;
  }

  CellLayout current() {
    return current;
  }

  /** Returns the number of the layout of new rows. */
  int currentNumber() {
    return layouts.indexOf(current);
  }

  CellLayout layout(int number) {
    if (number >= layouts.size()) {
      throw new MalformedFrameException("layout " + number + " of " + layouts.size());
    }
    return layouts.get(number);
  }

  /** Adds an increment whose cells are of a layout to one of the current layout. */
  void addConverted(Increment source, int number, Increment target) {
    CellLayout from = layout(number);
    if (from.equals(current)) {
      target.add(source);
      return;
    }
    target.addCalls(source.calls());
    target.addSum(source.sumHigh(), source.sumLow());
    for (int i = 0; i < source.cellCount(); i++) {
      target.addCell(current.cellFrom(from, source.cell(i)), source.count(i));
    }
  }
}
