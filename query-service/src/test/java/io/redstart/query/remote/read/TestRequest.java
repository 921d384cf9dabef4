// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.remote.read;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;

/** Makes protobuf messages field by field. */
public final class TestRequest {
  private final UnknownFieldSet.Builder fields = UnknownFieldSet.newBuilder();

  /** Makes an empty message. */
  public TestRequest() {}

  /** Adds a whole number. */
  public TestRequest number(int field, long value) {
    fields.mergeField(field, Field.newBuilder().addVarint(value).build());
    return this;
  }

  /** Adds a string. */
  public TestRequest text(int field, String value) {
    return bytes(field, ByteString.copyFromUtf8(value));
  }

  /** Adds a message. */
  public TestRequest message(int field, TestRequest value) {
    return bytes(field, value.bytes());
  }

  private TestRequest bytes(int field, ByteString value) {
    fields.mergeField(field, Field.newBuilder().addLengthDelimited(value).build());
    return this;
  }

  /** Returns a matcher. */
  public static TestRequest matcher(int type, String name, String value) {
    return new TestRequest().number(1, type).text(2, name).text(3, value);
  }

  /** Returns the bytes of the message. */
  public ByteString bytes() {
    return fields.build().toByteString();
  }
}
