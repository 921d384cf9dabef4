// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.memory;

import io.redstart.config.MemoryConfig;
import io.redstart.config.SettingsReader;
import io.redstart.limit.MemoryBudget;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Divides the heap of a process into a reserve and parts, each with its own limit. Together they
 * are exactly the heap, whatever its size. A single service has only its own parts, which are
 * larger then.
 *
 * <pre>
 *   heap 512 MiB, all services in one process:
 *     reserve      160    classes, threads, meters: 32 (48 in a cluster); head-room of the collector
 *                         and short-lived objects: a quarter of the heap
 *     store        133
 *     tables        45
 *     bodies        42
 *     batches       56
 *     connections   21
 *     queries       42
 *     forms          7
 *     history        3    by the shares of the block memory:, none below {@link MemoryPart#minBytes}
 * </pre>
 *
 * <p>Some settings fix a part in bytes; the other parts share the rest. {@link #problem} reports a
 * rest, or a heap, that is too small for the minimum sizes.
 *
 * <p>Network buffers are outside of the heap. By default Netty allows them as many bytes as the
 * heap has; {@link #directBytes} limits them to a quarter. Netty's adaptive allocator allocates
 * chunks of 128 KiB to 8 MiB, a few for each event loop, and buffers above 1 MiB one by one; at the
 * limit one allocation fails, which ends one connection. Metaspace, code and threads need about 100
 * MiB more.
 */
public final class MemoryPlan {
  /**
   * The size of the batches' part as a multiple of the shards' grants: each batch is held once as
   * folded observations and once as the bytes of a message.
   */
  public static final int BATCHES_OF_GRANTS = 2;

  private static final long MIB = 1L << 20;
  private static final long BASE_BYTES = 32 * MIB;
  private static final long CLUSTER_BYTES = 16 * MIB;
  private static final int HEAD_ROOM_DIVISOR = 4;
  private static final int DIRECT_DIVISOR = 4;
  private static final long DIRECT_MIN_BYTES = 32 * MIB;
  private static final long DIRECT_MAX_BYTES = 1024 * MIB;
  private static final int STORE_CACHE_DIVISOR = 8;
  private static final long STORE_CACHE_MIN_BYTES = 16 * MIB;
  private static final long STORE_CACHE_MAX_BYTES = 128 * MIB;

  /**
   * A part whose size a setting fixes.
   *
   * @param setting its key
   */
  public record Fixed(MemoryPart part, long bytes, String setting) {}

  private final long heapBytes;
  private final long reserveBytes;
  private final Map<MemoryPart, MemoryBudget> budgets = new EnumMap<>(MemoryPart.class);
  private final Map<MemoryPart, String> settings = new EnumMap<>(MemoryPart.class);
  private final Optional<String> problem;

  private MemoryPlan(long heapBytes, long reserveBytes, Optional<String> problem) {
    this.heapBytes = heapBytes;
    this.reserveBytes = reserveBytes;
    this.problem = problem;
  }

  /**
   * Plans a heap.
   *
   * @param parts the parts that the process has
   * @param fixed the parts whose sizes settings fix
   * @param clustered whether the process is a member of a cluster
   */
  public static MemoryPlan of(
      long heapBytes,
      Set<MemoryPart> parts,
      MemoryConfig shares,
      List<Fixed> fixed,
      boolean clustered) {
    long baseBytes = BASE_BYTES + (clustered ? CLUSTER_BYTES : 0);
    long reserveBytes = baseBytes + heapBytes / HEAD_ROOM_DIVISOR;
    Map<MemoryPart, Long> sizes = new EnumMap<>(MemoryPart.class);
    fixed.stream()
        .filter(one -> parts.contains(one.part))
        .forEach(one -> sizes.put(one.part, one.bytes));
    long fixedBytes = sum(sizes.values());
    Set<MemoryPart> free =
        parts.stream().filter(part -> !sizes.containsKey(part)).collect(Collectors.toSet());
    long leastBytes = free.stream().mapToLong(MemoryPart::minBytes).sum();
    Optional<String> problem = heapBytes - reserveBytes - fixedBytes >= leastBytes
        ? Optional.empty()
        : Optional.of(
            describeProblem(heapBytes, baseBytes + fixedBytes + leastBytes, sizes.keySet(), fixed));
    MemoryPlan plan = new MemoryPlan(heapBytes, reserveBytes, problem);
    share(free, Math.max(leastBytes, heapBytes - reserveBytes - fixedBytes), shares, sizes);
    sizes.forEach((part, bytes) -> plan.budgets.put(part, new MemoryBudget(part.tag(), bytes)));
    fixed.forEach(one -> plan.settings.put(one.part, one.setting));
    return plan;
  }

  /** Plans a heap that all services share, with the default settings: nothing is forwarded. */
  public static MemoryPlan ofAll(long heapBytes) {
    return of(
        heapBytes,
        EnumSet.complementOf(EnumSet.of(MemoryPart.FORWARD)),
        SettingsReader.defaults(MemoryConfig.class),
        List.of(),
        false);
  }

  private static String describeProblem(
      long heapBytes, long neededBytes, Set<MemoryPart> fixedParts, List<Fixed> fixed) {
    long heapNeededBytes = neededBytes * HEAD_ROOM_DIVISOR / (HEAD_ROOM_DIVISOR - 1) + MIB;
    String settings = fixed.stream()
        .filter(one -> fixedParts.contains(one.part))
        .map(Fixed::setting)
        .collect(Collectors.joining(" and "));
    return settings.isEmpty()
        ? "a heap of " + mib(heapBytes) + " MiB is too small: set -Xmx" + mib(heapNeededBytes)
            + "m or more"
        : "a heap of " + mib(heapBytes) + " MiB is too small for " + settings
            + " and the other parts: lower it, or set -Xmx" + mib(heapNeededBytes)
            + "m or more";
  }

  /** Gives each part its share; a part whose share is below its minimum gets the minimum. */
  private static void share(
      Set<MemoryPart> parts, long bytes, MemoryConfig shares, Map<MemoryPart, Long> sizes) {
    long sumOfShares = parts.stream().mapToLong(part -> shareOf(part, shares)).sum();
    Set<MemoryPart> small = parts.stream()
        .filter(part -> bytes / sumOfShares * shareOf(part, shares) < part.minBytes())
        .collect(Collectors.toSet());
    if (small.isEmpty()) {
      parts.forEach(part -> sizes.put(part, bytes / sumOfShares * shareOf(part, shares)));
      return;
    }
    small.forEach(part -> sizes.put(part, part.minBytes()));
    Set<MemoryPart> rest =
        parts.stream().filter(part -> !small.contains(part)).collect(Collectors.toSet());
    long leastBytes = small.stream().mapToLong(MemoryPart::minBytes).sum();
    if (!rest.isEmpty()) {
      share(rest, bytes - leastBytes, shares, sizes);
    }
  }

  private static int shareOf(MemoryPart part, MemoryConfig shares) {
    return switch (part) {
      case STORE -> shares.store();
      case TABLES -> shares.tables();
      case BODIES -> shares.bodies();
      case BATCHES -> shares.batches();
      case CONNECTIONS -> shares.connections();
      case QUERIES -> shares.queries();
      case FORMS -> shares.forms();
      case HISTORY -> shares.history();
      case FORWARD -> shares.forward();
    };
  }

  private static long sum(Collection<Long> bytes) {
    return bytes.stream().mapToLong(Long::longValue).sum();
  }

  private static long mib(long bytes) {
    return bytes / MIB;
  }

  /** Returns why the process must not start, if there is a reason. */
  public Optional<String> problem() {
    return problem;
  }

  /** Returns the budgets of all parts that the process has, in order. */
  public Map<MemoryPart, MemoryBudget> budgets() {
    return new EnumMap<>(budgets);
  }

  /** Returns the budget of a part that the process has. */
  public MemoryBudget budget(MemoryPart part) {
    MemoryBudget budget = budgets.get(part);
    if (budget == null) {
      throw new IllegalStateException("this process has no part " + part.tag());
    }
    return budget;
  }

  /** Returns the key of the setting that sizes a part. */
  public String settingOf(MemoryPart part) {
    return settings.getOrDefault(part, part.setting());
  }

  /** Returns how many bytes network buffers may use outside of the heap. */
  public long directBytes() {
    return Math.max(DIRECT_MIN_BYTES, Math.min(DIRECT_MAX_BYTES, heapBytes / DIRECT_DIVISOR));
  }

  /**
   * Returns how many bytes the store may use outside of the heap to read and write its chunks; 0 for
   * a process without a store.
   */
  public long storeCacheBytes() {
    return budgets.containsKey(MemoryPart.STORE)
        ? Math.max(
            STORE_CACHE_MIN_BYTES, Math.min(STORE_CACHE_MAX_BYTES, heapBytes / STORE_CACHE_DIVISOR))
        : 0;
  }

  /** Returns the plan in one line. */
  public String describe() {
    return budgets.values().stream()
        .map(budget -> budget.name() + " " + mib(budget.maxBytes()))
        .collect(Collectors.joining(
            ", ",
            "heap of " + mib(heapBytes) + " MiB: ",
            ", reserve " + mib(reserveBytes) + "; outside of it network buffers "
                + mib(directBytes())
                + (storeCacheBytes() > 0 ? ", store cache " + mib(storeCacheBytes()) : "")));
  }
}
