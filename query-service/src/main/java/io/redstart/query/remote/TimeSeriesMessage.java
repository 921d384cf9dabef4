// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.remote;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.redstart.query.promql.limit.QueryLimits;
import io.redstart.query.promql.value.Series;
import io.redstart.query.promql.value.histogram.Histogram;
import java.io.IOException;

/**
 * Writes a series with its samples, a few at a time (prompb/types.proto, message TimeSeries):
 *
 * <pre>
 *   labels     = 1   {@link LabelsMessage}
 *   samples    = 2   {@link SampleMessage}, those that are numbers
 *   histograms = 4   {@link HistogramMessage}
 * </pre>
 *
 * <p>Used by one thread.
 */
public final class TimeSeriesMessage {
  private static final int SAMPLES = 2;
  private static final int HISTOGRAMS = 4;

  private final Series series;
  private boolean begun;
  private int next;

  /** Makes the message of a series, of which nothing is written yet. */
  public TimeSeriesMessage(Series series) {
    this.series = series;
  }

  /** Returns the size of the message of a series in bytes. */
  public static long size(Series series, QueryLimits limits) {
    long size = LabelsMessage.size(series.labels());
    for (int i = 0; i < series.size(); i++) {
      limits.check(i);
      int sample = sampleSize(series, i);
      size += CodedOutputStream.computeTagSize(SAMPLES)
          + CodedOutputStream.computeUInt32SizeNoTag(sample)
          + sample;
    }
    return size;
  }

  private static int sampleSize(Series series, int index) {
    Histogram histogram = series.histogram(index);
    long millis = series.timestampMillis(index);
    return histogram == null
        ? SampleMessage.size(millis)
        : new HistogramMessage(millis, histogram).size();
  }

  /**
   * Writes the next fields.
   *
   * @param samples how many samples to write
   * @return whether more follow
   */
  public boolean writeNext(int samples, CodedOutputStream out) throws IOException {
    if (!begun) {
      begun = true;
      LabelsMessage.write(series.labels(), out);
    }
    int end = Math.min(series.size(), next + samples);
    for (; next < end; next++) {
      write(next, out);
    }
    return next < series.size();
  }

  private void write(int index, CodedOutputStream out) throws IOException {
    Histogram histogram = series.histogram(index);
    long millis = series.timestampMillis(index);
    if (histogram == null) {
      out.writeTag(SAMPLES, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt32NoTag(SampleMessage.size(millis));
      SampleMessage.write(millis, series.value(index), out);
    } else {
      HistogramMessage message = new HistogramMessage(millis, histogram);
      out.writeTag(HISTOGRAMS, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt32NoTag(message.size());
      message.write(out);
    }
  }
}
