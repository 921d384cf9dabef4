// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

import io.redstart.ingest.otlp.AnyValueText;
import io.redstart.ingest.otlp.ByteSlice;
import io.redstart.ingest.otlp.MalformedOtlpException;
import io.redstart.ingest.otlp.OtlpAttributes;
import io.redstart.ingest.red.label.AttributeSelection;
import io.redstart.ingest.red.label.Identity;
import io.redstart.ingest.red.label.LabelDraft;
import io.redstart.ingest.red.label.LabelText;
import io.redstart.model.Metric;
import io.redstart.spanmetrics.LabelNames;
import io.redstart.spanmetrics.SpanMetricsConfig;
import io.redstart.wire.WireWriter;
import java.nio.charset.CharacterCodingException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes and caches the label sets of resources, from which {@code target_info} is made. As in
 * Prometheus' OTLP receiver, a label set has {@code job}, {@code instance} and every other
 * attribute. A resource without other attributes has no label set.
 */
final class ResourceLabelSets {
  /** The maximum number of attributes that become labels; the rest are left out. */
  static final int ATTRIBUTES_MAX = 128;

  /** Marks resources without a label set in the table. */
  private static final Object NONE = new Object();

  private static final Set<String> IDENTIFYING =
      Set.of(Identity.SERVICE_NAME, Identity.SERVICE_NAMESPACE, Identity.SERVICE_INSTANCE_ID);

  private final Identity identity;
  private final AttributeSelection selection;
  private final LabelSetCache<Object> table;
  private final WireWriter key = new WireWriter(1024);
  private final ByteSlice attributeKey = new ByteSlice();
  private final ByteSlice value = new ByteSlice();
  private String text = "";
  private String valueText = "";

  ResourceLabelSets(SpanMetricsConfig config, TableRoom room, long seed) {
    this.identity = new Identity(config);
    this.selection = new AttributeSelection(identity.keys(), null, seed);
    this.table = new LabelSetCache<>(seed, ResourceLabelSets::heapBytes, room);
  }

  /** Returns the label set of a resource, or null if it has none. */
  @Nullable
  LabelSet of(OtlpAttributes attributes) throws MalformedOtlpException {
    key.clear();
    int size = Math.min(attributes.size(), ATTRIBUTES_MAX);
    for (int i = 0; i < size; i++) {
      attributes.read(i, attributeKey, value);
      selection.writeValue(attributeKey, key);
      selection.writeValue(value, key);
    }
    long hash = table.hash(key.array(), key.size());
    Object found = table.find(hash, key.array(), key.size());
    if (found == null) {
      found = make(attributes, size);
      table.put(hash, key.array(), key.size(), found);
    }
    return found instanceof LabelSet set ? set : null;
  }

  private static int heapBytes(Object found) {
    return found instanceof LabelSet set ? set.heapBytes() : 0;
  }

  private Object make(OtlpAttributes attributes, int size) throws MalformedOtlpException {
    LabelDraft draft = new LabelDraft();
    textsOf(attributes, size).forEach((name, text) -> joinInto(draft, name, text));
    if (draft.size() == 0) {
      return NONE;
    }
    try {
      selection.select(attributes);
      identity.addJobAndInstanceTo(draft, selection, 0);
    } catch (CharacterCodingException e) {
      return NONE; // Its spans are rejected.
    }
    return LabelSet.of(Metric.RESOURCES, draft.toLabels());
  }

  /** Returns the non-identifying attributes by key, up to the size limit. */
  private Map<String, String> textsOf(OtlpAttributes attributes, int size)
      throws MalformedOtlpException {
    Map<String, String> texts = new TreeMap<>();
    int room = SpanFolder.VALUES_MAX_BYTES;
    for (int i = 0; i < size && room > 0; i++) {
      attributes.read(i, attributeKey, value);
      room -= attributeKey.length() + Math.min(value.length(), LabelText.MAX_BYTES);
      if (isUtf8() && room > 0) {
        texts.putIfAbsent(text, valueText);
      }
    }
    texts.keySet().removeAll(IDENTIFYING);
    return texts;
  }

  /**
   * Reads an attribute as text. Returns false if it is not UTF-8: Prometheus cannot store it, and
   * no count depends on it.
   */
  private boolean isUtf8() throws MalformedOtlpException {
    try {
      text = attributeKey.toUtf8();
      valueText = AnyValueText.of(value);
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static void joinInto(LabelDraft draft, String attribute, String text) {
    try {
      draft.join(LabelNames.of(attribute), text);
    } catch (IllegalArgumentException e) {
      draft.leaveOut(); // The key has no label name.
    }
  }
}
