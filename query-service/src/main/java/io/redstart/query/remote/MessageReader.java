// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.remote;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.function.IntConsumer;

/**
 * Reads protobuf messages field by field. Fields that are unknown are skipped; those that are known
 * must have their wire type. Groups, which proto3 does not have, are refused: they could nest without
 * end. Used by one thread.
 */
public final class MessageReader {
  /** Handles a field. */
  public interface Field {
    /** Reads the field and returns true, or reads nothing and returns false if it is unknown. */
    boolean read(int field) throws IOException;
  }

  private final CodedInputStream in;
  private int tag;

  /** Makes a reader. */
  public MessageReader(CodedInputStream in) {
    this.in = in;
  }

  /** Reads all fields up to the end of the input or of the message. */
  public void readFields(Field field) throws IOException {
    while ((tag = in.readTag()) != 0) {
      int wireType = WireFormat.getTagWireType(tag);
      if (wireType == WireFormat.WIRETYPE_START_GROUP
          || wireType == WireFormat.WIRETYPE_END_GROUP) {
        throw new InvalidProtocolBufferException("field of the wire type " + wireType);
      }
      if (!field.read(WireFormat.getTagFieldNumber(tag))) {
        in.skipField(tag);
      }
    }
  }

  /** Reads the field as a message. */
  public void readMessage(Field field) throws IOException {
    require(WireFormat.WIRETYPE_LENGTH_DELIMITED);
    int outer = in.pushLimit(in.readRawVarint32());
    readFields(field);
    in.popLimit(outer);
  }

  /** Reads the field as a whole number: int64, bool or an enum. */
  public long readInt64() throws IOException {
    require(WireFormat.WIRETYPE_VARINT);
    return in.readInt64();
  }

  /** Reads the field as UTF-8. */
  public String readString() throws IOException {
    require(WireFormat.WIRETYPE_LENGTH_DELIMITED);
    return in.readStringRequireUtf8();
  }

  /** Reads the field as one or, packed, several enums, and passes each on. */
  public void readEnums(IntConsumer action) throws IOException {
    if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT) {
      action.accept(in.readEnum());
      return;
    }
    require(WireFormat.WIRETYPE_LENGTH_DELIMITED);
    int outer = in.pushLimit(in.readRawVarint32());
    while (in.getBytesUntilLimit() > 0) {
      action.accept(in.readEnum());
    }
    in.popLimit(outer);
  }

  private void require(int wireType) throws IOException {
    int own = WireFormat.getTagWireType(tag);
    if (own != wireType) {
      throw new InvalidProtocolBufferException("field " + WireFormat.getTagFieldNumber(tag)
          + " has the wire type " + own + " instead of " + wireType);
    }
  }
}
