// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.redstart.config.Endpoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Sends known spans with the OpenTelemetry SDK and its own exporters. */
final class SdkSender {
  private static final int BATCH = 512;
  private static final long START_EPOCH_NANOS = 1_700_000_000_000_000_000L;

  private SdkSender() {}

  static SpanExporter grpc(Endpoint endpoint) {
    return OtlpGrpcSpanExporter.builder().setEndpoint("http://" + endpoint).build();
  }

  static SpanExporter httpGzip(Endpoint endpoint) {
    return OtlpHttpSpanExporter.builder()
        .setEndpoint("http://" + endpoint + "/v1/traces")
        .setCompression("gzip")
        .build();
  }

  /** Exports spans in batches; every batch must succeed. */
  static void send(List<KnownSpans.Known> spans, SpanExporter exporter) {
    List<SpanData> ended = end(spans);
    for (int from = 0; from < ended.size(); from += BATCH) {
      CompletableResultCode result = exporter
          .export(ended.subList(from, Math.min(ended.size(), from + BATCH)))
          .join(10, TimeUnit.SECONDS);
      assertThat(result.isSuccess())
          .as("export %s", result.getFailureThrowable())
          .isTrue();
    }
    exporter.shutdown().join(10, TimeUnit.SECONDS);
  }

  /** Exports spans in one batch and returns whether it succeeded. */
  static boolean sendOnce(List<KnownSpans.Known> spans, SpanExporter exporter) {
    CompletableResultCode result = exporter.export(end(spans)).join(10, TimeUnit.SECONDS);
    exporter.shutdown().join(10, TimeUnit.SECONDS);
    return result.isSuccess();
  }

  private static List<SpanData> end(List<KnownSpans.Known> spans) {
    List<SpanData> ended = new ArrayList<>();
    Map<String, SdkTracerProvider> providers = new TreeMap<>();
    for (KnownSpans.Known known : spans) {
      Tracer tracer = providers
          .computeIfAbsent(known.service(), service -> provider(service, ended))
          .get("known");
      Span span = tracer
          .spanBuilder(known.name())
          .setParent(Context.root())
          .setSpanKind(known.kind())
          .setStartTimestamp(START_EPOCH_NANOS, TimeUnit.NANOSECONDS)
          .startSpan();
      span.setStatus(known.status());
      span.end(START_EPOCH_NANOS + known.nanos(), TimeUnit.NANOSECONDS);
    }
    assertThat(ended).hasSameSizeAs(spans);
    return ended;
  }

  private static SdkTracerProvider provider(String service, List<SpanData> ended) {
    return SdkTracerProvider.builder()
        .setResource(
            Resource.create(Attributes.builder().put("service.name", service).build()))
        .addSpanProcessor(SimpleSpanProcessor.create(new Collecting(ended)))
        .build();
  }

  private record Collecting(List<SpanData> ended) implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      ended.addAll(spans);
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
