// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.forward;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.redstart.ingest.forward.SendResult.Delivered;

/** Reads the body of a successful answer. */
final class PartialSuccess {
  private PartialSuccess() {}

  /** Returns the spans that a receiver rejected; none if the body cannot be read. */
  static Delivered read(byte[] response) {
    try {
      var partial = ExportTraceServiceResponse.parseFrom(response).getPartialSuccess();
      return new Delivered(Math.max(0, partial.getRejectedSpans()), partial.getErrorMessage());
    } catch (InvalidProtocolBufferException e) {
      return new Delivered(0, "");
    }
  }
}
