// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

import java.util.Map;

/** What an operator may do about what is not counted, by reason. */
final class Advice {
  private static final Map<String, String> BY_REASON = Map.ofEntries(
      Map.entry("malformed", "a sender's bytes are not OTLP, or something on the way changes them"),
      Map.entry("unauthenticated", "give the sender what ingest.otlp.protocols.*.auth asks for"),
      Map.entry(
          "too_large",
          "let senders make smaller batches; the largest request is set by"
              + " ingest.otlp.protocols.grpc.max_recv_msg_size_mib and"
              + " ingest.otlp.protocols.http.max_request_body_size"),
      Map.entry(
          "no_such_path",
          "send traces to ingest.otlp.protocols.http.traces_url_path or by OTLP/gRPC, and metrics and"
              + " logs elsewhere"),
      Map.entry("wrong_method", "a sender does not speak OTLP/HTTP"),
      Map.entry("unknown_encoding", "set the sender's compression or format to a known one"),
      Map.entry(
          "unknown_expectation",
          "a sender, or a proxy before it, sends an Expect header other than 100-continue"),
      Map.entry("too_slow", "look at the sender's network, or raise ingest.receive_timeout"),
      Map.entry("deadline", "raise the sender's timeout, or see why aggregators are slow"),
      Map.entry(
          "refused",
          "let senders send less at a time, or give the process a larger heap (-Xmx) or a larger share"
              + " of it (memory.bodies)"),
      Map.entry(
          "overloaded",
          "add processors or ingest processes, or raise ingest.max_queue_time if senders may wait"
              + " longer"),
      Map.entry(
          "unknown",
          "an aggregator did not answer within ingest.ack_timeout: see its log and its load"),
      Map.entry("failed", "a mistake of Redstart: please report the error logged before"),
      Map.entry("closing", "nothing: this process stops, and its senders are told to come back"),
      Map.entry(
          "too_many_requests",
          "add ingest processes, see why aggregators are slow, or raise"
              + " ingest.max_requests_in_flight"),
      Map.entry("no_store", "start an aggregator, or see at its /health/ready what it lacks"),
      Map.entry("no_room", "add aggregators, or give them more processors: they fall behind"),
      Map.entry(
          "no_memory",
          "give the process a larger heap (-Xmx) or a larger share of it (memory.batches), or let"
              + " senders make smaller batches"),
      Map.entry("store_refused", "see the log of the aggregator"),
      Map.entry("not_sent", "an aggregator was slow or went away: see its log, or add aggregators"),
      Map.entry(
          "limit", "see who connects so often, raise max_connections, or add ingest processes"),
      Map.entry("slow", "look at the sender and its network, or raise ingest.receive_timeout"),
      Map.entry("partial", "an aggregator went away or did not answer: see its log and its load"),
      Map.entry(
          "unrecognized",
          "let the sender send spans, in OTLP 1.0 or newer; older names of fields are not read"),
      Map.entry("rejected_no_span", "let the sender send its metrics and logs elsewhere"),
      Map.entry("rejected_invalid_utf8", "correct what the service writes into its spans"),
      Map.entry(
          "rejected_too_large",
          "correct what the service writes into its spans, leave out the dimension in"
              + " spanmetrics.dimensions, or let senders make smaller batches"));

  private Advice() {}

  /** Returns the advice on a reason, or the empty string if there is none. */
  static String on(String reason) {
    return BY_REASON.getOrDefault(reason, "");
  }
}
