// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push.write;

import com.google.protobuf.CodedOutputStream;
import io.redstart.model.Labels;
import io.redstart.query.export.Message;
import io.redstart.query.promql.value.Histogram;
import io.redstart.query.remote.HistogramMessage;
import io.redstart.query.remote.SampleMessage;
import io.redstart.query.source.metric.MetricMetadata;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes a message of version 2.0 (io/prometheus/write/v2/types.proto, message Request):
 *
 * <pre>
 *   symbols    = 4   all texts, each once; the first is empty
 *   timeseries = 5   labels_refs = 1 packed uint32, samples = 2, histograms = 3, exemplars = 4,
 *                    metadata = 5: type = 1, help_ref = 3, unit_ref = 4
 *                    created_timestamp = 6
 * </pre>
 *
 * <p>Newer receivers read the time of creation of each sample (field 3) and histogram (field 17)
 * instead of that of the series. Both are written.
 */
final class WriteRequestV2 implements WriteRequest {
  private static final int SAMPLE_START = 3;
  private static final int HISTOGRAM_START = 17;

  private final ByteArrayOutputStream series = new ByteArrayOutputStream();
  private final Map<String, Integer> symbols = new LinkedHashMap<>();
  private int type;
  private String help = "";
  private String unit = "";

  WriteRequestV2() {
    symbol("");
  }

  private int symbol(String text) {
    return symbols.computeIfAbsent(text, added -> symbols.size());
  }

  @Override
  public void begin(String name, MetricMetadata metadata) {
    type = WriteRequestV1.type(metadata);
    help = metadata.help();
    unit = metadata.unit();
  }

  @Override
  public void add(SentSeries added) {
    try {
      Message.writeTo(series, 5, message -> write(added, message));
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory could not be written", e);
    }
  }

  private void write(SentSeries added, CodedOutputStream message) throws IOException {
    message.writeByteArray(1, Message.bytes(refs -> writeRefs(added.labels(), refs)));
    for (Sample sample : added.samples()) {
      long startMillis = sample.stampMillis() > added.createdMillis() ? added.createdMillis() : 0;
      Histogram histogram = sample.histogram();
      if (histogram == null) {
        message.writeByteArray(2, Message.bytes(one -> {
          SampleMessage.write(sample.stampMillis(), sample.value(), one);
          writeTime(SAMPLE_START, startMillis, one);
        }));
      } else {
        message.writeByteArray(3, Message.bytes(one -> {
          new HistogramMessage(sample.stampMillis(), histogram).write(one);
          writeTime(HISTOGRAM_START, startMillis, one);
        }));
      }
    }
    SentSeries.Exemplar exemplar = added.exemplar();
    if (exemplar != null) {
      message.writeByteArray(4, Message.bytes(one -> {
        one.writeByteArray(1, Message.bytes(refs -> writeRefs(exemplar.labels(), refs)));
        one.writeDouble(2, exemplar.value());
        one.writeInt64(3, exemplar.stampMillis());
      }));
    }
    message.writeByteArray(5, Message.bytes(metadata -> {
      metadata.writeEnum(1, type);
      metadata.writeUInt32(3, symbol(help));
      metadata.writeUInt32(4, symbol(unit));
    }));
    writeTime(6, added.createdMillis(), message);
  }

  private static void writeTime(int field, long millis, CodedOutputStream message)
      throws IOException {
    if (millis != 0) {
      message.writeInt64(field, millis);
    }
  }

  private void writeRefs(Labels labels, CodedOutputStream refs) throws IOException {
    for (int i = 0; i < labels.size(); i++) {
      refs.writeUInt32NoTag(symbol(labels.name(i)));
      refs.writeUInt32NoTag(symbol(labels.value(i)));
    }
  }

  @Override
  public byte[] take() {
    try {
      byte[] message = Message.bytes(request -> {
        for (String symbol : symbols.keySet()) {
          request.writeString(4, symbol);
        }
        request.writeRawBytes(series.toByteArray());
      });
      series.reset();
      symbols.clear();
      symbol("");
      return message;
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory could not be written", e);
    }
  }
}
