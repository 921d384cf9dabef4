// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.otlp;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Writes a message in other bytes that mean the same: fields in another order (a repeated field's
 * elements keep theirs), messages that occur once in two parts, unknown fields between.
 */
final class WireScrambler {
  private static final int UNKNOWN_FIELD = 2047;

  private record Field(int number, int wireType, long value, ByteString bytes) {}

  private final SplittableRandom random;

  WireScrambler(SplittableRandom random) {
    this.random = random;
  }

  ByteString scramble(Descriptor type, ByteString message) throws IOException {
    List<Field> fields = new ArrayList<>();
    for (Field field : read(message)) {
      FieldDescriptor descriptor = type.findFieldByNumber(field.number);
      if (descriptor.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
        fields.add(field);
        continue;
      }
      List<ByteString> parts = descriptor.isRepeated() || random.nextInt(3) > 0
          ? List.of(field.bytes)
          : split(field.bytes);
      for (ByteString part : parts) {
        fields.add(new Field(
            field.number, field.wireType, 0, scramble(descriptor.getMessageType(), part)));
      }
    }
    reorder(fields);
    if (random.nextInt(3) == 0) {
      fields.add(
          random.nextInt(fields.size() + 1),
          new Field(UNKNOWN_FIELD, random.nextBoolean() ? 0 : 1, random.nextLong(), null));
    }
    return write(fields);
  }

  private List<ByteString> split(ByteString message) throws IOException {
    List<Field> fields = read(message);
    int at = random.nextInt(fields.size() + 1);
    return List.of(write(fields.subList(0, at)), write(fields.subList(at, fields.size())));
  }

  /** Swaps neighbours of different fields. */
  private void reorder(List<Field> fields) {
    for (int swap = fields.size() * fields.size(); swap > 0 && fields.size() > 1; swap--) {
      int at = random.nextInt(fields.size() - 1);
      Field field = fields.get(at);
      if (field.number != fields.get(at + 1).number) {
        fields.set(at, fields.get(at + 1));
        fields.set(at + 1, field);
      }
    }
  }

  private static List<Field> read(ByteString message) throws IOException {
    CodedInputStream in = message.newCodedInput();
    List<Field> fields = new ArrayList<>();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      int number = WireFormat.getTagFieldNumber(tag);
      int wireType = WireFormat.getTagWireType(tag);
      fields.add(
          switch (wireType) {
            case WireFormat.WIRETYPE_VARINT -> new Field(number, wireType, in.readInt64(), null);
            case WireFormat.WIRETYPE_FIXED64 -> new Field(number, wireType, in.readFixed64(), null);
            case WireFormat.WIRETYPE_FIXED32 -> new Field(number, wireType, in.readFixed32(), null);
            default -> new Field(number, wireType, 0, in.readBytes());
          });
    }
    return fields;
  }

  private static ByteString write(List<Field> fields) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    for (Field field : fields) {
      out.writeTag(field.number, field.wireType);
      switch (field.wireType) {
        case WireFormat.WIRETYPE_VARINT -> out.writeUInt64NoTag(field.value);
        case WireFormat.WIRETYPE_FIXED64 -> out.writeFixed64NoTag(field.value);
        case WireFormat.WIRETYPE_FIXED32 -> out.writeFixed32NoTag((int) field.value);
        default -> out.writeBytesNoTag(field.bytes);
      }
    }
    out.flush();
    return ByteString.copyFrom(bytes.toByteArray());
  }
}
