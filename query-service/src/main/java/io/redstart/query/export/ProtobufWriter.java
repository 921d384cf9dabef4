// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.export;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.redstart.model.Labels;
import io.redstart.query.promql.value.Series;
import io.redstart.query.source.latest.LatestCounts;
import io.redstart.query.source.latest.LatestExemplar;
import io.redstart.query.source.latest.LatestLabelSet;
import io.redstart.query.source.latest.LatestMetric;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;

/**
 * Writes length-delimited messages {@code io.prometheus.client.MetricFamily}
 * (github.com/prometheus/client_model, {@code io/prometheus/client/metrics.proto}). A message begins
 * with its length, so each label set gets a message of its own, with the name of its family; a
 * Prometheus reads one message after the other.
 *
 * <p>Counts of sampled spans can have fractions. Then the fields for floats are written.
 */
final class ProtobufWriter implements ExpositionWriter {
  private static final int COUNTER = 0;
  private static final int GAUGE = 1;
  private static final int HISTOGRAM = 4;
  private static final String INFO = "target_info";

  private final ReusedMessage metric = new ReusedMessage();
  private final ReusedMessage delimited = new ReusedMessage();
  private final long stampMillis;
  private final long windowMillis;
  private boolean isHistogram;
  private double unitNanos;
  private byte[] family = {};
  private double[] bounds = {};
  private double[] buckets = {};

  /**
   * Creates a writer.
   *
   * @param stampMillis the stamp of all samples; 0 leaves it to the scraper
   * @param windowMillis the length of a window: counters are created one before their birth
   */
  ProtobufWriter(long stampMillis, long windowMillis) {
    this.stampMillis = stampMillis;
    this.windowMillis = windowMillis;
  }

  @Override
  public boolean writesExemplars() {
    return true;
  }

  @Override
  public void begin(LatestMetric of, List<String> les, OutputStream out) throws IOException {
    isHistogram = of.isHistogram();
    unitNanos = of.unitNanos();
    int type = isHistogram ? HISTOGRAM : COUNTER;
    family = family(of.name(), of.metadata().help(), type, of.metadata().unit());
    bounds = les.stream().mapToDouble(ProtobufWriter::bound).toArray();
    buckets = new double[bounds.length];
  }

  private static double bound(String le) {
    return le.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(le);
  }

  private static byte[] family(String name, String help, int type, String unit) throws IOException {
    return Message.bytes(message -> {
      message.writeString(1, name);
      message.writeString(2, help);
      message.writeEnum(3, type);
      if (!unit.isEmpty()) {
        message.writeString(5, unit);
      }
    });
  }

  @Override
  public void add(LatestLabelSet labelSet, boolean isNewborn, OutputStream out) throws IOException {
    byte[] value = isHistogram
        ? histogram(labelSet, isNewborn)
        : Message.bytes(counter -> {
          counter.writeDouble(1, (isNewborn ? labelSet.before() : labelSet.counts()).count());
          counter.writeByteArray(3, created(labelSet));
        });
    write(labelSet.labels(), isHistogram ? 7 : 3, value, out);
  }

  private void write(Labels labels, int field, byte[] value, OutputStream out) throws IOException {
    metric.write(message -> {
      for (int i = 0; i < labels.size(); i++) {
        if (!labels.name(i).equals(Labels.METRIC_NAME)) {
          writeLabel(message, labels.name(i), labels.value(i));
        }
      }
      if (!labels.has(SampleText.INSTANCE)) {
        writeLabel(message, SampleText.INSTANCE, "");
      }
      message.writeByteArray(field, value);
      if (stampMillis != 0) {
        message.writeInt64(6, stampMillis);
      }
    });
    int metricBytes = metric.sizeBytes();
    delimited.write(message -> {
      message.writeUInt32NoTag(family.length
          + CodedOutputStream.computeTagSize(4)
          + CodedOutputStream.computeUInt32SizeNoTag(metricBytes)
          + metricBytes);
      message.writeRawBytes(family);
      message.writeTag(4, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      message.writeUInt32NoTag(metricBytes);
    });
    delimited.append(metric);
    delimited.writeTo(out);
  }

  /** Writes the message without making an array of it, as each sample has some. */
  private static void writeLabel(CodedOutputStream message, String name, String value)
      throws IOException {
    message.writeTag(1, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    message.writeUInt32NoTag(CodedOutputStream.computeStringSize(1, name)
        + CodedOutputStream.computeStringSize(2, value));
    message.writeString(1, name);
    message.writeString(2, value);
  }

  private byte[] created(LatestLabelSet labelSet) throws IOException {
    return timestamp(labelSet.birthMillis() - windowMillis);
  }

  private static byte[] timestamp(long millis) throws IOException {
    return Message.bytes(timestamp -> {
      timestamp.writeInt64(1, Math.floorDiv(millis, 1000L));
      timestamp.writeInt32(2, (int) Math.floorMod(millis, 1000L) * 1_000_000);
    });
  }

  private byte[] histogram(LatestLabelSet labelSet, boolean isNewborn) throws IOException {
    NativeCounts counted = new NativeCounts();
    LatestCounts counts = isNewborn ? labelSet.before() : labelSet.counts();
    Arrays.fill(buckets, 0);
    counts.addBuckets(buckets);
    counts.nativeBuckets(unitNanos, counted);
    double count = counts.count();
    boolean isWhole = isWhole(count) && counted.areWhole();
    return Message.bytes(message -> {
      writeCount(message, 1, 4, count, isWhole);
      message.writeDouble(2, counts.sum(unitNanos));
      double cumulated = 0;
      for (int i = 0; i < buckets.length; i++) {
        cumulated += buckets[i];
        LatestExemplar exemplar = isNewborn ? null : labelSet.exemplar(i);
        if (exemplar == null) {
          writeBucket(message, bounds[i], cumulated, isWhole);
        } else {
          message.writeByteArray(3, bucket(bounds[i], cumulated, isWhole, exemplar));
        }
      }
      counted.writeTo(message, isWhole);
      message.writeByteArray(15, created(labelSet));
    });
  }

  private byte[] bucket(double bound, double cumulated, boolean isWhole, LatestExemplar exemplar)
      throws IOException {
    return Message.bytes(bucket -> {
      writeCount(bucket, 1, 4, cumulated, isWhole);
      bucket.writeDouble(2, bound);
      bucket.writeByteArray(3, exemplar(exemplar));
    });
  }

  /** Writes the message without making an array of it, as each histogram has many. */
  private static void writeBucket(
      CodedOutputStream message, double bound, double cumulated, boolean isWhole)
      throws IOException {
    int countBytes = isWhole
        ? CodedOutputStream.computeUInt64Size(1, (long) cumulated)
        : CodedOutputStream.computeDoubleSize(4, cumulated);
    message.writeTag(3, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    message.writeUInt32NoTag(countBytes + CodedOutputStream.computeDoubleSize(2, bound));
    writeCount(message, 1, 4, cumulated, isWhole);
    message.writeDouble(2, bound);
  }

  private byte[] exemplar(LatestExemplar exemplar) throws IOException {
    return Message.bytes(message -> {
      writeLabel(message, "trace_id", exemplar.traceId());
      writeLabel(message, "span_id", exemplar.spanId());
      message.writeDouble(2, exemplar.nanos() / unitNanos);
      message.writeByteArray(3, timestamp(exemplar.stampMillis()));
    });
  }

  /** Writes a count to the field for whole numbers, or to the one for floats. */
  static void writeCount(
      CodedOutputStream message, int wholeField, int floatField, double count, boolean isWhole)
      throws IOException {
    if (isWhole) {
      message.writeUInt64(wholeField, (long) count);
    } else {
      message.writeDouble(floatField, count);
    }
  }

  static boolean isWhole(double count) {
    return count == Math.rint(count);
  }

  @Override
  public void beginInfo(OutputStream out) throws IOException {
    family = family(INFO, "Target metadata", GAUGE, "");
  }

  @Override
  public void addInfo(Series info, OutputStream out) throws IOException {
    write(info.labels(), 2, Message.bytes(gauge -> gauge.writeDouble(1, 1)), out);
  }

  @Override
  public void end(OutputStream out) {}
}
