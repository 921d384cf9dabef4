// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator;

import io.redstart.aggregator.store.CommitRefusedException;
import io.redstart.aggregator.store.CommitResult;
import io.redstart.aggregator.store.StoreShard;
import io.redstart.model.CellLayout;
import io.redstart.wire.BatchReader;
import io.redstart.wire.ChannelReply;
import io.redstart.wire.ChannelReply.ReplyOutcome;
import io.redstart.wire.ChannelRequest;
import io.redstart.wire.Frame;
import io.redstart.wire.MalformedFrameException;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Answers the requests on the channels of one shard: the receiver's half of the counting protocol
 * (docs/architecture.md). The store decides, by the channel's last sequence, whether to apply a
 * batch.
 *
 * <p>A refusal means that nothing was applied and nothing will be. So before it refuses a batch, it
 * asks the store whether the batch was applied already. If it was, the answer is that the batch is
 * a duplicate.
 *
 * <p>Belongs to the event loop of its shard.
 */
final class Channels {
  /**
   * A channel silent for this long loses its share of the budget. Idle senders probe every two
   * seconds, so its ingest has crashed, is frozen or is cut off.
   */
  static final long SILENT_MAX_MILLIS = TimeUnit.SECONDS.toMillis(10);

  /** A channel silent for this long is forgotten. */
  static final long IDLE_MAX_MILLIS = TimeUnit.HOURS.toMillis(1);

  /** The state of a channel beyond what the store keeps. */
  private static final class Channel {
    /** How large its next message may be; 0 while it is silent. */
    int grantBytes;

    long heardNanos;
  }

  private final StoreShard shard;
  private final CellLayout layout;
  private final Grants grants;
  private final Supplier<Optional<String>> problem;
  private final AggregatorMetrics metrics;
  private final LongSupplier monotonicNanos;
  private final Map<UUID, Channel> channels = new HashMap<>();

  /**
   * Creates the state of all channels that the shard already knows.
   *
   * @param layout the layout of most batches
   * @param problem returns why no batch can be accepted now, if there is a reason
   */
  Channels(
      StoreShard shard,
      CellLayout layout,
      Grants grants,
      Supplier<Optional<String>> problem,
      AggregatorMetrics metrics,
      LongSupplier monotonicNanos) {
    this.shard = shard;
    this.layout = layout;
    this.grants = grants;
    this.problem = problem;
    this.metrics = metrics;
    this.monotonicNanos = monotonicNanos;
    shard.channels().forEach(this::heard);
  }

  /**
   * Answers a request.
   *
   * @return the answer, once its effect is durable; a failure means that the outcome is unknown and
   *     no answer may be sent
   */
  Future<ChannelReply> answer(Frame frame) {
    try {
      return switch (ChannelRequest.kindOf(frame)) {
        case OPEN -> open(ChannelRequest.from(frame).channel());
        case BATCH -> batch(frame);
        case PROBE -> probe(ChannelRequest.from(frame).channel());
        case CLOSE -> close(ChannelRequest.from(frame).channel());
      };
    } catch (MalformedFrameException e) {
      return Future.succeededFuture(refusal(ChannelRefusal.MALFORMED, 0, 0, reason(e)));
    }
  }

  private Future<ChannelReply> open(UUID channel) {
    Optional<String> reason = problem.get();
    if (reason.isPresent()) {
      return Future.succeededFuture(refusal(ChannelRefusal.NOT_READY, 0, 0, reason.get()));
    }
    return shard.open(channel).map(last -> granted(ReplyOutcome.DONE, last, channel));
  }

  private Future<ChannelReply> batch(Frame frame) {
    BatchReader batch = new BatchReader(frame, layout);
    Optional<String> reason = problem.get();
    if (reason.isPresent()) {
      return refuse(batch, ChannelRefusal.NOT_READY, reason.get());
    }
    int sizeBytes = frame.bytes().length;
    int grantedBytes = grantedBytes(batch.channel(), sizeBytes);
    if (sizeBytes > grantedBytes) {
      return refuse(
          batch,
          ChannelRefusal.TOO_LARGE,
          sizeBytes + " bytes exceed the grant of " + grantedBytes);
    }
    int entries;
    try {
      entries = batch.check();
    } catch (MalformedFrameException e) {
      return refuse(batch, ChannelRefusal.MALFORMED, reason(e));
    }
    return commit(batch, entries);
  }

  /** Returns the grant of a channel, enlarged to fit a message if the budget has room. */
  private int grantedBytes(UUID id, int sizeBytes) {
    Channel channel = channels.get(id);
    if (channel == null) {
      return Grants.SMALLEST_BYTES;
    }
    channel.heardNanos = monotonicNanos.getAsLong();
    if (channel.grantBytes < sizeBytes) {
      channel.grantBytes = grants.renew(channel.grantBytes, sizeBytes);
    }
    return channel.grantBytes;
  }

  private Future<ChannelReply> commit(BatchReader batch, int entries) {
    long startNanos = monotonicNanos.getAsLong();
    // compose() turns an exception that commit throws into a failed future: an unknown outcome.
    return Future.succeededFuture(batch)
        .compose(shard::commit)
        .map(result -> {
          if (result.outcome() == CommitResult.CommitOutcome.APPLIED) {
            metrics.batches.increment();
            metrics.entries.increment(entries);
            metrics.commits.record(monotonicNanos.getAsLong() - startNanos, TimeUnit.NANOSECONDS);
          }
          return reply(batch.channel(), result);
        })
        .recover(failure -> failure instanceof CommitRefusedException
            ? refuse(batch, ChannelRefusal.STORE, reason(failure))
            : Future.failedFuture(failure));
  }

  private ChannelReply reply(UUID channel, CommitResult result) {
    return switch (result.outcome()) {
      case APPLIED -> granted(ReplyOutcome.DONE, result.lastSequence(), channel);
      case DUPLICATE -> duplicate(channel, result.lastSequence());
      case UNKNOWN_CHANNEL -> unknown(channel);
      case UNKNOWN_NUMBERS -> unknownNumbers(channel, result.lastSequence());
    };
  }

  private Future<ChannelReply> probe(UUID channel) {
    return shard
        .lastSequence(channel)
        .map(last -> last.isPresent()
            ? granted(ReplyOutcome.DONE, last.getAsLong(), channel)
            : unknown(channel));
  }

  private Future<ChannelReply> close(UUID channel) {
    return shard
        .lastSequence(channel)
        .compose(last -> shard.forget(channel).map(forgotten -> {
          drop(channel);
          return ChannelReply.of(ReplyOutcome.DONE, last.orElse(0), 0);
        }));
  }

  private Future<ChannelReply> refuse(BatchReader batch, ChannelRefusal reason, String message) {
    UUID channel = batch.channel();
    return shard.lastSequence(channel).map((OptionalLong last) -> {
      if (last.isEmpty()) {
        return unknown(channel);
      }
      return batch.sequence() <= last.getAsLong()
          ? duplicate(channel, last.getAsLong())
          : refusal(reason, last.getAsLong(), heard(channel).grantBytes, message);
    });
  }

  private ChannelReply refusal(ChannelRefusal reason, long last, int grantBytes, String message) {
    metrics.refused(reason);
    return new ChannelReply(ReplyOutcome.REFUSED, last, grantBytes, grants.largestBytes(), message);
  }

  private ChannelReply duplicate(UUID channel, long last) {
    metrics.duplicates.increment();
    return granted(ReplyOutcome.DUPLICATE, last, channel);
  }

  private ChannelReply unknownNumbers(UUID channel, long last) {
    metrics.unknownNumbers.increment();
    return granted(ReplyOutcome.UNKNOWN_NUMBERS, last, channel);
  }

  private ChannelReply unknown(UUID channel) {
    metrics.unknownChannels.increment();
    drop(channel);
    return ChannelReply.of(ReplyOutcome.UNKNOWN_CHANNEL, 0, 0);
  }

  private ChannelReply granted(ReplyOutcome outcome, long last, UUID channel) {
    return new ChannelReply(outcome, last, heard(channel).grantBytes, grants.largestBytes(), "");
  }

  /** Notes that a channel was heard from just now, and renews its grant. */
  private Channel heard(UUID id) {
    Channel channel = channels.computeIfAbsent(id, first -> new Channel());
    channel.heardNanos = monotonicNanos.getAsLong();
    channel.grantBytes = grants.renew(channel.grantBytes, 0);
    return channel;
  }

  private void drop(UUID id) {
    Channel dropped = channels.remove(id);
    if (dropped != null) {
      grants.end(dropped.grantBytes);
    }
  }

  private static String reason(Throwable failure) {
    return String.valueOf(failure.getMessage());
  }

  /** Ends the grants of channels that fell silent. Call it about once a second. */
  void endSilent() {
    long nowNanos = monotonicNanos.getAsLong();
    long silentMaxNanos = TimeUnit.MILLISECONDS.toNanos(SILENT_MAX_MILLIS);
    for (Channel channel : channels.values()) {
      if (nowNanos - channel.heardNanos >= silentMaxNanos) {
        grants.end(channel.grantBytes);
        channel.grantBytes = 0;
      }
    }
  }

  /** Forgets channels idle for too long. A failure means the same as for {@link #answer}. */
  Future<Void> forgetIdle() {
    long nowNanos = monotonicNanos.getAsLong();
    long idleMaxNanos = TimeUnit.MILLISECONDS.toNanos(IDLE_MAX_MILLIS);
    List<Future<Void>> forgotten = new ArrayList<>();
    for (UUID id : List.copyOf(channels.keySet())) {
      Channel channel = channels.get(id);
      if (channel != null && nowNanos - channel.heardNanos >= idleMaxNanos) {
        drop(id);
        forgotten.add(shard.forget(id));
      }
    }
    return Future.all(forgotten).mapEmpty();
  }
}
