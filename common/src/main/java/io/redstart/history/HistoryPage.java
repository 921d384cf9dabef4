// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.history;

import io.redstart.history.HistoryRequest.Part;
import io.redstart.model.Labels;
import io.redstart.wire.Frame;
import io.redstart.wire.MalformedFrameException;
import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;

/**
 * A page of series with their samples, or only with their labels. A series is on one page, whole.
 *
 * <pre>
 *   next     varint: the cursor of the next page, 0 after the last
 *   series   varint count, each:
 *     labels varint count, each: name string, value string
 *     first  varint: the slot of the first run; only on pages with samples, as what follows
 *     runs   varint: number of bytes, then the bytes of {@link Runs}
 * </pre>
 */
public final class HistoryPage {
  /** The cursor of the last page. */
  public static final long LAST = 0;

  /** More labels than any own metric has. */
  private static final int LABELS_MAX = 64;

  private final WireReader in;
  private final Part part;
  private final long nextCursor;
  private final Frame frame;
  private int left;

  /**
   * Reads the head of a page.
   *
   * @param part what was requested
   * @throws MalformedFrameException if the bytes are malformed
   */
  public HistoryPage(Frame frame, Part part) {
    this.frame = frame;
    this.part = part;
    this.in = new WireReader(frame);
    this.nextCursor = in.readVarint();
    this.left = in.readCount(Integer.MAX_VALUE);
  }

  /** Returns the cursor of the next page, {@link #LAST} if this is the last one. */
  public long nextCursor() {
    return nextCursor;
  }

  /** Returns the page's bytes. */
  Frame toFrame() {
    return frame;
  }

  /** Returns whether a series is left; then {@link #labels} must be called next. */
  public boolean hasNext() {
    return left > 0;
  }

  /**
   * Reads the labels of the next series; on a page with samples, {@link #samples} must follow.
   *
   * @throws MalformedFrameException if the bytes are malformed
   */
  public Labels labels() {
    left--;
    Labels.Builder labels = new Labels.Builder();
    for (int count = in.readCount(LABELS_MAX); count > 0; count--) {
      labels.add(in.readString(), in.readString());
    }
    try {
      return labels.build();
    } catch (IllegalArgumentException e) {
      throw new MalformedFrameException(e.getMessage() + " at byte " + in.position());
    }
  }

  /**
   * Passes on the runs of the series whose labels were read.
   *
   * @throws MalformedFrameException if the bytes are malformed
   */
  public void samples(Runs.Sink sink) {
    if (part != Part.SAMPLES) {
      throw new IllegalStateException("a page of " + part + " has no samples");
    }
    long firstSlot = in.readVarint();
    int length = in.readLength();
    int begin = in.position();
    in.skip(length);
    Runs.read(new WireReader(in.array(), begin, length), firstSlot, sink);
  }

  /** Collects the series of a page. */
  static final class Builder {
    private final Part part;
    private final WireWriter series = new WireWriter(1 << 10);
    private int count;

    Builder(Part part) {
      this.part = part;
    }

    int sizeBytes() {
      return series.size();
    }

    /** Adds a series if it has a sample in a range of slots, other than a staleness marker. */
    void add(Labels labels, Track track, long fromSlot, long throughSlot) {
      Extent extent = new Extent();
      track.forEach(fromSlot, throughSlot, extent);
      if (!extent.isAlive) {
        return;
      }
      count++;
      series.writeVarint(labels.size());
      labels.forEach((name, value) -> series.writeString(name).writeString(value));
      if (part == Part.SAMPLES) {
        WireWriter bytes = new WireWriter();
        track.forEach(fromSlot, throughSlot, new Runs.Writer(bytes, extent.firstSlot)::write);
        series.writeVarint(extent.firstSlot).writeBytes(bytes.array(), 0, bytes.size());
      }
    }

    HistoryPage build(long nextCursor) {
      WireWriter out = new WireWriter(series.size() + 16);
      out.writeVarint(nextCursor).writeVarint(count).writeRaw(series.array(), 0, series.size());
      return new HistoryPage(out.toFrame(), part);
    }
  }

  private static final class Extent implements Runs.Sink {
    private long firstSlot = -1;
    private boolean isAlive;

    @Override
    public void run(long first, long last, long valueBits) {
      firstSlot = firstSlot < 0 ? first : firstSlot;
      isAlive |= valueBits != Runs.STALE_BITS;
    }
  }
}
