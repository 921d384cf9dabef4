// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.aggregate;

import com.dynatrace.hash4j.hashing.Hashing;
import io.redstart.model.Labels;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Hashes labels as Prometheus' usual builds do, so that {@code limit_ratio} selects the same series:
 * XXH64 of all names and values in the order of names, each after its length (Prometheus 3.14,
 * model/labels/labels_stringlabels.go). A length below 255 is one byte; others are 255 and three
 * bytes, the lowest first.
 */
final class LabelHash {
  private static final int LONG_TEXT = 255;

  private LabelHash() {}

  /** Returns the hash as a fraction from 0 to 1. */
  static double fraction(Labels labels) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < labels.size(); i++) {
      write(labels.name(i), bytes);
      write(labels.value(i), bytes);
    }
    long hash = Hashing.xxh64().hashBytesToLong(bytes.toByteArray());
    // The lowest bit survives the shift, so that the rounding is that of an unsigned number.
    return ((hash >>> 1) | (hash & 1)) * 0x1p-63;
  }

  private static void write(String text, ByteArrayOutputStream into) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length < LONG_TEXT) {
      into.write(bytes.length);
    } else {
      into.write(LONG_TEXT);
      into.write(bytes.length);
      into.write(bytes.length >> 8);
      into.write(bytes.length >> 16);
    }
    into.writeBytes(bytes);
  }
}
