// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import io.redstart.ingest.otlp.ByteSlice;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The names of the scopes that become labels of their spans. */
final class ScopeNames {
  private final byte[][] names;

  ScopeNames(List<String> names) {
    this.names = names.stream()
        .filter(name -> !name.isEmpty())
        .map(name -> name.getBytes(StandardCharsets.UTF_8))
        .toArray(byte[][]::new);
  }

  boolean isEmpty() {
    return names.length == 0;
  }

  boolean contains(ByteSlice name) {
    for (byte[] one : names) {
      if (name.contentEquals(one)) {
        return true;
      }
    }
    return false;
  }
}
