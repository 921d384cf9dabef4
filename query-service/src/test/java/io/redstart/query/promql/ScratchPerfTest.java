package io.redstart.query.promql;

import io.redstart.model.Labels;
import java.time.Duration;
import java.util.*;
import org.junit.jupiter.api.Test;

class ScratchPerfTest {
  @Test
  void perf() {
    SplittableRandom random = new SplittableRandom(1);
    TestSeriesSource fine = new TestSeriesSource();
    long cells = 0;
    for (int i = 0; i < 2000; i++) {
      Labels l = Labels.of(Labels.METRIC_NAME, TestHistograms.NAME, "op", "o" + i, "s", "s" + i % 20);
      FineSeries f = TestHistograms.fine(TestHistograms.random(random, l, 0, 840, 6));
      cells += f.cellCount();
      fine.add(f);
    }
    System.out.println("cells per series " + cells / 2000);
    PromqlEngine e = new PromqlEngine(new EngineConfig(Duration.ofMinutes(5), Duration.ofMinutes(2), 500_000_000, true), System::nanoTime);
    for (String q : List.of("histogram_quantile(0.95, sum by (le, s) (rate(" + TestHistograms.NAME + "[10m])))", "histogram_quantile(0.95, rate(" + TestHistograms.NAME + "[10m]))", "histogram_quantile(0.95, max by (le) (rate(" + TestHistograms.NAME + "[10m])))"))
      for (int i = 0; i < 6; i++) {
        long t = System.nanoTime();
        e.range(q, 600_000, 600_000 + 59 * 60_000, 60_000, fine);
        System.out.println(q + " " + (System.nanoTime() - t) / 1_000_000 + " ms");
      }
    TestSeriesSource c = new TestSeriesSource();
    for (int i = 0; i < 10000; i++) for (int s = 0; s < 840; s++) c.add(Labels.of(Labels.METRIC_NAME, "c_total", "op", "o" + i, "s", "s" + i % 20), s * 5000L, s);
    for (int i = 0; i < 5; i++) {
      var view = c.select(new Selection(List.of(io.redstart.model.LabelMatcher.equal("__name__", "c_total")), 0, 5_000_000));
      SeriesSource src = x -> new SeriesView() {
        public List<Series> select(Selection z) { return view; }
        public Optional<List<FineSeries>> selectFine(Selection z) { return Optional.empty(); }
        public List<String> warnings() { return List.of(); }
      };
      long t = System.nanoTime();
      e.range("sum by (s) (rate(c_total[10m]))", 600_000, 600_000 + 59 * 60_000, 60_000, src);
      System.out.println("10k counters " + (System.nanoTime() - t) / 1_000_000 + " ms");
    }
  }
}
