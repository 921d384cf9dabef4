// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.export;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Holds one protobuf message after another in the same memory. Used by one thread at a time. */
final class ReusedMessage {
  private static final int FIRST_BYTES = 2 << 10;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(FIRST_BYTES);
  private final CodedOutputStream fields = CodedOutputStream.newInstance(bytes, FIRST_BYTES);

  /** Writes another message in place of the last one. */
  void write(Message message) throws IOException {
    bytes.reset();
    message.writeTo(fields);
    fields.flush();
  }

  /** Returns the length of the message. */
  int sizeBytes() {
    return bytes.size();
  }

  /** Appends another message to this one. */
  void append(ReusedMessage other) throws IOException {
    other.writeTo(bytes);
  }

  void writeTo(OutputStream out) throws IOException {
    bytes.writeTo(out);
  }
}
