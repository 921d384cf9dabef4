// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.export;

import io.redstart.load.server.ProcessUse;
import io.redstart.load.server.RedstartOptions;
import io.redstart.load.server.RedstartServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Measures what a span costs with and without {@code ingest.forward}. */
final class ForwardRun {
  private static final int WARM_UP_ROUNDS = 60;
  private static final int POLL_MILLIS = 10;
  private static final Duration DELIVERED_MAX = Duration.ofMinutes(1);

  private final RedstartOptions redstart;
  private final Path folder;
  private final int labelSets;

  ForwardRun(RedstartOptions redstart, Path folder, int labelSets) {
    this.redstart = redstart;
    this.folder = folder;
    this.labelSets = labelSets;
  }

  /** Sends spans to a server of each kind, and prints the CPU time until the last one arrived. */
  void run(int rounds, ExportsReport report) throws IOException, InterruptedException {
    report.forwardHead();
    for (String compression : List.of("", "none", "zstd", "gzip")) {
      try (ExportSink sink = ExportSink.start()) {
        run(compression, sink, rounds, report);
      }
    }
  }

  private void run(String compression, ExportSink sink, int rounds, ExportsReport report)
      throws IOException, InterruptedException {
    boolean isForwarding = !compression.isEmpty();
    String name = isForwarding ? "forward-" + compression : "counted";
    List<String> settings = isForwarding
        ? List.of(
            "ingest.forward.endpoint=" + sink.url(),
            "ingest.forward.protocol=http",
            "ingest.forward.compression=" + compression,
            "ingest.forward.sending_queue.path=" + folder.resolve(name + "-queue"))
        : List.of();
    RedstartServer server =
        redstart.server(folder.resolve(name), folder.resolve(name + ".log"), settings);
    SpanFill fill = new SpanFill(labelSets);
    try {
      server.start();
      send(fill, server, WARM_UP_ROUNDS);
      await(sink, isForwarding ? fill.requests() : 0);
      long spansBefore = fill.spans();
      ProcessUse before = server.use();
      send(fill, server, rounds);
      await(sink, isForwarding ? fill.requests() : 0);
      double workMillis = server.use().workMillisSince(before);
      report.forward(
          fill.spans() - spansBefore, isForwarding ? "HTTP, " + compression : "no", workMillis);
    } finally {
      server.close();
    }
  }

  private static void send(SpanFill fill, RedstartServer server, int rounds)
      throws IOException, InterruptedException {
    for (int i = 0; i < rounds; i++) {
      fill.sendRound(List.of(server));
    }
  }

  private static void await(ExportSink sink, long requests)
      throws IOException, InterruptedException {
    long endNanos = System.nanoTime() + DELIVERED_MAX.toNanos();
    while (sink.requests() < requests) {
      if (System.nanoTime() > endNanos) {
        throw new IOException(sink.requests() + " of " + requests + " requests were forwarded");
      }
      Thread.sleep(POLL_MILLIS);
    }
  }
}
