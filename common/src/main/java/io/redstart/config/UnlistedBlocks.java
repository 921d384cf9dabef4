// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.config;

import io.redstart.config.SettingsSource.Listing;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Switches blocks on or off by whether a source lists them, see {@link OnlyListed}. */
final class UnlistedBlocks {
  private static final String ENABLED = "enabled";

  /** Ends the source of an {@code enabled} that is implied, not written. */
  private static final String NOT_LISTED = " does not list it";

  private UnlistedBlocks() {}

  /** Returns a source's values, with {@code enabled} in the blocks that it switches on or off. */
  static RawValue.Block in(Class<?> type, RawValue.Block given, Listing listing) {
    Map<String, RawValue> entries = new LinkedHashMap<>(given.entries());
    List<SettingsBlock.Key> keys = SettingsBlock.of(type).keys();
    boolean isList = type.isAnnotationPresent(OnlyListed.class)
        && keys.stream().anyMatch(key -> entries.containsKey(key.name()));
    for (SettingsBlock.Key key : keys) {
      RawValue value = entries.get(key.name());
      if (key.isBlock() && value instanceof RawValue.Block block) {
        RawValue.Block below = in(key.type(), block, listing);
        boolean isOn = isList && listing == Listing.MORE;
        entries.put(key.name(), isOn ? enabled(true, block, "").overlaidBy(below) : below);
      } else if (value == null && isList && listing == Listing.ALL) {
        entries.put(key.name(), enabled(false, given, NOT_LISTED));
      }
    }
    return new RawValue.Block(given.source(), entries);
  }

  private static RawValue.Block enabled(boolean isOn, RawValue.Block by, String why) {
    RawValue value =
        new RawValue.Scalar(by.source() + why, RawValue.Type.BOOLEAN, Boolean.toString(isOn));
    return new RawValue.Block(by.source(), Map.of(ENABLED, value));
  }

  /** Adds a note for each block that is off because it is not listed. */
  static void addNotes(RawValue.Block settings, String prefix, List<String> notes) {
    settings.entries().forEach((name, value) -> {
      if (value instanceof RawValue.Block block) {
        addNotes(block, prefix + name + ".", notes);
      } else if (name.equals(ENABLED) && value.source().endsWith(NOT_LISTED)) {
        String block = prefix.substring(0, prefix.length() - 1);
        notes.add(block + " is off, as in a Collector: " + value.source());
      }
    });
  }
}
