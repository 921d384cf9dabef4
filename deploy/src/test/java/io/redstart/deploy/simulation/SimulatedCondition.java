// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.simulation;

import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What the threads of a simulated process wait for. */
final class SimulatedCondition implements Condition {
  /** Who waits looks again this often, whatever it asks for: signals wake it, too. */
  private static final long LOOK_MIN_MILLIS = 250;

  private final SimulatedProcess process;
  private final ReentrantLock lock;
  private final List<Runnable> alarms = new ArrayList<>();
  private long signals;

  SimulatedCondition(SimulatedProcess process, ReentrantLock lock) {
    this.process = process;
    this.lock = lock;
  }

  @Override
  public boolean await(long time, TimeUnit unit) {
    long before = signals;
    Runnable[] own = new Runnable[1];
    lock.unlock();
    try {
      return process.await(
          alarm -> {
            own[0] = alarm;
            alarms.add(alarm);
          },
          () -> signals != before,
          Math.max(LOOK_MIN_MILLIS, unit.toMillis(time)));
    } finally {
      alarms.remove(own[0]);
      lock.lock();
    }
  }

  @Override
  public void signalAll() {
    signals++;
    List<Runnable> woken = List.copyOf(alarms);
    alarms.clear();
    woken.forEach(Runnable::run);
  }

  @Override
  public void signal() {
    signalAll();
  }

  @Override
  public void await() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void awaitUninterruptibly() {
    throw new UnsupportedOperationException();
  }

  @Override
  public long awaitNanos(long nanos) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean awaitUntil(Date deadline) {
    throw new UnsupportedOperationException();
  }
}
