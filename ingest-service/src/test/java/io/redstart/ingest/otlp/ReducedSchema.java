// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.otlp;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Type;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * OTLP's schema as our decoder sees it: strings are not checked to be UTF-8, and what it steps over is
 * just bytes. Protobuf's own parser with this schema fails exactly where the decoder must.
 */
final class ReducedSchema {
  private static final Set<String> STEPPED_OVER =
      Set.of("Span.links", "InstrumentationScope.attributes", "Resource.entity_refs");

  private ReducedSchema() {}

  static Descriptor request() {
    try {
      return reduce(ExportTraceServiceRequest.getDescriptor().getFile(), new HashMap<>())
          .findMessageTypeByName("ExportTraceServiceRequest");
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static FileDescriptor reduce(FileDescriptor file, Map<String, FileDescriptor> done)
      throws DescriptorValidationException {
    FileDescriptor known = done.get(file.getName());
    if (known != null) {
      return known;
    }
    FileDescriptorProto.Builder reduced = file.toProto().toBuilder();
    reduced.clearService();
    reduced.getMessageTypeBuilderList().forEach(ReducedSchema::reduce);
    FileDescriptor[] dependencies = new FileDescriptor[file.getDependencies().size()];
    for (int i = 0; i < dependencies.length; i++) {
      dependencies[i] = reduce(file.getDependencies().get(i), done);
    }
    FileDescriptor built = FileDescriptor.buildFrom(reduced.build(), dependencies);
    done.put(file.getName(), built);
    return built;
  }

  private static void reduce(DescriptorProto.Builder message) {
    message.getNestedTypeBuilderList().forEach(ReducedSchema::reduce);
    for (FieldDescriptorProto.Builder field : message.getFieldBuilderList()) {
      boolean steppedOver = STEPPED_OVER.contains(message.getName() + "." + field.getName());
      if (field.getType() == Type.TYPE_STRING || steppedOver) {
        field.setType(Type.TYPE_BYTES).clearTypeName();
      }
    }
  }
}
