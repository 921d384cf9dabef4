// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.push.otlp;

import io.redstart.outgoing.Answer;
import io.redstart.outgoing.HttpFailures;
import io.redstart.outgoing.OtlpWire;
import io.redstart.outgoing.SendResult;
import io.redstart.query.push.PushBatch;
import io.redstart.query.push.PushProtocol;
import io.redstart.query.push.otlp.OtlpExportConfig.Histogram;
import io.redstart.spanmetrics.SpanMetricsConfig;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import java.time.Duration;
import java.time.InstantSource;

/**
 * OTLP metrics over gRPC or HTTP.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otlp/">the specification</a>
 */
public final class OtlpPush implements PushProtocol {
  private final OtlpExportConfig config;
  private final SpanMetricsConfig names;
  private final long windowMillis;
  private final InstantSource wall;
  private final OtlpWire wire;

  /**
   * Makes the protocol of some settings.
   *
   * @param names how the metrics are called
   * @param window the length of a window
   * @param wall the time of day
   */
  public OtlpPush(
      OtlpExportConfig config, SpanMetricsConfig names, Duration window, InstantSource wall) {
    this.config = config;
    this.names = names;
    this.windowMillis = window.toMillis();
    this.wall = wall;
    this.wire = config.protocol().wire(config.compression(), HttpFailures.ALL_OF_THE_SERVER);
  }

  @Override
  public String name() {
    return "otlp";
  }

  @Override
  public String setting() {
    return OtlpExportConfig.SETTING;
  }

  @Override
  public boolean sendsExemplars() {
    return config.sendExemplars() && config.histogram() == Histogram.EXPLICIT;
  }

  @Override
  public boolean sendsDeltas() {
    return config.isDelta();
  }

  @Override
  public PushBatch batch() {
    return new OtlpBatch(
        names, config.histogram() == Histogram.EXPONENTIAL, config.isDelta(), windowMillis);
  }

  @Override
  public Buffer encode(byte[] message) {
    return wire.body(message);
  }

  @Override
  public void head(HttpClientRequest request) {
    wire.head(request);
  }

  @Override
  public SendResult judge(Answer answer, int samples) {
    return wire.judge(answer, wall.millis());
  }
}
