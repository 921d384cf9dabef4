// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.remote;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;

/**
 * Writes a sample that is a number (prompb/types.proto, message Sample): value = 1, a double, and
 * timestamp = 2, milliseconds. A staleness marker keeps its bits.
 */
public final class SampleMessage {
  private static final int VALUE = 1;
  private static final int TIMESTAMP = 2;

  private SampleMessage() {}

  /** Returns how many bytes {@link #write} writes. */
  public static int size(long timestampMillis) {
    return CodedOutputStream.computeDoubleSize(VALUE, 0)
        + CodedOutputStream.computeInt64Size(TIMESTAMP, timestampMillis);
  }

  /** Writes the fields. */
  public static void write(long timestampMillis, double value, CodedOutputStream out)
      throws IOException {
    out.writeDouble(VALUE, value);
    out.writeInt64(TIMESTAMP, timestampMillis);
  }
}
