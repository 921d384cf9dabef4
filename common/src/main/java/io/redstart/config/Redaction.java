// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** Hides secrets in the values that messages show. */
final class Redaction {
  private Redaction() {}

  /**
   * Returns a value for a message, with everything that is or may be a secret hidden. In a block
   * that holds secrets, unknown keys are hidden too: their names may be misspelled.
   *
   * @param type the type that the value should become
   */
  static RawValue of(Class<?> type, RawValue given) {
    if (type == Secret.class) {
      return hidden(given);
    }
    if (!SettingsBlock.isBlock(type) || !SettingsBlock.of(type).holdsSecrets()) {
      return given;
    }
    return given instanceof RawValue.Block block ? ofBlock(type, block) : hidden(given);
  }

  /** Returns a value for a message about its key. */
  static RawValue of(SettingsBlock.Key key, RawValue given) {
    return key.holdsSecrets() && !key.isBlock() ? hidden(given) : of(key.type(), given);
  }

  private static RawValue ofBlock(Class<?> type, RawValue.Block block) {
    SettingsBlock accepted = SettingsBlock.of(type);
    Map<String, RawValue> shown = new LinkedHashMap<>();
    block.entries().forEach((name, value) -> {
      SettingsBlock.Key key = accepted.find(name);
      shown.put(name, key == null ? hidden(value) : of(key, value));
    });
    return new RawValue.Block(block.source(), shown);
  }

  /** Returns a hidden value, which keeps only its source and kind. */
  static RawValue hidden(RawValue given) {
    RawValue.Type type =
        given instanceof RawValue.Scalar scalar ? scalar.type() : RawValue.Type.TEXT;
    return new RawValue.Scalar(given.source(), type, Secret.SHOWN);
  }
}
