// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.otlp;

/** An instrumentation scope: a flyweight over the request's bytes, not checked to be UTF-8. */
public final class OtlpScope {
  final ByteSlice name = new ByteSlice();
  final ByteSlice version = new ByteSlice();

  OtlpScope() {}

  void clear() {
    name.clear();
    version.clear();
  }

  /** Returns its name. */
  public ByteSlice name() {
    return name;
  }

  /** Returns its version. */
  public ByteSlice version() {
    return version;
  }
}
