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
 * The threads of a run. Only the one that has the turn runs. A task that waits keeps its thread, and
 * this thread goes on with the schedule until a wait of another thread is over, which then gets the
 * turn. A new task runs on a thread where nothing waits, because a thread can only continue its
 * latest wait.
 *
 * <pre>
 *   main   ─ run(45 s) ─ actions ┐                                   ┌ run returns ─
 *   one                          └ task ─ pause ─ actions ┐   ┌ task ┘
 *   two                                                   └ task ─ ends ─ actions
 * </pre>
 *
 * <p>So a switch between threads, which costs more than most actions, is rare, and the seed alone
 * decides what happens when.
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
  /** The one that has the turn. */
  private Stack running = main;

  private @Nullable Runnable current;
  private @Nullable Throwable failure;
  private boolean isClosed;

  /**
   * Creates the turns of a run, whose main thread is the one that waits first.
   *
   * @param nextAction does what is due next
   */
  Turns(Runnable nextAction) {
    this.nextAction = nextAction;
    stacks.add(main);
  }

  /** Ends everything that waits when the run is over. */
  static final class ClosedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ClosedException() {
      super("the run is over", null, false, false);
    }
  }

  /** A thread, and the calls on it that wait; it can only return from the latest. */
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

  /** Does one thing with the turn: gives it to a thread that can continue, or acts. */
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

  /** Runs tasks, and what is due between them, until the run is over. */
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
