// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.redstart.query.promql.value.Series;
import io.redstart.query.source.latest.LatestCounts;
import io.redstart.query.source.latest.LatestExemplar;
import io.redstart.query.source.latest.LatestLabelSet;
import io.redstart.query.source.latest.LatestMetric;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes Prometheus' text format 0.0.4 or OpenMetrics 1.0
 * (prometheus.io/docs/specs/om/open_metrics_spec). They differ in the names of metrics, the unit of
 * stamps, the times of creation and the end:
 *
 * <pre>
 *   0.0.4                                        OpenMetrics
 *   # TYPE calls_total counter                   # TYPE calls counter
 *   calls_total{service_name="cart"} 12 1700000000000
 *                                                calls_total{service_name="cart"} 12 1700000000.000
 *                                                calls_created{service_name="cart"} 1699999000.000
 *                                                # EOF
 * </pre>
 */
final class TextWriter implements ExpositionWriter {
  private static final String TOTAL = "_total";
  private static final String TARGET = "target";
  private static final byte[] END_OF_LE = "\"} ".getBytes(UTF_8);
  private static final byte[] NEW_LINE = {'\n'};
  private static final byte[] END_OF_LABELS = "} ".getBytes(UTF_8);

  private final boolean isOpenMetrics;
  private final long windowMillis;
  private final SampleText text = new SampleText(false);
  private final byte[] stampText;
  private boolean isHistogram;
  private double unitNanos;
  private double[] buckets = {};
  private byte[][] les = {};
  private byte[] value = {};
  private byte[] bucket = {};
  private byte[] sum = {};
  private byte[] count = {};
  private byte[] created = {};

  /**
   * Creates a writer.
   *
   * @param stampMillis the stamp of all samples; 0 leaves it to the scraper
   * @param windowMillis the length of a window: counters are created one before their birth
   */
  TextWriter(boolean isOpenMetrics, long stampMillis, long windowMillis) {
    this.isOpenMetrics = isOpenMetrics;
    this.windowMillis = windowMillis;
    this.stampText = (stampMillis == 0 ? "" : " " + stamp(stampMillis)).getBytes(UTF_8);
  }

  private String stamp(long millis) {
    return isOpenMetrics
        ? millis / 1000 + "." + String.valueOf(1000 + millis % 1000).substring(1)
        : Long.toString(millis);
  }

  @Override
  public boolean writesExemplars() {
    return isOpenMetrics;
  }

  @Override
  public void begin(LatestMetric metric, List<String> bounds, OutputStream out) throws IOException {
    isHistogram = metric.isHistogram();
    unitNanos = metric.unitNanos();
    String name = metric.name();
    String family =
        isOpenMetrics && name.endsWith(TOTAL) ? name.substring(0, name.length() - 6) : name;
    describe(
        family,
        metric.metadata().type(),
        metric.metadata().unit(),
        metric.metadata().help());
    text.writeTo(out);
    value = opening(name);
    bucket = opening(name + "_bucket");
    sum = opening(name + "_sum");
    count = opening(name + "_count");
    created = opening(family + "_created");
    buckets = new double[bounds.size()];
    les = bounds.stream().map(bound -> (",le=\"" + bound).getBytes(UTF_8)).toArray(byte[][]::new);
  }

  private void describe(String family, String type, String unit, String help) {
    text.text("# HELP " + family + " " + help + "\n# TYPE " + family + " " + type + "\n");
    if (isOpenMetrics && !unit.isEmpty() && family.endsWith("_" + unit)) {
      text.text("# UNIT " + family + " " + unit + "\n");
    }
  }

  private byte[] opening(String name) {
    return (text.name(name) + "{").getBytes(UTF_8);
  }

  @Override
  public void add(LatestLabelSet labelSet, boolean isNewborn, OutputStream out) throws IOException {
    text.labels(labelSet.labels());
    if (isHistogram) {
      addHistogram(labelSet, isNewborn);
    } else {
      add(value, (isNewborn ? labelSet.before() : labelSet.counts()).count());
    }
    if (isOpenMetrics) {
      text.series(created).raw(END_OF_LABELS);
      text.text(stamp(labelSet.birthMillis() - windowMillis)).raw(stampText).raw(NEW_LINE);
    }
    text.writeTo(out);
  }

  private void addHistogram(LatestLabelSet labelSet, boolean isNewborn) {
    LatestCounts counts = isNewborn ? labelSet.before() : labelSet.counts();
    Arrays.fill(buckets, 0);
    counts.addBuckets(buckets);
    double cumulated = 0;
    for (int i = 0; i < buckets.length; i++) {
      cumulated += buckets[i];
      text.series(bucket).raw(les[i]).raw(END_OF_LE).value(cumulated).raw(stampText);
      addExemplar(isNewborn ? null : labelSet.exemplar(i));
      text.raw(NEW_LINE);
    }
    add(sum, counts.sum(unitNanos));
    add(count, counts.count());
  }

  private void addExemplar(@Nullable LatestExemplar exemplar) {
    if (exemplar != null && isOpenMetrics) {
      text.text(
          " # {trace_id=\"" + exemplar.traceId() + "\",span_id=\"" + exemplar.spanId() + "\"} ");
      text.value(exemplar.nanos() / unitNanos).text(" " + stamp(exemplar.stampMillis()));
    }
  }

  private void add(byte[] opening, double number) {
    text.series(opening).raw(END_OF_LABELS).value(number).raw(stampText).raw(NEW_LINE);
  }

  @Override
  public void beginInfo(OutputStream out) throws IOException {
    String family = isOpenMetrics ? TARGET : TARGET + "_info";
    describe(family, isOpenMetrics ? "info" : "gauge", "", "Target metadata");
    value = opening(TARGET + "_info");
    text.writeTo(out);
  }

  @Override
  public void addInfo(Series info, OutputStream out) throws IOException {
    text.labels(info.labels());
    add(value, 1);
    text.writeTo(out);
  }

  @Override
  public void end(OutputStream out) throws IOException {
    text.text(isOpenMetrics ? "# EOF\n" : "");
    text.writeTo(out);
  }
}
