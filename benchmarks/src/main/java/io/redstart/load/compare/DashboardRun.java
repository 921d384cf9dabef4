// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.compare;

import io.redstart.load.Measured;
import io.redstart.load.history.History;
import io.redstart.load.server.ProcessUse;
import io.redstart.load.server.Server;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Many users look at the Monitor view of different services, each of them again and again. */
final class DashboardRun {
  private static final long SHIFT_MILLIS = 7_000;
  private static final int SHIFTS = 40;

  private final Server server;
  private final History history;
  private final int users;

  /**
   * What a server did.
   *
   * @param queryMillis of each query
   * @param failed the number of queries that failed
   */
  record Result(
      String server,
      double seconds,
      Measured queryMillis,
      int answered,
      int failed,
      String problem,
      double cpuSeconds,
      double jitSeconds,
      long residentBytes,
      long peakBytes) {}

  DashboardRun(Server server, History history, int users) {
    this.server = server;
    this.history = history;
    this.users = users;
  }

  /** Lets every user look a number of times, unless it is ended before. */
  Result run(int looks, AtomicBoolean ended) throws Exception {
    ProcessUse.resetPeak(server.pid());
    ProcessUse before = server.use();
    long startNanos = System.nanoTime();
    List<QueryClient.Answer> answers = looks(looks, ended);
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    ProcessUse after = server.use();
    Measured millis = new Measured();
    int failed = 0;
    String problem = "";
    for (QueryClient.Answer answer : answers) {
      if (answer.isSuccess()) {
        millis.add(answer.millis());
      } else {
        failed++;
        problem = answer.problem();
      }
    }
    return new Result(
        server.name(),
        seconds,
        millis,
        answers.size() - failed,
        failed,
        problem,
        after.workMillisSince(before) / 1e3,
        after.jitMillisSince(before) / 1e3,
        before.residentBytes(),
        after.peakBytes());
  }

  private List<QueryClient.Answer> looks(int looks, AtomicBoolean ended) throws Exception {
    QueryClient client = new QueryClient(URI.create(server.url("query")));
    ExecutorService threads = Executors.newFixedThreadPool(users);
    try {
      List<Future<List<QueryClient.Answer>>> all = new ArrayList<>();
      for (int i = 0; i < users; i++) {
        int user = i;
        all.add(threads.submit(() -> user(client, user, looks, ended)));
      }
      List<QueryClient.Answer> answers = new ArrayList<>();
      for (Future<List<QueryClient.Answer>> one : all) {
        answers.addAll(one.get());
      }
      return answers;
    } finally {
      threads.shutdownNow();
      threads.awaitTermination(1, TimeUnit.MINUTES);
    }
  }

  private List<QueryClient.Answer> user(
      QueryClient client, int user, int looks, AtomicBoolean ended) throws IOException {
    Board board = Boards.monitor("", user % history.services(), 1);
    List<QueryClient.Answer> answers = new ArrayList<>();
    for (int look = 0; look < looks && !ended.get(); look++) {
      long endMillis = history.endMillis() - (look + user) % SHIFTS * SHIFT_MILLIS;
      for (QueryClient.Answer answer : client.askAtOnce(board, endMillis)) {
        answers.add(answer.withoutBody());
      }
    }
    return answers;
  }
}
