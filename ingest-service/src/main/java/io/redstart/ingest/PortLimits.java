// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest;

import io.redstart.connection.ConnectionLimits;
import io.redstart.ingest.IngestConfig.GrpcConfig;
import io.redstart.ingest.IngestConfig.HttpConfig;
import io.redstart.ingest.IngestConfig.ServerParametersConfig;
import io.redstart.ingest.IngestVerticle.Settings;
import io.redstart.ingest.body.ArrayPool;
import io.redstart.ingest.body.BodyLimits;
import io.redstart.ingest.connection.ConnectionRoom;
import io.redstart.memory.MemoryPart;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;

/** The limits of a port: its settings, reduced to what fits into memory. */
record PortLimits(int headerMaxBytes, long streamsMax, ConnectionLimits connections) {
  /** For HTTP/2 on the port of OTLP/HTTP; a new Http2Settings has no such limit. */
  private static final long HTTP_STREAMS_MAX =
      HttpServerOptions.DEFAULT_INITIAL_SETTINGS_MAX_CONCURRENT_STREAMS;

  private static final long NEVER_MILLIS = Long.MAX_VALUE;

  /** Returns how many connections and requests fit into memory. */
  static ConnectionRoom room(Settings settings) {
    return ConnectionRoom.of(settings.memory(), settings.eventLoops());
  }

  static PortLimits of(GrpcConfig grpc, Settings settings) {
    IngestConfig config = settings.config();
    ServerParametersConfig keepalive = grpc.keepalive().serverParameters();
    Duration grace = keepalive.maxConnectionAgeGrace();
    Duration longestCall = config.receiveTimeout().plus(config.ackTimeout());
    return new PortLimits(
        grpc.maxHeaderBytes(),
        grpc.streamsMax(),
        new ConnectionLimits(
            Math.min(grpc.maxConnections(), room(settings).connectionsMax()),
            false,
            config.receiveTimeout().toMillis(),
            idleMillis(keepalive.maxConnectionIdle()),
            keepalive.maxConnectionAge().toMillis(),
            grace.isZero() ? longestCall.toMillis() : grace.toMillis()));
  }

  static PortLimits of(HttpConfig http, Settings settings) {
    return new PortLimits(
        http.maxHeaderBytes(),
        HTTP_STREAMS_MAX,
        ConnectionLimits.ageless(
            Math.min(http.maxConnections(), room(settings).connectionsMax()),
            settings.config().receiveTimeout().toMillis(),
            idleMillis(http.idleTimeout())));
  }

  private static long idleMillis(Duration idle) {
    return idle.isZero() ? NEVER_MILLIS : idle.toMillis();
  }

  /** Returns the limits of a request's body. */
  static BodyLimits ofBody(int maxBytes, Settings settings) {
    int fitBytes = ArrayPool.requestMaxBytes(settings.memory().budget(MemoryPart.BODIES));
    return new BodyLimits(
        Math.min(maxBytes, fitBytes), settings.config().receiveTimeout().toMillis());
  }
}
