// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator;

import io.redstart.aggregator.store.CommitResult;
import io.redstart.aggregator.store.ShardView;
import io.redstart.aggregator.store.StoreShard;
import io.redstart.wire.BatchReader;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A shard whose commits are done at once, or when the test says so. */
final class ScriptedShard implements StoreShard {
  final Map<UUID, Long> sequences = new HashMap<>();
  Promise<Void> commit = Promise.promise();
  CompletableFuture<Void> begun = new CompletableFuture<>();
  boolean forgotNumbers;
  ShardView view = (request, cancellation) -> {
    throw new UnsupportedOperationException("nothing is selected here");
  };

  @Nullable
  RuntimeException viewFailure;

  int entries;

  ScriptedShard() {
    commit.complete();
  }

  @Override
  public Future<Long> open(UUID channel) {
    sequences.putIfAbsent(channel, 0L);
    return Future.succeededFuture(sequences.get(channel));
  }

  @Override
  public Future<OptionalLong> lastSequence(UUID channel) {
    Long last = sequences.get(channel);
    return Future.succeededFuture(last == null ? OptionalLong.empty() : OptionalLong.of(last));
  }

  @Override
  public Future<Void> forget(UUID channel) {
    sequences.remove(channel);
    return Future.succeededFuture();
  }

  @Override
  public Collection<UUID> channels() {
    return sequences.keySet();
  }

  @Override
  public Future<CommitResult> commit(BatchReader batch) {
    Long last = sequences.get(batch.channel());
    if (last == null) {
      return Future.succeededFuture(
          new CommitResult(CommitResult.CommitOutcome.UNKNOWN_CHANNEL, 0, 0));
    }
    if (batch.sequence() <= last) {
      return Future.succeededFuture(
          new CommitResult(CommitResult.CommitOutcome.DUPLICATE, last, 0));
    }
    if (forgotNumbers) {
      return Future.succeededFuture(
          new CommitResult(CommitResult.CommitOutcome.UNKNOWN_NUMBERS, last, 0));
    }
    begun.complete(null);
    return commit.future().map(done -> {
      while (batch.next()) {
        entries++;
      }
      sequences.put(batch.channel(), batch.sequence());
      return new CommitResult(CommitResult.CommitOutcome.APPLIED, batch.sequence(), 5_000);
    });
  }

  @Override
  public ShardView view() {
    if (viewFailure != null) {
      throw viewFailure;
    }
    return view;
  }

  @Override
  public void sweep() {
    // Nothing is ever old enough to be forgotten.
  }
}
