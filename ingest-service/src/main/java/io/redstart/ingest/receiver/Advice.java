// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

import java.util.Map;

/** Maps the reason of a refusal to advice for operators. */
final class Advice {
  private static final Map<String, String> BY_REASON = Map.ofEntries(
      Map.entry("malformed", "a sender's bytes are not OTLP, or something on the way changes them"),
      Map.entry("unauthenticated", "give the sender credentials of ingest.otlp.protocols.*.auth"),
      Map.entry(
          "too_large",
          "configure senders for smaller batches; the largest request is set by"
              + " ingest.otlp.protocols.grpc.max_recv_msg_size_mib and"
              + " ingest.otlp.protocols.http.max_request_body_size"),
      Map.entry(
          "no_such_path",
          "send traces to ingest.otlp.protocols.http.traces_url_path or by OTLP/gRPC, and metrics"
              + " and logs to another system"),
      Map.entry("wrong_method", "a sender does not speak OTLP/HTTP"),
      Map.entry("unknown_encoding", "set the sender's compression or format to a known one"),
      Map.entry(
          "unknown_expectation",
          "a sender, or a proxy on the way, sends an Expect header other than 100-continue"),
      Map.entry("too_slow", "check the sender's network, or raise ingest.receive_timeout"),
      Map.entry("deadline", "raise the sender's timeout, or find out why aggregators are slow"),
      Map.entry(
          "refused",
          "make senders send less at a time, or give the process a larger heap (-Xmx) or a larger"
              + " share of it (memory.bodies)"),
      Map.entry(
          "overloaded",
          "add processors or ingest processes, or raise ingest.max_queue_time if senders can wait"
              + " longer"),
      Map.entry(
          "unknown",
          "an aggregator did not answer within ingest.ack_timeout: check its log and its load"),
      Map.entry("failed", "a bug in Redstart: please report the error logged before"),
      Map.entry("closing", "nothing to do: this process is stopping, and its senders will retry"),
      Map.entry(
          "too_many_requests",
          "add ingest processes, find out why aggregators are slow, or raise"
              + " ingest.max_requests_in_flight"),
      Map.entry("no_store", "start an aggregator, or check its /health/ready for problems"),
      Map.entry("no_room", "add aggregators, or give them more processors: they fall behind"),
      Map.entry(
          "no_memory",
          "give the process a larger heap (-Xmx) or a larger share of it (memory.batches), or"
              + " configure senders for smaller batches"),
      Map.entry("store_refused", "check the log of the aggregator"),
      Map.entry("not_sent", "an aggregator was slow or gone: check its log, or add aggregators"),
      Map.entry(
          "limit", "check for too many clients, raise max_connections, or add ingest processes"),
      Map.entry("slow", "check the sender and its network, or raise ingest.receive_timeout"),
      Map.entry("partial", "an aggregator was gone or did not answer: check its log and its load"),
      Map.entry(
          "unrecognized",
          "make the sender send spans in OTLP 1.0 or newer; older field names are not supported"),
      Map.entry("rejected_no_span", "send the sender's metrics and logs to another system"),
      Map.entry("rejected_invalid_utf8", "correct the attributes that the service writes"),
      Map.entry(
          "rejected_too_large",
          "correct the attributes that the service writes, remove the dimension from"
              + " spanmetrics.dimensions, or configure senders for smaller batches"));

  private Advice() {}

  /** Returns the advice for a reason, or the empty string if there is none. */
  static String on(String reason) {
    return BY_REASON.getOrDefault(reason, "");
  }
}
