// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.shard;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.ingest.TestMemory;
import io.redstart.ingest.red.Fold;
import io.redstart.ingest.red.LabelSet;
import io.redstart.model.Weight;
import io.redstart.wire.Announcement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A model check of the promise (docs/rules.md): two ingests and two stores of two and three shards,
 * over a bus that loses, delays and lets arrive late; stores that crash, restart, freeze, refuse,
 * forget idle channels and numbers, and change their grants; directories that hear of it late, or believe a
 * store gone that is not. Then all is healed, and what the stores hold is compared with what the
 * senders were told.
 *
 * <p>Each request counts in a cell of its own, so that folding different requests into one batch
 * leaves them distinguishable.
 */
final class ChannelSimulation {
  private static final int INGESTS = 2;
  private static final int STORES = 2;
  private static final int LABEL_SETS = 30;
  private static final long TROUBLE_MILLIS = 40_000;
  private static final long LATE_MAX_MILLIS = 6_000;
  private static final long FORGET_MILLIS = 20_000;

  /** What one sender knows. */
  private static final class Request {
    final int cell;
    final long sentMillis;
    final Map<Integer, Integer> spansOfSet = new HashMap<>();

    @Nullable
    SubmissionOutcome outcome;

    long answeredMillis;

    Request(int cell, long sentMillis) {
      this.cell = cell;
      this.sentMillis = sentMillis;
    }
  }

  private final SplittableRandom random;
  private final SimulatedTime time = new SimulatedTime();
  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final List<FakeStore> stores;
  private final SimulatedBus bus;
  private final List<ShardRouter> routers;
  /** By router: each interns its own. */
  private final List<List<LabelSet>> labelSets;

  private final List<Request> requests = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();
  private final int troublePercent;
  private final int nobodyPercent;

  ChannelSimulation(long seed) {
    this(seed, store -> {});
  }

  /** Makes a simulation whose stores break a rule. */
  ChannelSimulation(long seed, Consumer<FakeStore> breaking) {
    random = new SplittableRandom(seed);
    troublePercent = random.nextInt(1, 12);
    nobodyPercent = random.nextInt(6);
    stores = IntStream.rangeClosed(1, STORES)
        .mapToObj(number -> new FakeStore(number, number + 1, time))
        .toList();
    stores.forEach(breaking);
    bus = new SimulatedBus(time, stores);
    routers = IntStream.range(0, INGESTS)
        .mapToObj(
            ingest -> Routers.over(bus, time, seed * INGESTS + ingest, registry, seed % 3 * 40))
        .toList();
    labelSets = routers.stream().map(router -> Routers.labelSets(LABEL_SETS)).toList();
  }

  /** Runs everything and returns what broke the promise. */
  List<String> run() {
    bus.weather = new Storm();
    routers.forEach(router -> router.storesChanged(live()));
    routers.forEach(ShardRouter::keepAlive);
    long lullBeginsMillis = random.nextLong(2 * TROUBLE_MILLIS);
    long troubleMillis = random.nextLong(3_000);
    long tellMillis = 0;
    while (time.getAsLong() < TROUBLE_MILLIS) {
      time.run(random.nextInt(1, 200));
      boolean lull = time.getAsLong() > lullBeginsMillis;
      for (ShardRouter router : routers) {
        if (!lull && random.nextInt(3) > 0) {
          submit(router, random.ints(random.nextInt(1, 8), 0, LABEL_SETS));
        }
      }
      if (time.getAsLong() > troubleMillis) {
        makeTrouble();
        troubleMillis = time.getAsLong() + random.nextLong(8_000);
      }
      if (time.getAsLong() > tellMillis) {
        routers.get(random.nextInt(INGESTS)).storesChanged(rumour());
        tellMillis = time.getAsLong() + random.nextLong(5_000);
      }
    }
    heal();
    checkBooks();
    return violations;
  }

  /** Returns how many requests were answered with a kind of outcome. */
  long answers(Class<? extends SubmissionOutcome> kind) {
    return requests.stream().filter(request -> kind.isInstance(request.outcome)).count();
  }

  /** Returns how many entries named their label set by a number. */
  long numberedEntries() {
    return stores.stream()
        .flatMap(store -> store.batches().stream())
        .mapToLong(FakeStore.Received::numbered)
        .sum();
  }

  double count(String meter) {
    return registry.get("redstart.ingest.channel." + meter).counter().count();
  }

  private boolean percent(int chance) {
    return random.nextInt(100) < chance;
  }

  private final class Storm implements SimulatedBus.Weather {
    @Override
    public long requestMillis() {
      return deliveryMillis();
    }

    @Override
    public long replyMillis() {
      return deliveryMillis();
    }

    private long deliveryMillis() {
      if (percent(troublePercent)) {
        return LOST;
      }
      return percent(troublePercent)
          ? random.nextLong(500, LATE_MAX_MILLIS)
          : random.nextInt(1, 40);
    }

    @Override
    public boolean findsNobody() {
      return percent(nobodyPercent);
    }
  }

  private void submit(ShardRouter router, IntStream sets) {
    Request request = new Request(requests.size() + 1, time.getAsLong());
    requests.add(request);
    Fold fold = new Fold(TestMemory.batches());
    List<LabelSet> own = labelSets.get(routers.indexOf(router));
    sets.forEach(set -> {
      request.spansOfSet.merge(set, 1, Integer::sum);
      fold.record(own.get(set), request.cell, Weight.ONE, 1);
    });
    router.submit(fold).onSuccess(outcome -> {
      request.outcome = outcome;
      request.answeredMillis = time.getAsLong();
    });
    fold.clear();
  }

  private void makeTrouble() {
    FakeStore store = stores.get(random.nextInt(STORES));
    switch (random.nextInt(8)) {
      case 0 -> crash(store);
      case 1 -> {
        bus.freeze(store);
        time.after(random.nextLong(1, 9_000), () -> bus.thaw(store));
      }
      case 2 -> {
        store.refusesBatches = true;
        time.after(random.nextLong(1, 3_000), () -> store.refusesBatches = false);
      }
      case 3 -> {
        store.refusesToOpen = true;
        time.after(random.nextLong(1, 3_000), () -> store.refusesToOpen = false);
      }
      case 4 -> store.forgetChannelsIdleFor(FORGET_MILLIS);
      case 5 -> store.ready = !store.ready;
      case 6 -> store.grantBytes = random.nextInt(5) == 0 ? 0 : random.nextInt(150, 3_000);
      case 7 -> store.forgetNumbers();
      default -> throw new IllegalStateException();
    }
  }

  private void crash(FakeStore store) {
    bus.takeDown(store);
    time.after(random.nextLong(1, 8_000), () -> restart(store));
  }

  private void restart(FakeStore store) {
    if (bus.isDown(store)) {
      store.restart();
      bus.bringUp(store);
    }
  }

  private List<Announcement> live() {
    return stores.stream().map(FakeStore::announcement).toList();
  }

  /** Returns what a directory may believe: a store may be missing, there or not. */
  private List<Announcement> rumour() {
    return stores.stream()
        .filter(store -> bus.isDown(store) ? percent(50) : percent(85))
        .map(FakeStore::announcement)
        .toList();
  }

  private void heal() {
    bus.weather = SimulatedBus.FAIR;
    for (FakeStore store : stores) {
      restart(store);
      bus.thaw(store);
      store.refusesBatches = false;
      store.refusesToOpen = false;
      store.ready = true;
      store.grantBytes = 1 << 20;
    }
    routers.forEach(router -> router.storesChanged(live()));
    // Everything late arrives; a channel without room asks again when work is refused.
    time.run(2 * LATE_MAX_MILLIS);
    submitEverywhere();
    int before = requests.size();
    submitEverywhere();
    for (Request request : requests.subList(before, requests.size())) {
      if (!(request.outcome instanceof SubmissionOutcome.Accepted)) {
        violations.add("after healing request " + request.cell + " got " + request.outcome);
      }
    }
    double pendingBytes = registry.get("redstart.ingest.channel.pending.bytes").gauges().stream()
        .mapToDouble(gauge -> gauge.value())
        .sum();
    if (pendingBytes != 0) {
      violations.add("at rest " + pendingBytes + " bytes are pending");
    }
  }

  private void submitEverywhere() {
    routers.forEach(router -> submit(router, IntStream.range(0, LABEL_SETS)));
    time.run(Routers.CONFIG.ackTimeoutMillis());
  }

  private void checkBooks() {
    requests.forEach(this::check);
  }

  private void check(Request request) {
    int sent = 0;
    long counted = 0;
    boolean twice = false;
    for (Map.Entry<Integer, Integer> entry : request.spansOfSet.entrySet()) {
      long inStores = 0;
      for (FakeStore store : stores) {
        inStores += store.spansOf(Routers.labels(entry.getKey()), request.cell);
      }
      sent += entry.getValue();
      counted += inStores;
      twice |= inStores > entry.getValue();
    }
    if (twice || !allows(request.outcome, sent, counted)) {
      violations.add("request " + request.cell + " of " + sent + " spans, counted " + counted
          + (twice ? ", some twice" : "") + ", was told " + request.outcome);
    }
    if (request.answeredMillis - request.sentMillis > Routers.CONFIG.ackTimeoutMillis()) {
      violations.add("request " + request.cell + " was answered late");
    }
  }

  private static boolean allows(@Nullable SubmissionOutcome outcome, int sent, long counted) {
    if (outcome instanceof SubmissionOutcome.Accepted) {
      return counted == sent;
    } else if (outcome instanceof SubmissionOutcome.Refused) {
      return counted == 0;
    } else if (outcome instanceof SubmissionOutcome.Partial partial) {
      return counted >= sent - partial.rejectedSpans() && partial.rejectedSpans() >= 1;
    }
    return outcome instanceof SubmissionOutcome.Unknown;
  }
}
