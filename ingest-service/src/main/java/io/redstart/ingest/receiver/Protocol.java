// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

/** The protocol of a request. */
public enum Protocol {
  /** OTLP/gRPC. */
  GRPC,
  /** OTLP/HTTP with protobuf. */
  HTTP,
  /** OTLP/HTTP with JSON. */
  HTTP_JSON
}
