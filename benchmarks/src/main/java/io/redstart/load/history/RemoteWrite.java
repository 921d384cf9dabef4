// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.history;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.redstart.model.Labels;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Sends series by Prometheus' remote write 1.0. One request is in flight while the next one is
 * written.
 *
 * <pre>
 *   WriteRequest  timeseries = 1
 *   TimeSeries    labels = 1, samples = 2
 *   Label         name = 1, value = 2
 *   Sample        value = 1 (double), timestamp = 2 (milliseconds)
 * </pre>
 *
 * <p>See <a href="https://prometheus.io/docs/specs/prw/remote_write_spec/">the specification</a>.
 */
final class RemoteWrite {
  private static final int REQUEST_MAX_BYTES = 2 << 20;

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI uri;
  private final ByteString.Output series = ByteString.newOutput();
  private final CodedOutputStream seriesOut = CodedOutputStream.newInstance(series);
  private final ByteString.Output request = ByteString.newOutput();
  private final CodedOutputStream requestOut = CodedOutputStream.newInstance(request);
  private CompletableFuture<HttpResponse<String>> inFlight;

  RemoteWrite(URI uri) {
    this.uri = uri;
    this.inFlight = CompletableFuture.completedFuture(null);
  }

  /** Begins a series. */
  void begin(Labels labels) throws IOException {
    series.reset();
    for (int i = 0; i < labels.size(); i++) {
      ByteString name = ByteString.copyFromUtf8(labels.name(i));
      ByteString value = ByteString.copyFromUtf8(labels.value(i));
      seriesOut.writeTag(1, 2);
      seriesOut.writeUInt32NoTag(CodedOutputStream.computeBytesSize(1, name)
          + CodedOutputStream.computeBytesSize(2, value));
      seriesOut.writeBytes(1, name);
      seriesOut.writeBytes(2, value);
    }
  }

  void add(long millis, double value) throws IOException {
    seriesOut.writeTag(2, 2);
    seriesOut.writeUInt32NoTag(CodedOutputStream.computeDoubleSize(1, value)
        + CodedOutputStream.computeInt64Size(2, millis));
    seriesOut.writeTag(1, 1);
    seriesOut.writeDoubleNoTag(value);
    seriesOut.writeInt64(2, millis);
  }

  /** Ends a series. */
  void end() throws IOException, InterruptedException {
    seriesOut.flush();
    requestOut.writeBytes(1, series.toByteString());
    if (request.size() > REQUEST_MAX_BYTES) {
      send();
    }
  }

  /** Sends what is left and waits for its answer. */
  void finish() throws IOException, InterruptedException {
    send();
    await();
  }

  private void send() throws IOException, InterruptedException {
    requestOut.flush();
    byte[] body = SnappyLiterals.encode(request.toByteString().toByteArray());
    request.reset();
    await();
    inFlight = http.sendAsync(
        HttpRequest.newBuilder(uri)
            .header("content-type", "application/x-protobuf")
            .header("content-encoding", "snappy")
            .header("x-prometheus-remote-write-version", "0.1.0")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private void await() throws IOException, InterruptedException {
    try {
      HttpResponse<String> response = inFlight.get();
      if (response != null && response.statusCode() / 100 != 2) {
        throw new IOException(response.statusCode() + " " + response.body());
      }
    } catch (ExecutionException e) {
      throw new IOException("cannot write to " + uri, e);
    }
  }
}
