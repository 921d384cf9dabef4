// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.simulation;

import io.redstart.aggregator.AggregatorService;
import io.redstart.aggregator.store.Store;
import io.redstart.aggregator.store.StoreShard;
import io.redstart.model.LabelMatcher;
import io.redstart.model.StoreId;
import io.redstart.query.source.RedStores;
import io.redstart.wire.Announcement;
import io.redstart.wire.CompleteCopy;
import io.redstart.wire.FoldRequest;
import io.redstart.wire.Frame;
import io.redstart.wire.SelectHead;
import io.redstart.wire.WireReader;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Bugs of the kind that the design prevents. Production code has no switch for them: they change the
 * disk, or private fields of services that run.
 */
final class PlantedBugs {
  private PlantedBugs() {}

  /** A bug that knows whether it was planted, so that a renamed field is no finding. */
  private abstract static class Bug implements Planted {
    private int reached;
    private @Nullable ReflectiveOperationException failure;

    void reached() {
      reached++;
    }

    @Override
    public boolean isReached() {
      if (failure != null) {
        throw new IllegalStateException("the bug cannot be planted", failure);
      }
      return reached > 0;
    }

    IllegalStateException failed(ReflectiveOperationException e) {
      failure = e;
      return new IllegalStateException(e);
    }

    Object get(Object of, String name) {
      try {
        return field(of, name).get(of);
      } catch (ReflectiveOperationException e) {
        throw failed(e);
      }
    }

    void set(Object of, String name, Object value) {
      try {
        field(of, name).set(of, value);
      } catch (ReflectiveOperationException e) {
        throw failed(e);
      }
    }

    void call(Object of, String name, UUID channel, long sequence) {
      try {
        Method method = of.getClass().getDeclaredMethod(name, UUID.class, long.class);
        method.setAccessible(true);
        method.invoke(of, channel, sequence);
      } catch (ReflectiveOperationException e) {
        throw failed(e);
      }
    }
  }

  /** A span is acknowledged some time before its record is durable (docs/rules.md, C4). */
  static final class AcknowledgesBeforeSync extends Bug {
    private static final long LATE_MILLIS = 300;

    @Override
    public void mounted(SimulatedDisk disk, SimulatedProcess process) {
      disk.deferral = sync -> {
        reached();
        process.after(LATE_MILLIS, sync);
      };
    }
  }

  /**
   * A store that opens again remembers the channels, but not their last sequences (C3). That matters
   * if messages of before reach it, so its addresses stay the same.
   */
  static final class LosesMarks extends Bug {
    @Override
    public boolean keepsIncarnations() {
      return true;
    }

    @Override
    public void serves(AggregatorService aggregator) {
      for (StoreShard shard : ((Store) get(aggregator, "store")).shards()) {
        for (UUID channel : shard.channels()) {
          call(shard, "restore", channel, 0L);
          reached();
        }
      }
    }
  }

  /** No lost mark, but the same addresses: nothing goes wrong with that alone. */
  static final class KeepsIncarnations extends Bug {
    @Override
    public boolean keepsIncarnations() {
      reached();
      return true;
    }
  }

  /** A window is sealed although commits that count into it are not durable yet (W1). */
  static final class SealsBeforeSync extends Bug {
    @Override
    public void serves(AggregatorService aggregator) {
      for (StoreShard shard : ((Store) get(aggregator, "store")).shards()) {
        Object log = get(shard, "commitLog");
        Class<?> type = log.getClass().getInterfaces()[0];
        set(
            shard,
            "commitLog",
            Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                  int last = arguments == null ? -1 : arguments.length - 1;
                  if (last > 0 && arguments[last] instanceof Runnable released) {
                    reached();
                    released.run();
                    arguments[last] = (Runnable) () -> {};
                  }
                  method.setAccessible(true);
                  return method.invoke(log, arguments);
                }));
      }
    }
  }

  /** A query takes a copy for another store: it reads the same origin at two places (P3). */
  static final class ReadsCopies extends Bug {
    private static final StoreId COPY = new StoreId(1, 1);

    @Override
    @SuppressWarnings("unchecked")
    public void asked(RedStores stores) {
      Map<StoreId, Announcement> served =
          (Map<StoreId, Announcement>) get(get(stores, "directory"), "served");
      if (!served.isEmpty()) {
        reached();
        served.put(COPY, served.values().iterator().next());
      }
    }
  }

  /** A slot that has moved is read at both stores, each for itself, and not merged before (W3). */
  static final class ReadsMovedSlotsTwice extends Bug {
    @Override
    public Frame carried(Frame request) {
      WireReader in = new WireReader(request);
      SelectHead head = SelectHead.from(in);
      if (head.kind() != SelectHead.Kind.FOLD) {
        return request;
      }
      reached();
      FoldRequest fold = FoldRequest.from(in, LabelMatcher::of, Cluster.LAYOUT);
      return SelectHead.fold(
          head.query(),
          head.timeoutMillis(),
          new FoldRequest(
              fold.rows(),
              fold.measure(),
              fold.function(),
              fold.steps(),
              fold.groups(),
              fold.layout(),
              new BitSet()));
    }
  }

  /**
   * A copy says that records are durable before they are (F1). What the store acknowledged is lost if
   * its disk is lost for good and the power of the follower fails.
   */
  static final class FollowsBeforeSync extends Bug {
    @Override
    public void mounted(SimulatedDisk disk, SimulatedProcess process) {
      disk.deferral = SyncsOfCopiesLate.of(process, "/journal/", this);
    }
  }

  /**
   * A store is marked as handed over although the keeper's copy is not durable (P4). It is lost if the
   * keeper's power fails.
   */
  static final class KeepsBeforeSync extends Bug {
    @Override
    public void mounted(SimulatedDisk disk, SimulatedProcess process) {
      disk.deferral = SyncsOfCopiesLate.of(process, ".part/", this);
    }
  }

  /** Puts off the syncs of some files in the folder of copies. */
  private record SyncsOfCopiesLate(SimulatedProcess process, String part, Bug bug)
      implements SimulatedDisk.Deferral {
    private static final long LATE_MILLIS = 20_000;

    static SimulatedDisk.Deferral of(SimulatedProcess process, String part, Bug bug) {
      return new SyncsOfCopiesLate(process, part, bug);
    }

    @Override
    public boolean isFor(String path) {
      return path.contains("/replicas/") && path.contains(part);
    }

    @Override
    public void later(Runnable sync) {
      bug.reached();
      process.after(LATE_MILLIS, sync);
    }
  }

  /** A copy is served although its store is alive, which has counted more (P4). */
  static final class ServesOldCopies extends Bug {
    @Override
    public Frame published(String to, String address, Frame message) {
      if (!to.startsWith("query") || !address.equals(Announcement.ADDRESS)) {
        return message;
      }
      Announcement one = Announcement.from(message);
      if (!one.isReplica()) {
        return message;
      }
      reached();
      return new Announcement(
              one.store(),
              one.incarnation(),
              one.name(),
              one.shards(),
              one.windowMillis(),
              one.sealedMillis(),
              one.sinceMillis(),
              one.evictedMillis(),
              true,
              one.known())
          .toFrame();
    }
  }

  /** A store that goes on alone does not announce it (F6). */
  static final class GoesOnAloneSilently extends Bug {
    @Override
    public boolean opensGaps() {
      return true;
    }

    @Override
    public Frame published(String to, String address, Frame message) {
      if (!address.equals(Announcement.ADDRESS)) {
        return message;
      }
      Announcement one = Announcement.from(message);
      List<CompleteCopy> followed =
          one.copies().stream().filter(copy -> !copy.keeper().isEmpty()).toList();
      if (followed.size() < one.copies().size()) {
        reached();
      }
      return one.reporting(followed).toFrame();
    }
  }

  private static Field field(Object of, String name) throws NoSuchFieldException {
    Field field = of.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }
}
