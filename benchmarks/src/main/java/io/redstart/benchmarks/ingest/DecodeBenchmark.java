// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.benchmarks.ingest;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.redstart.config.SettingsReader;
import io.redstart.ingest.otlp.MalformedOtlpException;
import io.redstart.ingest.otlp.OtlpAttributes;
import io.redstart.ingest.otlp.OtlpSpan;
import io.redstart.ingest.otlp.OtlpTraceDecoder;
import io.redstart.ingest.otlp.SpanSink;
import io.redstart.ingest.red.SpanFolder;
import io.redstart.load.SpanBodies;
import io.redstart.model.CellLayout;
import io.redstart.spanmetrics.SpanMetricsConfig;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures decoding and folding a request of 500 spans with 12 attributes each (about 550 bytes per
 * span), in 40 or 111,000 label sets. The figures are per span. With {@code -prof gc}, {@code
 * gc.alloc.rate.norm} is the number of bytes allocated per span.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
public class DecodeBenchmark {
  private static final int SPANS = 500;
  private static final long SEED = 1;

  @Param({"40", "111000"})
  private int labelSets;

  private final OtlpTraceDecoder decoder = new OtlpTraceDecoder();
  private final CountingSink sink = new CountingSink();
  private final SpanFolder folder = new SpanFolder(
      SettingsReader.defaults(SpanMetricsConfig.class),
      CellLayout.of(2_000_000, 10_000_000, 100_000_000),
      null,
      SEED);
  private List<byte[]> bodies = List.of();
  private int next;

  /** Creates the requests. */
  @Setup
  public void makeBodies() {
    bodies = SpanBodies.of(SPANS, 12, labelSets);
  }

  private byte[] body() {
    next = next + 1 == bodies.size() ? 0 : next + 1;
    return bodies.get(next);
  }

  /** Decodes the bytes only, visiting every span and its attributes. */
  @Benchmark
  @OperationsPerInvocation(SPANS)
  public long decode() throws MalformedOtlpException {
    byte[] body = body();
    decoder.decode(body, 0, body.length, sink);
    return sink.spans;
  }

  /** Decodes and folds: from bytes to the observations for the shards. */
  @Benchmark
  @OperationsPerInvocation(SPANS)
  public int decodeAndFold() throws MalformedOtlpException {
    byte[] body = body();
    folder.clear();
    decoder.decode(body, 0, body.length, folder);
    return folder.fold().size();
  }

  /** Decodes with the generated classes, for comparison. */
  @Benchmark
  @OperationsPerInvocation(SPANS)
  public ExportTraceServiceRequest parseFrom() throws InvalidProtocolBufferException {
    return ExportTraceServiceRequest.parseFrom(body());
  }

  private static final class CountingSink implements SpanSink {
    private long spans;

    @Override
    public void resource(OtlpAttributes attributes) {
      // The benchmark counts only spans.
    }

    @Override
    public void span(OtlpSpan span) {
      spans++;
    }
  }
}
