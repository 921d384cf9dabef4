// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.load.compare;

import io.redstart.load.compare.QueryClient.Answer;
import io.redstart.load.server.ProcessUse;
import io.redstart.load.server.Server;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Asks several servers the queries of one board in turn. Each round ends some seconds earlier than
 * the one before, as the end of a dashboard moves, so that no server answers from a cache of results
 * of an earlier round.
 */
final class BoardRun {
  private static final long SHIFT_MILLIS = 7_000;
  private static final int SHIFTS = 40;

  private final List<Server> servers;
  private final Board board;
  private final long endMillis;
  private final List<BoardTimes> times = new ArrayList<>();
  private final List<QueryClient> clients = new ArrayList<>();
  private int round;

  BoardRun(List<Server> servers, Board board, long endMillis) {
    this.servers = servers;
    this.board = board;
    this.endMillis = endMillis;
  }

  /** Starts all servers anew and takes the time of the first answers, after some idle seconds. */
  void cold(int idleSeconds) throws IOException, InterruptedException {
    QueryClient.rehearse(board);
    for (Server server : servers) {
      BoardTimes own = new BoardTimes();
      times.add(own);
      server.restartCold();
      TimeUnit.SECONDS.sleep(idleSeconds);
      QueryClient client = new QueryClient(URI.create(server.url("query")));
      clients.add(client);
      ProcessUse before = server.use();
      double millis = 0;
      for (Board.PanelQuery query : board.queries()) {
        Answer answer = client.ask(board, query, endMillis);
        millis += answer.millis();
        if (answer.isSuccess()) {
          own.summaries.put(query.name(), QueryClient.summary(answer));
        } else {
          own.problems.add(query.name() + ": " + answer.problem());
        }
      }
      own.firstMillis = millis;
      own.firstCpuMillis = server.use().cpuMillis() - before.cpuMillis();
    }
  }

  /** Asks until the servers are as fast as they get, without taking the time. */
  void warmUp(int rounds, double maxSeconds) {
    long endNanos = System.nanoTime() + (long) (maxSeconds * 1e9);
    for (int i = 0; i < rounds && System.nanoTime() < endNanos; i++) {
      long roundEnd = nextEndMillis();
      for (QueryClient client : clients) {
        client.askAtOnce(board, roundEnd);
      }
    }
  }

  /** Takes the times of as many rounds as fit into the time, but of one at least. */
  List<BoardTimes> warm(int rounds, double maxSeconds) throws IOException {
    long endNanos = System.nanoTime() + (long) (maxSeconds * 1e9);
    for (int i = 0; i < rounds && (i == 0 || System.nanoTime() < endNanos); i++) {
      long roundEnd = nextEndMillis();
      for (int j = 0; j < servers.size(); j++) {
        one((i + j) % servers.size(), roundEnd);
      }
      roundEnd = nextEndMillis();
      for (int j = 0; j < servers.size(); j++) {
        atOnce((i + j) % servers.size(), roundEnd);
      }
    }
    return times;
  }

  private long nextEndMillis() {
    return endMillis - ++round % SHIFTS * SHIFT_MILLIS;
  }

  private void one(int server, long roundEnd) throws IOException {
    BoardTimes own = times.get(server);
    ProcessUse before = servers.get(server).use();
    double millis = 0;
    for (Board.PanelQuery query : board.queries()) {
      Answer answer = clients.get(server).ask(board, query, roundEnd);
      own.add(query, answer);
      millis += answer.millis();
    }
    ProcessUse after = servers.get(server).use();
    own.wallMillis.add(millis);
    own.cpuMillis.add(after.workMillisSince(before));
    own.jitMillis.add(after.jitMillisSince(before));
  }

  private void atOnce(int server, long roundEnd) {
    if (board.queries().size() > 1) {
      long startNanos = System.nanoTime();
      for (Answer answer : clients.get(server).askAtOnce(board, roundEnd)) {
        if (!answer.isSuccess()) {
          times.get(server).problems.add(answer.problem());
        }
      }
      times.get(server).atOnceMillis.add((System.nanoTime() - startNanos) / 1e6);
    }
  }
}
