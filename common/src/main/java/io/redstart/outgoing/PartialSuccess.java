// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.outgoing;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.redstart.outgoing.SendResult.Delivered;

/** Reads the body of a successful answer, whose fields are the same for all signals. */
final class PartialSuccess {
  private PartialSuccess() {}

  /** Returns what a receiver rejected; nothing if the body cannot be read. */
  static Delivered read(byte[] response) {
    try {
      var partial = ExportTraceServiceResponse.parseFrom(response).getPartialSuccess();
      return new Delivered(Math.max(0, partial.getRejectedSpans()), partial.getErrorMessage());
    } catch (InvalidProtocolBufferException e) {
      return Delivered.ALL;
    }
  }
}
