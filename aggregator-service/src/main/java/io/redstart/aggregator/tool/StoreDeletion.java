// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.tool;

import io.redstart.aggregator.keyvalue.KeyValuesException;
import io.redstart.aggregator.sealed.Progress;
import io.redstart.aggregator.sealed.SealedContents;
import io.redstart.aggregator.sealed.SealedDeletion;
import io.redstart.aggregator.sealed.StoredLabelSet;
import io.redstart.aggregator.store.StoreException;
import io.redstart.aggregator.store.StoreFiles;
import io.redstart.aggregator.store.Stores;
import io.redstart.model.LabelMatcher;
import io.redstart.model.Labels;
import io.redstart.wire.LabelSets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Deletes the label sets that match a selector, with all of their rows and totals. */
public final class StoreDeletion {
  private static final int EXAMPLES_MAX = 5;

  private final List<LabelMatcher> matchers;
  private final Progress progress;

  /**
   * What is, or was, to be deleted.
   *
   * @param labelSets how many label sets match
   * @param labelSetsInAll how many there are
   * @param sizeBytes the size of all that belongs to them, before compression
   * @param examples some of them
   */
  public record Found(long labelSets, long labelSetsInAll, long sizeBytes, List<Labels> examples) {
    /** Copies the list. */
    public Found {
      examples = List.copyOf(examples);
    }
  }

  /** Decides, knowing what was found, whether it is deleted. */
  @FunctionalInterface
  public interface Confirmation {
    /** Returns whether to go on. */
    boolean confirms(Found found);
  }

  /** Prepares to delete; a label set must match all matchers. */
  public StoreDeletion(List<LabelMatcher> matchers, Progress progress) {
    this.matchers = List.copyOf(matchers);
    this.progress = progress;
  }

  /**
   * Returns what would be deleted, and changes nothing. The store may be in use; label sets that are
   * in no chunk yet are not found.
   */
  public Found preview(StoreFiles files) {
    try (StoredKeyValues stored = StoredKeyValues.openReadOnly(files);
        SealedContents contents = stored.contents()) {
      return find(contents, new SealedDeletion(contents, progress)).found;
    } catch (KeyValuesException e) {
      throw new StoreException(
          "cannot read the store in " + files.folder() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Deletes from a store that no service uses.
   *
   * @param stores the settings of the store, without a thread for upkeep
   * @return what was found; it was deleted if the confirmation said so
   * @throws StoreException if the store is in use or cannot be opened
   */
  public Found run(Stores stores, Confirmation confirmation) throws IOException {
    try (StoppedStore store = StoppedStore.open(stores);
        SealedContents contents = store.stored().contents()) {
      SealedDeletion deletion = new SealedDeletion(contents, progress);
      Matches matches = find(contents, deletion);
      if (matches.ids.length > 0 && confirmation.confirms(matches.found)) {
        deletion.delete(matches.ids);
      }
      return matches.found;
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // Passed on once, and never compared.
  private record Matches(int[] ids, Found found) {}

  private Matches find(SealedContents contents, SealedDeletion deletion) {
    List<Labels> examples = new ArrayList<>();
    int[] ids = deletion.find(labelSet -> {
      Labels labels = labelsOf(labelSet);
      boolean isWanted = matchers.stream().allMatch(one -> one.matches(labels.get(one.name())));
      if (isWanted && examples.size() < EXAMPLES_MAX) {
        examples.add(labels);
      }
      return isWanted;
    });
    Found found = new Found(ids.length, contents.labelSets(), deletion.sizeBytes(ids), examples);
    return new Matches(ids, found);
  }

  private static Labels labelsOf(StoredLabelSet labelSet) {
    return LabelSets.decode(labelSet.labels(), 0, labelSet.labels().length);
  }
}
