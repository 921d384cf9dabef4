// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.history;

import io.redstart.query.promql.limit.QueryLimits;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the own metrics of all processes. It listens and sends on the Vert.x context that opened it;
 * queries run on their own worker threads.
 */
public final class MemberHistories {
  private final Vertx vertx;
  private final MemberDirectory directory;
  /** Written once, on the context itself, before it is given to any query. */
  private volatile @Nullable Context context;

  /**
   * Creates an instance that knows no process yet.
   *
   * @param wall decides in which slot a process is heard
   */
  public MemberHistories(Vertx vertx, InstantSource wall) {
    this(vertx, new MemberDirectory(vertx, wall));
  }

  MemberHistories(Vertx vertx, MemberDirectory directory) {
    this.vertx = vertx;
    this.directory = directory;
  }

  /** Starts listening on the current Vert.x context. */
  public Future<Void> open() {
    context = vertx.getOrCreateContext();
    return directory.open();
  }

  /** Returns what was heard of all processes, by name. Thread-safe. */
  public List<MemberFacts> heard() {
    return directory.members().stream()
        .map(one -> new MemberFacts(one.announcement(), one.isSilent()))
        .toList();
  }

  /** Opens a view for one query. Asks nobody yet. */
  public HistoryView view(QueryLimits limits) {
    Context opened = context;
    if (opened == null) {
      throw new IllegalStateException("the histories must be opened before they are read");
    }
    List<Member> members = directory.members();
    return new HistoryView(
        members, directory.nowSlot(), new HistoryReader(vertx, opened, limits), limits);
  }
}
