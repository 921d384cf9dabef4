// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.benchmarks.aggregator;

import io.redstart.aggregator.chunk.CellsCodec;
import io.redstart.aggregator.chunk.HeadsCodec;
import io.redstart.aggregator.chunk.RowColumns;
import io.redstart.model.CellLayout;
import io.redstart.model.Increment;
import io.redstart.model.Weight;
import io.redstart.wire.WireReader;
import io.redstart.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures writing and reading the rows of one label set in one chunk: 120 windows, durations
 * lognormal with σ = 0.5. The figures are per chunk; the label sets take turns, so that the branch
 * predictor does not learn their bytes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
public class ChunkCodecBenchmark {
  private static final int WINDOWS = 120;
  private static final double SIGMA = 0.5;
  private static final CellLayout LAYOUT = CellLayout.of(2_000_000, 10_000_000, 100_000_000);

  @Param({"200"})
  private int labelSets;

  @Param({"3", "12", "400"})
  private int spansPerRow;

  private final Random random = new Random(1);
  private final Increment base = new Increment();
  private final List<RowColumns> chunks = new ArrayList<>();
  private final List<byte[]> heads = new ArrayList<>();
  private final List<byte[]> cells = new ArrayList<>();
  private final WireWriter out = new WireWriter();
  private final RowColumns read = new RowColumns();
  private int turn;

  /** Creates the rows and their bytes. */
  @Setup
  public void makeChunks() {
    for (int i = 0; i < labelSets; i++) {
      RowColumns rows = rows();
      chunks.add(rows);
      out.clear();
      HeadsCodec.write(base, rows, 0, rows.size(), out);
      heads.add(out.toByteArray());
      out.clear();
      CellsCodec.write(rows, 0, rows.size(), out);
      cells.add(out.toByteArray());
    }
  }

  private RowColumns rows() {
    RowColumns rows = new RowColumns();
    Increment row = new Increment();
    double medianNanos = 1e6 * Math.pow(1_000, random.nextDouble());
    for (int window = 0; window < WINDOWS; window++) {
      row.clear();
      for (int i = 0; i < spansPerRow; i++) {
        long nanos = (long) (medianNanos * Math.exp(SIGMA * random.nextGaussian()));
        row.record(LAYOUT.cellOf(nanos), Weight.ONE, nanos);
      }
      rows.add(window, row);
    }
    return rows;
  }

  private int nextTurn() {
    turn = (turn + 1) % labelSets;
    return turn;
  }

  /** Writes heads. */
  @Benchmark
  public Object writeHeads() {
    RowColumns rows = chunks.get(nextTurn());
    out.clear();
    HeadsCodec.write(base, rows, 0, rows.size(), out);
    return out;
  }

  /** Writes cells. */
  @Benchmark
  public Object writeCells() {
    RowColumns rows = chunks.get(nextTurn());
    out.clear();
    CellsCodec.write(rows, 0, rows.size(), out);
    return out;
  }

  /** Reads heads. */
  @Benchmark
  public Object readHeads() {
    readHeads(nextTurn());
    return read;
  }

  /** Reads heads and cells. */
  @Benchmark
  public Object readHeadsAndCells() {
    int index = nextTurn();
    readHeads(index);
    byte[] bytes = cells.get(index);
    CellsCodec.read(new WireReader(bytes, 0, bytes.length), read, 0);
    return read;
  }

  private void readHeads(int index) {
    byte[] bytes = heads.get(index);
    read.clear();
    base.clear();
    HeadsCodec.read(new WireReader(bytes, 0, bytes.length), base, read);
  }
}
