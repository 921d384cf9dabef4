// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.simulation;

import io.vertx.core.impl.VertxThread;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The threads of a run. One of them has the turn, and only that one runs. So the seed decides the
 * order of everything, although a task may wait in the middle of its work, as for a disk or an
 * answer.
 *
 * <p>A thread whose task waits keeps the turn and performs the actions that are due. It gives the turn
 * away when the wait of another thread is over, or when a task begins: a thread can only return from
 * its latest wait, so each task needs a thread where nothing waits.
 *
 * <pre>
 *   main    run(45 s): actions ─┐ a task begins                       ┌─ the 45 s are over
 *   one                         └─ the task, it waits: actions ─┐ …  ─┘
 *   two                                                         └─ another task, it ends: actions …
 * </pre>
 *
 * <p>Switching threads costs more than most actions. With a thread that only schedules, each wait
 * would cost two switches; this way it costs one or none.
 */
final class Turns {
  private static final ExecutorService THREADS = Executors.newCachedThreadPool(task -> {
    Thread thread = new VertxThread(task, "simulated", false, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    thread.setDaemon(true);
    return thread;
  });

  private final Runnable nextAction;
  private final List<Stack> stacks = new ArrayList<>();
  private final Deque<Stack> idle = new ArrayDeque<>();
  private final Deque<Runnable> begun = new ArrayDeque<>();
  private final Stack main = new Stack();
  /** The thread that has the turn. */
  private Stack running = main;

  private @Nullable Runnable current;
  private @Nullable Throwable failure;
  private boolean isClosed;

  /**
   * Creates the turns of a run. The thread that waits first is its main thread: an action or a task
   * that fails ends the wait of this thread, with the same exception.
   *
   * @param nextAction performs the next action of the schedule
   */
  Turns(Runnable nextAction) {
    this.nextAction = nextAction;
    stacks.add(main);
  }

  /** Thrown to every task that still waits when the run is over. */
  static final class ClosedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ClosedException() {
      super("the run is over", null, false, false);
    }
  }

  /** The calls of one thread that wait, the latest last. */
  private static final class Stack {
    private final Semaphore turn = new Semaphore(0);
    private final Deque<Wait> waits = new ArrayDeque<>();
    private @Nullable Runnable task;

    boolean isReady() {
      Wait latest = waits.peekLast();
      return latest != null && latest.isOver();
    }
  }

  /** Returns the task that runs now; null if it is an action of the schedule. */
  @Nullable
  Runnable current() {
    return current;
  }

  /** Begins with a task when the present action ends. */
  void begin(Runnable task) {
    begun.add(task);
  }

  /** Lets the run go on until a wait is over. */
  void await(Wait wait) {
    Stack own = running;
    Runnable task = current;
    own.waits.addLast(wait);
    try {
      while (!wait.isOver()) {
        goOn(own);
      }
    } finally {
      own.waits.removeLast();
      current = task;
    }
  }

  /** Gives the turn to a thread that can continue, begins a task, or performs the next action. */
  private void goOn(Stack own) {
    current = null;
    check(own);
    Stack ready = ready();
    if (ready != null) {
      pass(ready, own);
    } else if (!begun.isEmpty() && own.waits.isEmpty()) {
      run(begun.remove());
    } else if (!begun.isEmpty()) {
      Stack free = idle.isEmpty() ? newStack() : idle.pop();
      free.task = begun.remove();
      pass(free, own);
    } else {
      act();
    }
  }

  private void check(Stack own) {
    Throwable cause = failure;
    if (own == main && cause != null) {
      failure = null;
      if (cause instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) cause;
    }
    if (isClosed) {
      throw new ClosedException();
    }
  }

  private @Nullable Stack ready() {
    if (failure != null) {
      return main;
    }
    for (Stack stack : stacks) {
      if (stack.isReady()) {
        return stack;
      }
    }
    return null;
  }

  private void act() {
    try {
      nextAction.run();
    } catch (RuntimeException | Error e) {
      failure = e;
    }
  }

  private void run(Runnable task) {
    current = task;
    try {
      task.run();
    } catch (ClosedException e) {
      // Its thread ends as well.
    } catch (RuntimeException | Error e) {
      failure = e;
    } finally {
      current = null;
    }
  }

  private void pass(Stack to, Stack own) {
    if (own.waits.isEmpty()) {
      idle.push(own);
    }
    give(to, own);
  }

  private void give(Stack to, Stack own) {
    running = to;
    to.turn.release();
    own.turn.acquireUninterruptibly();
  }

  private Stack newStack() {
    Stack stack = new Stack();
    stacks.add(stack);
    THREADS.execute(() -> serve(stack));
    return stack;
  }

  /** Runs tasks, and actions between them, until the run is over. */
  private void serve(Stack own) {
    own.turn.acquireUninterruptibly();
    while (!isClosed) {
      Runnable task = own.task;
      own.task = null;
      if (task == null) {
        goOn(own);
      } else {
        run(task);
      }
    }
    running = main;
    main.turn.release();
  }

  /** Ends all tasks that wait. Call it on the main thread. */
  void close() {
    isClosed = true;
    for (Stack stack : List.copyOf(stacks)) {
      if (stack != main) {
        give(stack, main);
      }
    }
  }
}
