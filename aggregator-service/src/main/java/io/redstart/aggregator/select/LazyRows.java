// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.select;

import io.redstart.aggregator.labelset.LabelSetRecord;
import io.redstart.aggregator.labelset.RowSink;
import io.redstart.model.Increment;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Rows that are opened when they are first needed. */
final class LazyRows implements RowSource {
  private final Supplier<RowSource> opener;
  private @Nullable RowSource opened;

  LazyRows(Supplier<RowSource> opener) {
    this.opener = opener;
  }

  private RowSource opened() {
    RowSource known = opened;
    if (known == null) {
      known = opener.get();
      opened = known;
    }
    return known;
  }

  @Override
  public long lastMillis(LabelSetRecord labelSet) {
    return opened().lastMillis(labelSet);
  }

  @Override
  public void read(LabelSetRecord labelSet, Increment base, RowSink sink) {
    opened().read(labelSet, base, sink);
  }

  @Override
  public void close() {
    if (opened != null) {
      opened.close();
    }
  }
}
