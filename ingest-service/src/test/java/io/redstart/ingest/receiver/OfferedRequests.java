// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

import io.redstart.ingest.answer.ExportAnswer;
import io.redstart.ingest.forward.ForwardSink;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Keeps what an intake offers to be forwarded. */
final class OfferedRequests implements ForwardSink {
  /** A request that was offered. */
  record Offered(byte[] bytes, int spans, Future<ExportAnswer> answer) {}

  final List<Offered> all = new ArrayList<>();

  @Override
  public void offer(byte[] bytes, int length, int spans, Future<ExportAnswer> answer) {
    all.add(new Offered(Arrays.copyOf(bytes, length), spans, answer));
  }
}
