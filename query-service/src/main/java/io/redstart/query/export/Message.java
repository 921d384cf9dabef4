// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.export;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Writes the fields of a protobuf message. */
@FunctionalInterface
public interface Message {
  /** Writes the fields. */
  void writeTo(CodedOutputStream fields) throws IOException;

  /** Returns the bytes of a message. */
  static byte[] bytes(Message message) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream fields = CodedOutputStream.newInstance(bytes, 256);
    message.writeTo(fields);
    fields.flush();
    return bytes.toByteArray();
  }

  /** Writes a message as a field of another one. */
  static void writeTo(OutputStream out, int field, Message message) throws IOException {
    CodedOutputStream fields = CodedOutputStream.newInstance(out, 256);
    fields.writeByteArray(field, bytes(message));
    fields.flush();
  }
}
