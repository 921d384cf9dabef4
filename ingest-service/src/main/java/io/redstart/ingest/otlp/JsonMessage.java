// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.otlp;

import static io.redstart.ingest.otlp.ProtoReader.FIXED32;
import static io.redstart.ingest.otlp.ProtoReader.FIXED64;
import static io.redstart.ingest.otlp.ProtoReader.LENGTH_DELIMITED;
import static io.redstart.ingest.otlp.ProtoReader.VARINT;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.opentelemetry.proto.common.v1.AnyValue;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The JSON schema of a message: its fields by both their names, {@code traceId} and {@code
 * trace_id}.
 */
final class JsonMessage {
  /** OTLP's JSON writes these in hexadecimal, and other bytes in Base64. */
  private static final Set<String> HEX_FIELDS = Set.of("trace_id", "span_id", "parent_span_id");

  /** The encoding of a value in JSON and in protobuf. */
  enum Form {
    MESSAGE(LENGTH_DELIMITED),
    STRING(LENGTH_DELIMITED),
    BASE64(LENGTH_DELIMITED),
    HEX(LENGTH_DELIMITED),
    BOOL(VARINT),
    ENUM(VARINT),
    INT32(VARINT),
    UINT32(VARINT),
    INT64(VARINT),
    UINT64(VARINT),
    FIXED_UINT32(FIXED32),
    FIXED_UINT64(FIXED64),
    DOUBLE(FIXED64);

    private final int wireType;

    Form(int wireType) {
      this.wireType = wireType;
    }
  }

  /**
   * A field.
   *
   * @param tag its number and wire type
   * @param keepsNulls whether {@code null} in its list is a value, as it is in an attribute's
   *     array; other lists ignore it
   * @param message the schema of its message, with {@link Form#MESSAGE}
   * @param enumType the type of its enum, with {@link Form#ENUM}
   */
  record Field(
      String name,
      int tag,
      Form form,
      boolean repeated,
      boolean keepsNulls,
      @Nullable JsonMessage message,
      @Nullable EnumDescriptor enumType) {}

  private final String name;
  private final Map<String, Field> fields = new HashMap<>();

  private JsonMessage(String name) {
    this.name = name;
  }

  /** Reads a schema. */
  static JsonMessage of(Descriptor descriptor) {
    return of(descriptor, new HashMap<>());
  }

  private static JsonMessage of(Descriptor descriptor, Map<String, JsonMessage> known) {
    JsonMessage present = known.get(descriptor.getFullName());
    if (present != null) {
      return present;
    }
    JsonMessage message = new JsonMessage(descriptor.getName());
    known.put(descriptor.getFullName(), message);
    for (FieldDescriptor field : descriptor.getFields()) {
      Form form = formOf(field);
      Field described = new Field(
          field.getJsonName(),
          field.getNumber() << 3 | form.wireType,
          form,
          field.isRepeated(),
          field.isRepeated() && holdsAnyValue(field),
          form == Form.MESSAGE ? of(field.getMessageType(), known) : null,
          form == Form.ENUM ? field.getEnumType() : null);
      message.fields.put(field.getJsonName(), described);
      message.fields.put(field.getName(), described);
    }
    return message;
  }

  private static boolean holdsAnyValue(FieldDescriptor field) {
    return field.getType() == FieldDescriptor.Type.MESSAGE
        && field.getMessageType().getFullName().equals(AnyValue.getDescriptor().getFullName());
  }

  private static Form formOf(FieldDescriptor field) {
    return switch (field.getType()) {
      case MESSAGE -> Form.MESSAGE;
      case STRING -> Form.STRING;
      case BYTES -> HEX_FIELDS.contains(field.getName()) ? Form.HEX : Form.BASE64;
      case BOOL -> Form.BOOL;
      case ENUM -> Form.ENUM;
      case INT32 -> Form.INT32;
      case UINT32 -> Form.UINT32;
      case INT64 -> Form.INT64;
      case UINT64 -> Form.UINT64;
      case FIXED32 -> Form.FIXED_UINT32;
      case FIXED64 -> Form.FIXED_UINT64;
      case DOUBLE -> Form.DOUBLE;
      default -> throw new IllegalStateException("no JSON for " + field.getFullName());
    };
  }

  /** Returns its name in OTLP. */
  String name() {
    return name;
  }

  /** Returns the message that a field holds. */
  JsonMessage below(String fieldName) {
    return Objects.requireNonNull(Objects.requireNonNull(fields.get(fieldName)).message());
  }

  /** Returns the field of that name, or null. */
  @Nullable
  Field find(String name) {
    return fields.get(name);
  }
}
