// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.simulation;

import io.redstart.query.promql.value.QueryResult;
import io.redstart.query.promql.value.QueryValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * One run: members start in calm weather, then trouble begins while requests and queries go on, then
 * everything is healed and compared.
 */
final class Simulation {
  /** 2026-01-01, the full hour. */
  private static final long HOUR_MILLIS = 1_767_225_600_000L;

  private static final long BLOCK_MILLIS = 600_000;
  private static final long CALM_MILLIS = 8_000;
  private static final long TROUBLE_MILLIS = 45_000;
  private static final long LEAP_MAX_MILLIS = 1_800_000;
  private static final String COUNTERS = "calls_total[10m]";
  private static final String FOLDED = "sum by (span_name) (increase(calls_total[60s]))"
      + " - sum by (span_name) (increase(calls_total[60s]) + 0)";
  private static final double ROUNDING = 1e-6;

  private final SplittableRandom random;
  private final Schedule schedule = new Schedule();
  private final SimulatedBus bus;
  private final List<String> problems = new ArrayList<>();
  private final Cluster cluster;
  private final Books books;
  private final Shown shown;
  private final List<Aggregator> aggregators;
  private final List<Ingest> ingests;
  private final List<Querier> queriers;
  private final Operator operator;
  private final Trouble trouble;
  private long complete;
  private long doubted;
  private boolean isLull;

  Simulation(long seed, Planted planted) {
    random = new SplittableRandom(seed);
    bus = new SimulatedBus(schedule, planted);
    int replicas = random.nextInt(3) == 0 ? 2 : 1;
    cluster = new Cluster(schedule, bus, random.split(), planted, begin(), replicas, problems);
    books = new Books(cluster);
    shown = new Shown(cluster, books);
    aggregators = members(
        replicas + random.nextInt(4 - replicas),
        number -> new Aggregator("aggregator-" + number, cluster));
    ingests = members(1 + random.nextInt(2), number -> new Ingest("ingest-" + number, cluster));
    queriers = members(1 + random.nextInt(2), number -> new Querier("query-" + number, cluster));
    operator = new Operator(cluster, aggregators);
    trouble =
        new Trouble(cluster, random.split(), aggregators, ingests, queriers.get(0).name, operator);
  }

  private static <M> List<M> members(int count, IntFunction<M> member) {
    return IntStream.range(0, count).mapToObj(member).toList();
  }

  /** Half of all runs see the end of a block of windows, some the end of an hour. */
  private long begin() {
    return switch (random.nextInt(4)) {
      case 0 -> HOUR_MILLIS - random.nextLong(TROUBLE_MILLIS);
      case 1 -> HOUR_MILLIS + BLOCK_MILLIS - random.nextLong(TROUBLE_MILLIS);
      default -> HOUR_MILLIS + random.nextLong(BLOCK_MILLIS);
    };
  }

  /** Runs everything and returns what must not have happened. */
  List<String> run() {
    try {
      return runAll();
    } finally {
      aggregators.forEach(Aggregator::leave);
      schedule.close();
    }
  }

  private List<String> runAll() {
    Aggregator last = aggregators.get(aggregators.size() - 1);
    aggregators.stream().filter(one -> one != last).forEach(Aggregator::start);
    // In some runs one comes later.
    boolean comesLate = aggregators.size() > 1 && random.nextInt(2) == 0;
    schedule.after(comesLate ? random.nextLong(CALM_MILLIS, TROUBLE_MILLIS) : 0, last::start);
    ingests.forEach(Ingest::start);
    schedule.run(CALM_MILLIS);
    trouble.begin();
    schedule.after(0, this::submitAgain);
    schedule.after(0, this::askAgain);
    long leapMillis =
        random.nextInt(12) == 0 && !trouble.losesVolumes ? random.nextLong(LEAP_MAX_MILLIS) : 0;
    schedule.run(TROUBLE_MILLIS / 2);
    if (leapMillis > 0) {
      isLull = true;
      trouble.isPaused = true;
      schedule.run(leapMillis);
      trouble.isPaused = false;
      isLull = false;
    }
    schedule.run(TROUBLE_MILLIS / 2);
    isLull = true;
    if (problems.isEmpty()) {
      heal();
    }
    return problems;
  }

  private void submitAgain() {
    if (!isLull) {
      Ingest ingest = ingests.get(random.nextInt(ingests.size()));
      Books.Request request = books.request();
      random.ints(random.nextInt(1, 8), 0, Ingest.LABEL_SETS).forEach(request::add);
      ingest.submit(request);
    }
    schedule.after(isLull ? 5_000 : random.nextLong(1, 300), this::submitAgain);
  }

  private void askAgain() {
    schedule.after(isLull ? 10_000 : random.nextLong(200, 1_500), this::askAgain);
    Querier querier = queriers.get(random.nextInt(queriers.size()));
    if (querier.isIdle() && problems.isEmpty()) {
      schedule.begin(() -> ask(querier, querier.millis() - random.nextLong(3_000)));
    }
  }

  private void ask(Querier querier, long atMillis) {
    if (random.nextInt(3) == 0) {
      querier
          .ask(FOLDED, atMillis)
          .filter(answer -> answer.warnings().isEmpty())
          .ifPresent(this::checkFolded);
    } else {
      Optional<QueryResult> answer = querier.ask(COUNTERS, atMillis);
      Collection<String> warnings = answer.map(QueryResult::warnings).orElse(List.of());
      doubted += warnings.stream().anyMatch(one -> one.contains("may lack")) ? 1 : 0;
      if (answer.isPresent() && warnings.isEmpty()) {
        complete++;
        shown.add(answer.get().value(), trouble.lagMillis(), trouble.hasCopies());
      }
    }
  }

  /** The same counters, folded by the stores and folded from rows, are equal. */
  private void checkFolded(QueryResult answer) {
    if (answer.value() instanceof QueryValue.Vector vector) {
      for (QueryValue.Sample sample : vector.samples()) {
        if (!(Math.abs(sample.value()) < ROUNDING)) {
          cluster.problem("folded differs by " + sample.value() + " for " + sample.labels());
        }
      }
    }
  }

  private void heal() {
    List<Aggregator> found = trouble.end();
    operator.finish();
    schedule.run(trouble.lagMillis() + 12_000);
    // A channel that has fallen silent, or has no room, answers the first request with a refusal.
    submitEverywhere();
    List<Books.Request> last = submitEverywhere();
    for (Books.Request request : last) {
      if (!request.isAccepted()) {
        cluster.problem("after healing request " + request.cell + " was not accepted");
      }
    }
    schedule.run(trouble.lagMillis() + 2 * Cluster.WINDOW_MILLIS);
    int stores = trouble.hasCopies() ? 0 : aggregators.size() + found.size();
    Books.Counts counts = new Audit(cluster).read(stores);
    books.compare(counts);
    queriers.forEach(querier -> compare(querier, counts));
    found.forEach(Aggregator::leave);
  }

  private List<Books.Request> submitEverywhere() {
    List<Books.Request> sent = new ArrayList<>();
    for (Ingest ingest : ingests) {
      Books.Request request = books.request();
      IntStream.range(0, Ingest.LABEL_SETS).forEach(request::add);
      ingest.submit(request);
      sent.add(request);
    }
    schedule.run(Ingest.ACK_TIMEOUT_MILLIS);
    return sent;
  }

  /** Compares what a query adds up with what the stores hold. */
  private void compare(Querier querier, Books.Counts counts) {
    Optional<QueryResult> answer = querier.ask("calls_total", querier.millis());
    if (answer.isEmpty() || !answer.get().warnings().isEmpty()) {
      cluster.problem("after healing a query has no answer: " + answer);
      return;
    }
    if (answer.get().value() instanceof QueryValue.Vector vector) {
      for (QueryValue.Sample sample : vector.samples()) {
        int set = Shown.setOf(sample.labels());
        if (sample.value() != counts.of(set)) {
          cluster.problem("label set " + set + " is " + sample.value() + " in a query and "
              + counts.of(set) + " in the stores");
        }
      }
    }
    ask(querier, querier.millis());
  }

  Books books() {
    return books;
  }

  Shown shown() {
    return shown;
  }

  /** Returns how many answers were complete while there was trouble. */
  long complete() {
    return complete;
  }

  /** Returns whether nothing is wrong but that a copy was read without a warning, a gap of F6. */
  boolean hasOnlyGaps() {
    return !problems.isEmpty() && problems.size() == shown.rises();
  }

  /** Returns how many answers warned that a copy may lack counts. */
  long doubted() {
    return doubted;
  }

  Trouble trouble() {
    return trouble;
  }

  int replicas() {
    return cluster.replicas();
  }

  Operator operator() {
    return operator;
  }

  /** Returns a number for all that has happened. */
  long hash() {
    return schedule.hash();
  }
}
