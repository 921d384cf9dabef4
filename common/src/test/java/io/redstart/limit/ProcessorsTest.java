// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ProcessorsTest {
  private final AtomicLong nanos = new AtomicLong();
  private final Processors processors = new Processors(1, nanos::get);
  private final Processors.Place first = processors.place();
  private final List<String> order = new CopyOnWriteArrayList<>();

  @Test
  void take_waitsUntilAPlaceIsLeft() throws Exception {
    first.take();
    Thread second = computing("second");
    order.add("first leaves");
    first.leave();
    second.join();

    assertThat(order).containsExactly("first leaves", "second");
  }

  @Test
  void share_keepsThePlaceDuringATurn() throws Exception {
    first.take();
    Thread second = computing("second");
    nanos.addAndGet(Processors.TURN_NANOS);
    first.share();
    order.add("first goes on");
    first.leave();
    second.join();

    assertThat(order).containsExactly("first goes on", "second");
  }

  @Test
  void share_givesWayAfterATurn() throws Exception {
    first.take();
    Thread second = computing("second");
    nanos.addAndGet(Processors.TURN_NANOS + 1);
    first.share();
    order.add("first goes on");
    first.leave();
    second.join();

    assertThat(order).containsExactly("second", "first goes on");
  }

  @Test
  void share_withoutOthersKeepsThePlace() {
    first.take();
    nanos.addAndGet(Processors.TURN_NANOS + 1);
    first.share();
    first.leave();

    processors.place().take();
  }

  @Test
  void leave_twiceFreesOnePlace() throws Exception {
    first.take();
    first.leave();
    first.leave();
    Processors.Place second = processors.place();
    second.take();
    Thread third = computing("third");
    order.add("second leaves");
    second.leave();
    third.join();

    assertThat(order).containsExactly("second leaves", "third");
  }

  /** Starts a thread that takes a place, says so, and leaves; returns once it waits for a place. */
  private Thread computing(String name) throws InterruptedException {
    CountDownLatch started = new CountDownLatch(1);
    Processors.Place place = processors.place();
    Thread thread = new Thread(() -> {
      started.countDown();
      place.take();
      order.add(name);
      place.leave();
    });
    thread.start();
    started.await();
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    return thread;
  }
}
