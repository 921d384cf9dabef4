// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push.write;

import io.redstart.query.export.Message;
import io.redstart.query.promql.value.Histogram;
import io.redstart.query.remote.HistogramMessage;
import io.redstart.query.remote.LabelsMessage;
import io.redstart.query.remote.SampleMessage;
import io.redstart.query.source.metric.MetricMetadata;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

/**
 * Writes a message of version 1.0 (prompb/remote.proto, message WriteRequest):
 *
 * <pre>
 *   timeseries = 1   labels = 1, samples = 2, exemplars = 3, histograms = 4
 *   metadata   = 3   type = 1 enum, metric_family_name = 2, help = 4, unit = 5
 * </pre>
 */
final class WriteRequestV1 implements WriteRequest {
  private enum Type {
    UNKNOWN,
    COUNTER,
    GAUGE,
    HISTOGRAM
  }

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  @Override
  public void begin(String name, MetricMetadata metadata) {
    write(3, message -> {
      message.writeEnum(1, type(metadata));
      message.writeString(2, name);
      message.writeString(4, metadata.help());
      message.writeString(5, metadata.unit());
    });
  }

  /** Returns the number of a metric's type, which is the same in both versions. */
  static int type(MetricMetadata metadata) {
    return Type.valueOf(metadata.type().toUpperCase(Locale.ROOT)).ordinal();
  }

  @Override
  public void add(SentSeries series) {
    write(1, message -> {
      LabelsMessage.write(series.labels(), message);
      for (Sample sample : series.samples()) {
        Histogram histogram = sample.histogram();
        if (histogram == null) {
          message.writeByteArray(
              2,
              Message.bytes(one -> SampleMessage.write(sample.stampMillis(), sample.value(), one)));
        } else {
          message.writeByteArray(
              4, Message.bytes(new HistogramMessage(sample.stampMillis(), histogram)::write));
        }
      }
      SentSeries.Exemplar exemplar = series.exemplar();
      if (exemplar != null) {
        message.writeByteArray(3, Message.bytes(one -> {
          LabelsMessage.write(exemplar.labels(), one);
          one.writeDouble(2, exemplar.value());
          one.writeInt64(3, exemplar.stampMillis());
        }));
      }
    });
  }

  private void write(int field, Message message) {
    try {
      Message.writeTo(bytes, field, message);
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory could not be written", e);
    }
  }

  @Override
  public byte[] take() {
    byte[] taken = bytes.toByteArray();
    bytes.reset();
    return taken;
  }
}
