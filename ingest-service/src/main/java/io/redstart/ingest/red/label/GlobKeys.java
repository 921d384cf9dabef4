// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.label;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.redstart.ingest.otlp.ByteSlice;
import io.redstart.ingest.red.label.DimensionPlan.Glob;
import io.redstart.model.Metric;
import io.redstart.spanmetrics.Dimension;
import io.redstart.spanmetrics.LabelNames;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Maps attribute keys to the labels that globs make of them. Each new key is decided once; later
 * look-ups find the decision by the key's bytes, without allocating.
 *
 * <p>It has three limits. A key that is too long is never kept. When there are too many keys, or
 * they have too many bytes together, the table is emptied and decides again.
 */
public final class GlobKeys {
  /** The maximum number of keys kept. */
  static final int KEYS_MAX = 8_192;

  /** The maximum size of a key that is kept, in bytes. */
  static final int KEY_MAX_BYTES = 1_024;

  /** The maximum heap size of all keys together, in bytes. */
  static final int KEYS_MAX_BYTES = 2 << 20;

  private static final int SLOTS = KEYS_MAX * 2;
  /** The overhead of a key's array, and the size of its label. */
  private static final int KEY_BYTES = 20 + 120;

  private static final Label NONE = new Label(0, "", Set.of());

  /**
   * The label that an attribute becomes.
   *
   * @param hash of the attribute's key, not 0
   * @param name of the label
   * @param metrics that have the label; none if no glob matches
   */
  record Label(long hash, String name, Set<Metric> metrics) {
    boolean isNone() {
      return metrics.isEmpty();
    }
  }

  private final List<Glob> globs;
  private final Hasher64 hasher;
  private final long[] hashes = new long[SLOTS];
  private final byte[][] keys = new byte[SLOTS][];
  private final Label[] labels = new Label[SLOTS];
  private int size;
  private int keysBytes;

  /**
   * Makes an empty table.
   *
   * @param seed of the hash, unknown to senders
   */
  public GlobKeys(List<Glob> globs, long seed) {
    this.globs = List.copyOf(globs);
    this.hasher = Hashing.xxh3_64(seed);
  }

  /** Returns the label of an attribute with this key. */
  Label labelOf(ByteSlice key) {
    long hash = hasher.hashBytesToLong(key.bytes(), key.offset(), key.length());
    hash = hash == 0 ? 1 : hash;
    int at = (int) hash & (SLOTS - 1);
    while (hashes[at] != 0) {
      if (hashes[at] == hash && key.contentEquals(keys[at])) {
        return labels[at];
      }
      at = (at + 1) & (SLOTS - 1);
    }
    return key.length() > KEY_MAX_BYTES ? decide(hash, key) : put(hash, key, at);
  }

  private Label put(long hash, ByteSlice key, int freeAt) {
    int at = freeAt;
    if (size == KEYS_MAX || keysBytes > KEYS_MAX_BYTES) {
      Arrays.fill(hashes, 0);
      Arrays.fill(keys, null);
      Arrays.fill(labels, null);
      size = 0;
      keysBytes = 0;
      at = (int) hash & (SLOTS - 1);
    }
    size++;
    // The key, and the label's name, which is about as long.
    keysBytes += KEY_BYTES + 2 * key.length();
    hashes[at] = hash;
    keys[at] = Arrays.copyOfRange(key.bytes(), key.offset(), key.offset() + key.length());
    labels[at] = decide(hash, key);
    return labels[at];
  }

  /** Returns how many keys are kept. */
  int size() {
    return size;
  }

  private Label decide(long hash, ByteSlice key) {
    String text;
    String name;
    try {
      text = key.toUtf8();
      name = LabelNames.of(text);
    } catch (CharacterCodingException | IllegalArgumentException e) {
      return NONE; // No query could select a label without a valid name.
    }
    Set<Metric> metrics = EnumSet.noneOf(Metric.class);
    for (Glob glob : globs) {
      if (glob.pattern().matches(text)) {
        metrics.addAll(glob.metrics());
      }
    }
    return metrics.isEmpty() || Dimension.isReserved(name) ? NONE : new Label(hash, name, metrics);
  }
}
