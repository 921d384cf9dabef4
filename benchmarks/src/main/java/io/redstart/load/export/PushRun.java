// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.export;

import io.redstart.load.server.ProcessUse;
import io.redstart.load.server.RedstartOptions;
import io.redstart.load.server.RedstartServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Lets Redstart push the counts of one store to a receiver that accepts everything. */
final class PushRun {
  static final List<String> REMOTE_WRITE = List.of(
      "query.export.remote_write.protocol=\"2.0\"",
      "query.export.remote_write.url=%s/api/v1/write");
  static final List<String> OTLP = otlp("none");
  static final List<String> OTLP_GZIP = otlp("gzip");

  /** The default of {@code query.export.….interval}. */
  private static final Duration INTERVAL = Duration.ofSeconds(15);

  private static final int WARM_UP_INTERVALS = 6;
  private static final Duration SEALED = Duration.ofSeconds(12);

  private final RedstartOptions redstart;
  private final Path folder;
  private final Duration duration;
  private int runs;

  PushRun(RedstartOptions redstart, Path folder, Duration duration) {
    this.redstart = redstart;
    this.folder = folder;
    this.duration = duration;
  }

  private static List<String> otlp(String compression) {
    return List.of(
        "query.export.otlp.protocol=http",
        "query.export.otlp.compression=" + compression,
        "query.export.otlp.endpoint=%s");
  }

  /** What an interval took on average. */
  record Result(
      double workMillis, double jitMillis, double requests, double bytes, long peakBytes) {}

  private RedstartServer server(List<String> settings) {
    runs++;
    return redstart.server(
        folder.resolve("pushed"), folder.resolve("push-" + runs + ".log"), settings);
  }

  /** Fills the store. */
  void fill(SpanFill fill, int spans) throws IOException, InterruptedException {
    RedstartServer server = server(List.of());
    try {
      server.start();
      for (int i = 0; i < spans; i++) {
        fill.sendRound(List.of(server));
      }
      Thread.sleep(SEALED.toMillis());
    } finally {
      server.close();
    }
  }

  /**
   * Measures a new process on the store.
   *
   * @param export settings in which {@code %s} is the URL of the receiver; none for no export
   */
  Result run(List<String> export) throws IOException, InterruptedException {
    try (ExportSink sink = ExportSink.start()) {
      List<String> settings = new ArrayList<>();
      export.forEach(setting -> settings.add(setting.replace("%s", sink.url())));
      Path positions = folder.resolve("positions-" + runs);
      settings.add("query.export.remote_write.path=" + positions.resolve("write"));
      settings.add("query.export.otlp.path=" + positions.resolve("otlp"));
      RedstartServer server = server(settings);
      try {
        server.start();
        Thread.sleep(INTERVAL.multipliedBy(WARM_UP_INTERVALS).toMillis());
        return measure(server, sink);
      } finally {
        server.close();
      }
    }
  }

  private Result measure(RedstartServer server, ExportSink sink)
      throws IOException, InterruptedException {
    ProcessUse.resetPeak(server.pid());
    ProcessUse before = server.use();
    long requests = sink.requests();
    long bytes = sink.bytes();
    Thread.sleep(duration.toMillis());
    ProcessUse after = server.use();
    double intervals = (double) duration.toMillis() / INTERVAL.toMillis();
    return new Result(
        after.workMillisSince(before) / intervals,
        after.jitMillisSince(before) / intervals,
        (sink.requests() - requests) / intervals,
        (sink.bytes() - bytes) / intervals,
        after.peakBytes());
  }
}
