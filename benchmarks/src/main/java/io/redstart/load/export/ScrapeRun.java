// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.export;

import io.redstart.load.server.ProcessUse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Requests pages as a Prometheus does, and measures what the server used meanwhile. */
final class ScrapeRun {
  private static final int BUFFER_BYTES = 64 << 10;
  private static final int POLL_MILLIS = 3_000;
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /**
   * Reads a page once.
   *
   * @param pid the process that serves it
   */
  ScrapeCost measure(long pid, URI page, ScrapeForm form, boolean gzip)
      throws IOException, InterruptedException {
    ProcessUse.resetPeak(pid);
    ProcessUse before = ProcessUse.of(pid);
    long startNanos = System.nanoTime();
    long bytes = 0;
    try (InputStream body = open(page, form, gzip)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        bytes += read;
      }
    }
    double millis = (System.nanoTime() - startNanos) / 1e6;
    return ScrapeCost.between(before, ProcessUse.of(pid), bytes, millis);
  }

  private InputStream open(URI page, ScrapeForm form, boolean gzip)
      throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(page)
        .timeout(TIMEOUT)
        .header("accept", form.accept())
        .header("accept-encoding", gzip ? "gzip" : "identity")
        .build();
    HttpResponse<InputStream> answer =
        http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    if (answer.statusCode() != 200) {
      try (InputStream body = answer.body()) {
        throw new IOException(page + " answers " + answer.statusCode() + ": "
            + new String(body.readNBytes(BUFFER_BYTES), StandardCharsets.UTF_8));
      }
    }
    return answer.body();
  }

  /** Scrapes until all counters of calls add up to a number of spans. */
  void awaitCalls(URI page, long spans, Duration atMost) throws IOException, InterruptedException {
    long endNanos = System.nanoTime() + atMost.toNanos();
    long calls = calls(page);
    while (calls != spans) {
      if (System.nanoTime() > endNanos) {
        throw new IOException(page + " shows " + calls + " of " + spans + " spans");
      }
      Thread.sleep(POLL_MILLIS);
      calls = calls(page);
    }
  }

  private long calls(URI page) throws IOException, InterruptedException {
    double calls = 0;
    try (BufferedReader lines = new BufferedReader(
        new InputStreamReader(open(page, ScrapeForm.TEXT, false), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("traces_span_metrics_calls_total{")) {
          String[] valueAndStamp = line.substring(line.lastIndexOf("} ") + 2).split(" ", -1);
          calls += Double.parseDouble(valueAndStamp[0]);
        }
      }
    }
    return Math.round(calls);
  }
}
