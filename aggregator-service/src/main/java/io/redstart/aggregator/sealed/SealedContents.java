// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.sealed;

import io.redstart.aggregator.keyvalue.KeyValues;
import io.redstart.aggregator.keyvalue.KeyValuesCursor;
import io.redstart.aggregator.keyvalue.KeyValuesView;
import io.redstart.aggregator.keyvalue.WriteBatch;
import io.redstart.aggregator.window.Tier;
import io.redstart.aggregator.window.TierGrid;
import io.redstart.config.StoreConfig;
import io.redstart.model.CellLayout;
import io.redstart.wire.MalformedFrameException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What is in the chunks, read without the settings of a service and without changing anything: for
 * tools. Used by one thread.
 */
public final class SealedContents implements AutoCloseable {
  private final KeyValues keyValues;
  private final KeyValuesView view;
  private final StoreHead head;
  private final SealedState state;
  private final List<Tier> tiers;
  private final StoredLayouts layouts;

  /**
   * The rows of one tier.
   *
   * @param fromMillis rows are later than this stamp
   * @param throughMillis rows are not later than this stamp; equal to {@code fromMillis} if there
   *     are none
   */
  public record Held(
      long windowMillis, long fromMillis, long throughMillis, int families, long sizeBytes) {}

  private SealedContents(
      KeyValues keyValues, KeyValuesView view, StoreHead head, SealedState state) {
    this.keyValues = keyValues;
    this.view = view;
    this.head = head;
    this.state = state;
    this.tiers = tiersOf(head);
    this.layouts = new StoredLayouts(StoredLayouts.newest(view));
    layouts.load(view, new WriteBatch());
  }

  /**
   * Opens the contents.
   *
   * @param head the head of the store, of a version that this version of Redstart knows
   * @throws MalformedFrameException if the state or the layouts cannot be read
   */
  public static SealedContents open(KeyValues keyValues, StoreHead head) {
    KeyValuesView view = keyValues.view();
    try {
      byte[] stored = view.get(SealedKeys.DEFAULT, SealedRows.STATE);
      int tiers = head.windowsMillis().size();
      SealedState state =
          stored == null ? SealedState.empty(head.sinceMillis(), tiers) : SealedState.from(stored);
      if (tiers == 0 || state.tiers().size() > tiers) {
        throw new MalformedFrameException(
            "the state is of " + state.tiers().size() + " tiers, the store has " + tiers);
      }
      return new SealedContents(keyValues, view, head, state.withTiers(tiers));
    } catch (RuntimeException e) {
      view.close();
      throw e;
    }
  }

  /** Returns the tiers of a store; how long they are kept is not in it. */
  private static List<Tier> tiersOf(StoreHead head) {
    return Tier.of(head.windowsMillis().stream()
        .map(Duration::ofMillis)
        .map(window -> new StoreConfig.Tier(window, window))
        .toList());
  }

  /** Opens the rows for changes, with the layout of the newest rows. */
  public static SealedRows openRows(KeyValues keyValues, StoreHead head) {
    CellLayout layout;
    try (KeyValuesView view = keyValues.view()) {
      layout = StoredLayouts.newest(view);
    }
    return SealedRows.open(keyValues, tiersOf(head), layout, head.sinceMillis(), () -> 0);
  }

  /** Returns the identity of the store. */
  public StoreHead head() {
    return head;
  }

  /** Returns how far the chunks have come. */
  public SealedState state() {
    return state;
  }

  /** Returns the layout of the newest rows. */
  public CellLayout layout() {
    return layouts.current();
  }

  KeyValues keyValues() {
    return keyValues;
  }

  KeyValuesView view() {
    return view;
  }

  List<Tier> tiers() {
    return tiers;
  }

  StoredLayouts layouts() {
    return layouts;
  }

  /** Returns the families of a tier, as numbers in ascending order. */
  List<Long> familiesOf(int tier) {
    TierGrid grid = tiers.get(tier).grid();
    return keyValues.families().stream()
        .map(family -> SealedKeys.numberOf(grid, family))
        .filter(number -> number >= 0)
        .sorted()
        .toList();
  }

  /** Returns the names of all families of rows. */
  List<String> rowFamilies() {
    List<String> names = new ArrayList<>();
    for (int tier = 0; tier < tiers.size(); tier++) {
      for (long number : familiesOf(tier)) {
        names.add(SealedKeys.family(tiers.get(tier).grid(), number));
      }
    }
    return names;
  }

  /** Returns what each tier holds, the finest first. */
  public List<Held> held() {
    List<Held> held = new ArrayList<>();
    for (int tier = 0; tier < tiers.size(); tier++) {
      held.add(held(tier));
    }
    return held;
  }

  private Held held(int tier) {
    TierGrid grid = tiers.get(tier).grid();
    List<Long> families = familiesOf(tier);
    long endMillis =
        tier == 0 ? state.throughMillis() : state.tiers().get(tier - 1).rolledMillis();
    long fromMillis = endMillis;
    long sizeBytes = 0;
    if (!families.isEmpty()) {
      long droppedMillis = state.tiers().get(tier).droppedMillis();
      fromMillis = Math.min(endMillis, Math.max(droppedMillis, grid.startMillis(families.get(0))));
    }
    for (long family : families) {
      sizeBytes += keyValues.sizeBytes(SealedKeys.family(grid, family));
    }
    return new Held(grid.windowMillis(), fromMillis, endMillis, families.size(), sizeBytes);
  }

  /** Returns the bytes of the dictionary. */
  public long labelsBytes() {
    return keyValues.sizeBytes(SealedKeys.LABELS);
  }

  /** Returns the bytes of all totals. */
  public long totalsBytes() {
    return keyValues.sizeBytes(SealedKeys.TOTALS) + keyValues.sizeBytes(SealedKeys.CELLS);
  }

  /** Returns the bytes of all else: identity, state, marks of channels. */
  public long stateBytes() {
    return keyValues.sizeBytes(SealedKeys.DEFAULT);
  }

  /** Returns how many label sets the dictionary holds. */
  public long labelSets() {
    return count(SealedKeys.LABELS, Long.MIN_VALUE);
  }

  /** Returns how many label sets have a row later than a stamp. */
  public long labelSetsSince(long millis) {
    return count(SealedKeys.TOTALS, millis);
  }

  private long count(String family, long sinceMillis) {
    long found = 0;
    KeyValuesCursor cursor = view.cursor(family);
    for (cursor.seek(SealedKeys.id(0)); cursor.isValid(); cursor.next()) {
      if (sinceMillis == Long.MIN_VALUE
          || HeadTotal.from(cursor.value()).lastMillis() > sinceMillis) {
        found++;
      }
    }
    return found;
  }

  @Override
  public void close() {
    view.close();
  }
}
