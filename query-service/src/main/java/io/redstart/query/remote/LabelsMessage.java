// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.remote;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.redstart.model.Labels;
import java.io.IOException;

/**
 * Writes the labels of a series as repeated messages (prompb/types.proto):
 *
 * <pre>
 *   labels = 1 of the message around it:
 *     name   = 1
 *     value  = 2
 * </pre>
 */
public final class LabelsMessage {
  private static final int LABELS = 1;
  private static final int NAME = 1;
  private static final int VALUE = 2;

  private LabelsMessage() {}

  /** Returns how many bytes {@link #write} writes. */
  public static int size(Labels labels) {
    int size = 0;
    for (int i = 0; i < labels.size(); i++) {
      int label = labelSize(labels, i);
      size += CodedOutputStream.computeTagSize(LABELS)
          + CodedOutputStream.computeUInt32SizeNoTag(label)
          + label;
    }
    return size;
  }

  private static int labelSize(Labels labels, int index) {
    return CodedOutputStream.computeStringSize(NAME, labels.name(index))
        + CodedOutputStream.computeStringSize(VALUE, labels.value(index));
  }

  /** Writes labels in the order of their names. */
  public static void write(Labels labels, CodedOutputStream out) throws IOException {
    for (int i = 0; i < labels.size(); i++) {
      out.writeTag(LABELS, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt32NoTag(labelSize(labels, i));
      out.writeString(NAME, labels.name(i));
      out.writeString(VALUE, labels.value(i));
    }
  }
}
