// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.config;

import static java.util.Objects.requireNonNull;

import io.redstart.config.SettingsBlock.ForeignKey;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Builds settings records from raw values. It continues after a mistake, so that all are found: a
 * value that cannot be bound is {@link #FAILED}, and a record with such a component fails in turn.
 * If only some items of a list fail, the others are still checked ({@link Partial}).
 */
final class SettingsBinder {
  private static final Object FAILED = new Object();
  private static final String DEFAULT = "default";

  /** A list of which some items failed, and at least one did not. */
  private record Partial(List<Object> others) {}

  private final List<Problem> problems;
  private final List<String> notes = new ArrayList<>();

  /**
   * Creates a binder.
   *
   * @param problems where mistakes are added
   */
  SettingsBinder(List<Problem> problems) {
    this.problems = problems;
  }

  /** Returns the notes on keys without effect. */
  List<String> notes() {
    return notes;
  }

  /** Returns the record, or null after a mistake. */
  <T extends Record> @Nullable T bindRoot(Class<T> root, RawValue given) {
    Object bound = bindBlock(root, given, "");
    return bound == FAILED ? null : root.cast(bound);
  }

  private Object bindBlock(Class<?> type, @Nullable RawValue given, String path) {
    Map<String, RawValue> entries = Map.of();
    if (given instanceof RawValue.Block block) {
      entries = block.entries();
    } else if (given != null && !given.isNull()) {
      return fail(
          Redaction.of(type, given), path, "expected a block of settings, not " + given.kind());
    }
    SettingsBlock accepted = SettingsBlock.of(type);
    checkOthers(accepted, entries, path);
    RecordComponent[] components = type.getRecordComponents();
    @Nullable Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      SettingsBlock.Key key = accepted.keys().get(i);
      values[i] = bindKey(key, entries.get(key.name()), given, join(path, key.name()));
    }
    RecordMaker maker = RecordMaker.of(type);
    boolean isBound = Arrays.stream(values).noneMatch(SettingsBinder::isFailed);
    if (isBound && (given == null || maker.complaintAbout(values) == null)) {
      return maker.make(values);
    }
    if (given != null) {
      reportComplaints(type, maker, values, given, path);
    }
    return FAILED;
  }

  private static boolean isFailed(@Nullable Object value) {
    return value == FAILED || value instanceof Partial;
  }

  /**
   * Reports the complaints of a record's constructor, each at the key that causes it, or of two
   * such keys at the one that the complaint names. The values of these keys, and those that could
   * not be bound, are then replaced by the defaults, so that the next complaint comes to light. A
   * complaint that names a replaced key is not reported, since it may be about the default.
   */
  private void reportComplaints(
      Class<?> type, RecordMaker maker, @Nullable Object[] values, RawValue given, String path) {
    List<SettingsBlock.Key> keys = SettingsBlock.of(type).keys();
    @Nullable Object[] defaults = defaultsOf(keys, values);
    Set<String> replaced = replaceFailed(keys, values, defaults);
    while (!Arrays.asList(values).contains(FAILED)) {
      String complaint = maker.complaintAbout(values);
      if (complaint == null) {
        return;
      }
      List<Integer> culprits = maker.culprits(complaint, values, defaults);
      if (replaced.stream().noneMatch(name -> names(complaint, name))) {
        reportComplaint(type, culprits, complaint, given, path);
      }
      if (culprits.isEmpty()) {
        return;
      }
      for (int culprit : culprits) {
        values[culprit] = defaults[culprit];
        replaced.add(keys.get(culprit).name());
      }
    }
  }

  private void reportComplaint(
      Class<?> type, List<Integer> culprits, String complaint, RawValue given, String path) {
    List<SettingsBlock.Key> keys =
        culprits.stream().map(SettingsBlock.of(type).keys()::get).toList();
    SettingsBlock.Key key = keys.stream()
        .filter(culprit -> keys.size() == 1 || names(complaint, culprit.name()))
        .findFirst()
        .orElse(null);
    if (key == null) {
      fail(Redaction.of(type, given), path, complaint);
    } else {
      RawValue value = requireNonNull(((RawValue.Block) given).entries().get(key.name()));
      fail(Redaction.of(key, value), join(path, key.name()), complaint);
    }
  }

  /** Replaces values that could not be bound by the defaults; returns their keys. */
  private static Set<String> replaceFailed(
      List<SettingsBlock.Key> keys, @Nullable Object[] values, @Nullable Object[] defaults) {
    Set<String> replaced = new HashSet<>();
    for (int i = 0; i < values.length; i++) {
      if (values[i] instanceof Partial partial) {
        values[i] = partial.others;
        defaults[i] = defaults[i] == partial ? partial.others : defaults[i];
      } else if (values[i] == FAILED) {
        values[i] = defaults[i];
        replaced.add(keys.get(i).name());
      }
    }
    return replaced;
  }

  private static boolean names(String complaint, String key) {
    return Pattern.compile("\\b" + Pattern.quote(key) + "\\b")
        .matcher(complaint)
        .find();
  }

  /** Returns the defaults; a key that has none keeps its value. */
  private static @Nullable Object[] defaultsOf(
      List<SettingsBlock.Key> keys, @Nullable Object[] values) {
    SettingsBinder silent = new SettingsBinder(new ArrayList<>());
    @Nullable Object[] defaults = values.clone();
    for (int i = 0; i < defaults.length; i++) {
      Object byDefault = silent.bindKey(keys.get(i), null, null, "");
      if (byDefault != FAILED) {
        defaults[i] = byDefault;
      }
    }
    return defaults;
  }

  private @Nullable Object bindKey(
      SettingsBlock.Key key, @Nullable RawValue given, @Nullable RawValue block, String path) {
    if (key.isBlock()) {
      boolean absent = given == null || given.isNull();
      return absent && key.isNullable() ? null : bindBlock(key.type(), given, path);
    }
    if (given != null && !given.isNull()) {
      return bindValue(key, given, path);
    }
    if (!key.byDefault().isEmpty()) {
      return bindValue(key, YamlText.read(key.byDefault(), line -> DEFAULT, problems), path);
    }
    if (key.isNullable()) {
      return null;
    }
    String source = block == null ? DEFAULT : block.source();
    problems.add(new Problem(source, path, "", "missing"));
    return FAILED;
  }

  private Object bindValue(SettingsBlock.Key key, RawValue given, String path) {
    if (key.isMap()) {
      return bindMap(key, given, path);
    }
    return key.type() == List.class
        ? bindList(key, given, path)
        : bindScalar(key, key.type(), given, path);
  }

  private Object bindMap(SettingsBlock.Key key, RawValue given, String path) {
    if (!(given instanceof RawValue.Block block)) {
      return fail(
          Redaction.of(key, given), path, "expected names with values, not " + given.kind());
    }
    Map<String, Object> values = new LinkedHashMap<>();
    block
        .entries()
        .forEach((name, value) ->
            values.put(name, bindScalar(key, key.itemType(), value, join(path, name))));
    return values.containsValue(FAILED) ? FAILED : values;
  }

  private Object bindList(SettingsBlock.Key key, RawValue given, String path) {
    if (!(given instanceof RawValue.Items list)) {
      return fail(Redaction.of(key, given), path, "expected a list, not " + given.kind());
    }
    Class<?> type = key.itemType();
    List<Object> values = new ArrayList<>();
    for (RawValue item : list.items()) {
      String itemPath = path + "[" + values.size() + "]";
      values.add(
          SettingsBlock.isBlock(type)
              ? bindBlock(type, item, itemPath)
              : bindScalar(key, type, item, itemPath));
    }
    if (values.stream().noneMatch(SettingsBinder::isFailed)) {
      return values;
    }
    List<Object> others = values.stream().filter(value -> !isFailed(value)).toList();
    return others.isEmpty() ? FAILED : new Partial(others);
  }

  private Object bindScalar(SettingsBlock.Key key, Class<?> type, RawValue given, String path) {
    if (!(given instanceof RawValue.Scalar scalar)) {
      String wanted = "expected a single value (" + ScalarText.nameOf(type) + ")";
      return fail(Redaction.of(type, given), path, wanted + ", not " + given.kind());
    }
    try {
      return ScalarText.parse(type, scalar, key.refersToGroups());
    } catch (IllegalArgumentException e) {
      return fail(Redaction.of(type, given), path, messageOf(e));
    }
  }

  /** Checks the keys that are not the record's own: foreign or unknown ones. */
  private void checkOthers(SettingsBlock accepted, Map<String, RawValue> entries, String path) {
    Map<String, List<ForeignKey>> foreign = accepted.foreignByHead();
    entries.forEach((name, value) -> {
      if (accepted.keys().stream().noneMatch(key -> key.name().equals(name))) {
        RawValue shown =
            accepted.holdsSecrets() && !foreign.containsKey(name) ? Redaction.hidden(value) : value;
        checkForeign(name, shown, path, foreign, accepted.names());
      }
    });
  }

  private void checkForeign(
      String name,
      RawValue given,
      String path,
      Map<String, List<ForeignKey>> foreign,
      List<String> names) {
    String keyPath = join(path, name);
    List<ForeignKey> keys = foreign.get(name);
    if (keys == null) {
      String hint = Spelling.nearest(name, names)
          .map(near -> ", did you mean " + near + "?")
          .orElse("");
      fail(given, keyPath, "unknown key" + hint);
      return;
    }
    for (ForeignKey key : keys) {
      if (key.isLeaf()) {
        checkForeignValue(key.foreign(), given, keyPath);
        return;
      }
    }
    if (given instanceof RawValue.Block block) {
      Map<String, List<ForeignKey>> below = SettingsBlock.below(keys);
      List<String> namesBelow = List.copyOf(below.keySet());
      block
          .entries()
          .forEach((word, value) -> checkForeign(word, value, keyPath, below, namesBelow));
    } else if (!given.isNull()) {
      fail(given, keyPath, "expected a block of settings, not " + given.kind());
    }
  }

  private void checkForeignValue(Foreign foreign, RawValue given, String path) {
    if (!foreign.instead().isEmpty()) {
      notes.add(path + " has no effect: " + foreign.instead());
    } else if (!given.isNull() && !isSame(given, foreign.byDefault())) {
      boolean never = foreign.byDefault().isEmpty();
      String only = never ? "leave it out" : "only " + foreign.byDefault() + " is";
      String rather = foreign.rather().isEmpty() ? "" : ": " + foreign.rather();
      fail(never ? Redaction.hidden(given) : given, path, "not supported yet, " + only + rather);
    }
  }

  private boolean isSame(RawValue given, String byDefault) {
    String wanted = YamlText.read(byDefault, line -> DEFAULT, problems).text();
    return given.text().equalsIgnoreCase(wanted)
        || (wanted.equals("0") && given.text().matches("0(ns|us|µs|ms|s|m|h)"));
  }

  private Object fail(RawValue given, String path, String what) {
    problems.add(new Problem(given.source(), path, given.shown(), what));
    return FAILED;
  }

  private static String messageOf(IllegalArgumentException e) {
    return e.getMessage() == null ? "refused" : e.getMessage();
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
