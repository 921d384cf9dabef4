// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.distribution;

import io.redstart.query.api.answer.PartedAnswer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * Writes a distribution as the table that HdrHistogram's plotter reads ({@code .hgrm}), in
 * milliseconds. HdrHistogram's own writer prints three decimals, too few for microseconds.
 *
 * <pre>
 *          Value     Percentile TotalCount 1/(1-Percentile)
 *
 *      50.069503 0.000000000000        120           1.00
 *   …
 *   #[Mean    =   116.666667, StdDeviation   =    47.152841]
 * </pre>
 */
record PercentileTable(HdrDistribution hdr, List<String> notes) implements PartedAnswer.Parts {
  /** How many lines halve the distance to 100 %, as in HdrHistogram's examples. */
  private static final int TICKS_PER_HALF_DISTANCE = 5;

  private static final double MILLISECOND_NANOS = 1e6;

  @Override
  public boolean writeNext(OutputStream out) throws IOException {
    Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
    for (String note : notes) {
      text.write("#[" + note.replace('\n', ' ') + "]\n");
    }
    write(text, "%12s %14s %10s %14s%n%n", "Value", "Percentile", "TotalCount", "1/(1-Percentile)");
    Histogram histogram = hdr.histogram();
    for (HistogramIterationValue line : histogram.percentiles(TICKS_PER_HALF_DISTANCE)) {
      writeLine(line, text);
    }
    writeEnd(histogram, text);
    text.flush();
    return false;
  }

  private static void writeLine(HistogramIterationValue line, Writer text) throws IOException {
    double millis = line.getValueIteratedTo() / MILLISECOND_NANOS;
    double percentile = line.getPercentileLevelIteratedTo() / 100;
    long count = line.getTotalCountToThisValue();
    if (percentile == 1) {
      write(text, "%12.6f %2.12f %10d%n", millis, percentile, count);
    } else {
      write(text, "%12.6f %2.12f %10d %14.2f%n", millis, percentile, count, 1 / (1 - percentile));
    }
  }

  private void writeEnd(Histogram histogram, Writer text) throws IOException {
    double mean = hdr.isEmpty() ? 0 : hdr.meanNanos() / MILLISECOND_NANOS;
    double deviation = hdr.isEmpty() ? 0 : histogram.getStdDeviation() / MILLISECOND_NANOS;
    double max = hdr.isEmpty() ? 0 : hdr.maxNanos() / MILLISECOND_NANOS;
    write(text, "#[Mean    = %12.6f, StdDeviation   = %12.6f]%n", mean, deviation);
    write(text, "#[Max     = %12.6f, Total count    = %12d]%n", max, histogram.getTotalCount());
  }

  private static void write(Writer text, String format, Object... values) throws IOException {
    text.write(String.format(Locale.ROOT, format.replace("%n", "\n"), values));
  }
}
