// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.shard;

import io.redstart.wire.Frame;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A bus without threads. What happens to a request is told by a {@link Weather}: lost, late, or its
 * reply lost or late. A store that is down has no handler; a frozen one answers when it thaws.
 */
final class SimulatedBus implements ChannelTransport {
  /** What the bus does to each message. */
  interface Weather {
    /** A message that never arrives. */
    long LOST = -1;

    /** Returns after how many milliseconds a request arrives, or {@link #LOST}. */
    long requestMillis();

    /** Returns after how many milliseconds a reply arrives, or {@link #LOST}. */
    long replyMillis();

    /** Returns whether a request meets no handler although the store is there. */
    boolean findsNobody();
  }

  /** Every message takes a millisecond. */
  static final Weather FAIR = new Weather() {
    @Override
    public long requestMillis() {
      return 1;
    }

    @Override
    public long replyMillis() {
      return 1;
    }

    @Override
    public boolean findsNobody() {
      return false;
    }
  };

  private final SimulatedTime time;
  private final List<FakeStore> stores;
  private final Set<FakeStore> down = new HashSet<>();
  private final Map<FakeStore, List<Runnable>> frozen = new HashMap<>();
  Weather weather = FAIR;

  SimulatedBus(SimulatedTime time, List<FakeStore> stores) {
    this.time = time;
    this.stores = stores;
  }

  void takeDown(FakeStore store) {
    down.add(store);
    frozen.remove(store);
  }

  void bringUp(FakeStore store) {
    down.remove(store);
  }

  boolean isDown(FakeStore store) {
    return down.contains(store);
  }

  void freeze(FakeStore store) {
    frozen.putIfAbsent(store, new ArrayList<>());
  }

  void thaw(FakeStore store) {
    List<Runnable> backlog = frozen.remove(store);
    if (backlog != null) {
      backlog.forEach(Runnable::run);
    }
  }

  @Override
  public Future<Frame> request(String address, Frame frame, long timeoutMillis) {
    Promise<Frame> reply = Promise.promise();
    time.after(timeoutMillis, () -> reply.tryFail(new ReplyException(ReplyFailure.TIMEOUT)));
    FakeStore store = storeAt(address);
    if (store == null || weather.findsNobody()) {
      time.after(1, () -> reply.tryFail(new ReplyException(ReplyFailure.NO_HANDLERS)));
      return reply.future();
    }
    long arrivesMillis = weather.requestMillis();
    if (arrivesMillis != Weather.LOST) {
      time.after(arrivesMillis, () -> arrive(address, frame, reply));
    }
    return reply.future();
  }

  private void arrive(String address, Frame frame, Promise<Frame> reply) {
    FakeStore store = storeAt(address);
    if (store == null) {
      return;
    }
    List<Runnable> backlog = frozen.get(store);
    if (backlog != null) {
      backlog.add(() -> arrive(address, frame, reply));
      return;
    }
    Frame answer = store.answer(frame);
    long returnsMillis = weather.replyMillis();
    if (returnsMillis != Weather.LOST) {
      time.after(returnsMillis, () -> reply.tryComplete(answer));
    }
  }

  private FakeStore storeAt(String address) {
    for (FakeStore store : stores) {
      if (!down.contains(store) && store.listensAt(address)) {
        return store;
      }
    }
    return null;
  }
}
