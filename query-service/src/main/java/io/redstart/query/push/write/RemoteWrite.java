// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push.write;

import io.redstart.outgoing.Answer;
import io.redstart.outgoing.HttpFailures;
import io.redstart.outgoing.SendResult;
import io.redstart.query.push.PushBatch;
import io.redstart.query.push.PushProtocol;
import io.redstart.query.remote.SnappyBlock;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Prometheus' remote write.
 *
 * @see <a href="https://prometheus.io/docs/specs/prw/remote_write_spec_2_0/">the specification</a>
 */
public final class RemoteWrite implements PushProtocol {
  private static final String WRITTEN = "X-Prometheus-Remote-Write-Samples-Written";
  private static final String WRITTEN_HISTOGRAMS = "X-Prometheus-Remote-Write-Histograms-Written";

  private final RemoteWriteConfig config;
  private final long windowMillis;
  private final InstantSource wall;

  /**
   * Makes the protocol of some settings.
   *
   * @param window the length of a window
   * @param wall the time of day
   */
  public RemoteWrite(RemoteWriteConfig config, Duration window, InstantSource wall) {
    this.config = config;
    this.windowMillis = window.toMillis();
    this.wall = wall;
  }

  @Override
  public String name() {
    return "remote_write";
  }

  @Override
  public String setting() {
    return RemoteWriteConfig.SETTING;
  }

  @Override
  public boolean sendsExemplars() {
    return config.sendExemplars() && config.histograms().haveClassic();
  }

  @Override
  public boolean sendsDeltas() {
    return false;
  }

  @Override
  public PushBatch batch() {
    WriteRequest request = config.isSecondVersion() ? new WriteRequestV2() : new WriteRequestV1();
    return new SeriesBatch(request, config.histograms(), windowMillis);
  }

  @Override
  public Buffer encode(byte[] message) {
    ByteArrayOutputStream block = new ByteArrayOutputStream(message.length / 4);
    try (SnappyBlock.Output out = new SnappyBlock.Output(message.length, block)) {
      out.write(message, 0, message.length);
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory could not be written", e);
    }
    return Buffer.buffer(block.toByteArray());
  }

  @Override
  public void head(HttpClientRequest request) {
    String proto = config.isSecondVersion() ? ";proto=io.prometheus.write.v2.Request" : "";
    String version = config.isSecondVersion() ? "2.0.0" : "0.1.0";
    request
        .putHeader("content-type", "application/x-protobuf" + proto)
        .putHeader("content-encoding", "snappy")
        .putHeader("x-prometheus-remote-write-version", version);
  }

  @Override
  public SendResult judge(Answer answer, int samples) {
    int status = answer.status();
    String why = "HTTP " + status + answer.shownBody();
    if (status / 100 == 2) {
      return config.isSecondVersion() ? written(answer, samples, why) : SendResult.Delivered.ALL;
    }
    return HttpFailures.ALL_OF_THE_SERVER.judge(answer, why, wall.millis());
  }

  /** A receiver of version 2.0 must say how much it has written. */
  private static SendResult written(Answer answer, int samples, String why) {
    String numbers = answer.headers().get(WRITTEN);
    String histograms = answer.headers().get(WRITTEN_HISTOGRAMS);
    if (numbers == null && histograms == null) {
      return new SendResult.Refused(
          "HTTP " + answer.status() + " without " + WRITTEN + ": does it know version 2.0?");
    }
    long missing = samples - count(numbers) - count(histograms);
    return new SendResult.Delivered(Math.max(0, missing), missing > 0 ? why : "");
  }

  private static long count(@Nullable String header) {
    try {
      return header == null ? 0 : Long.parseLong(header.strip());
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
