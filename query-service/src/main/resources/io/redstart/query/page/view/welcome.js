// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

// What to do when nothing was counted yet.

import { h } from '../dom.js';

/** Tells where to send spans; the receivers are those of the process that served the page. */
export function howToSend({ receivers }) {
  const { grpc, http } = receivers ?? {};
  const exporter = http ? [`OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http/protobuf`,
    `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=${http}`]
    : grpc ? [`OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=grpc`,
      `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://${grpc}`] : null;
  return h('div', { class: 'welcome' },
    h('h1', {}, 'No spans in this range'),
    grpc || http
      ? h('p', {}, 'Send spans over OTLP to ', [
        grpc ? [h('code', {}, grpc), ' (gRPC)'] : null,
        grpc && http ? ' or ' : null,
        http ? [h('code', {}, http), ' (HTTP)'] : null], '. They show up here within 10 seconds.')
      : h('p', {}, 'Send spans over OTLP to an ingest service of this cluster, by default on port '
        + '4317 (gRPC) or 4318 (HTTP). They show up here within 10 seconds.'),
    exporter ? [h('p', {}, 'For an OpenTelemetry SDK:'), h('pre', { tabindex: '0' },
      exporter.join('\n'))] : null,
    h('p', { class: 'muted' }, 'This address answers PromQL like Prometheus: give it to Jaeger as ',
      h('code', {}, 'PROMETHEUS_SERVER_URL'),
      ', or to Grafana as a data source of type Prometheus.'));
}
