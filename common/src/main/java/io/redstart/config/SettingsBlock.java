// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys that a settings record accepts: its own in order, and the foreign ones. */
record SettingsBlock(List<Key> keys, List<ForeignKey> foreign) {
  /**
   * A key of a record.
   *
   * @param name the name as it is written
   * @param component the component that it is bound to
   * @param setting its description
   */
  record Key(
      String name, RecordComponent component, @Nullable Setting setting) {
    Class<?> type() {
      return component.getType();
    }

    boolean isBlock() {
      return SettingsBlock.isBlock(type());
    }

    /** Returns whether its values, or some below it, are secrets. */
    boolean holdsSecrets() {
      Class<?> item = type() == List.class || isMap() ? itemType() : type();
      return item == Secret.class || (SettingsBlock.isBlock(item) && of(item).holdsSecrets());
    }

    /** Returns whether it holds single values by names of the user's choice. */
    boolean isMap() {
      return type() == Map.class;
    }

    /** Returns the type of a list's items, or of a map's values. */
    Class<?> itemType() {
      ParameterizedType collection = (ParameterizedType) component.getGenericType();
      return (Class<?>) collection.getActualTypeArguments()[isMap() ? 1 : 0];
    }

    boolean isNullable() {
      return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    /** Returns its default as YAML, or the empty string. */
    String byDefault() {
      return setting == null ? "" : setting.byDefault();
    }

    boolean refersToGroups() {
      return setting != null && setting.refersToGroups();
    }

    List<String> aliases() {
      return setting == null ? List.of() : List.of(setting.aliases());
    }

    boolean isCalled(String word) {
      return word.equals(name)
          || aliases().stream()
              .anyMatch(alias -> alias.endsWith("/") ? word.startsWith(alias) : word.equals(alias));
    }
  }

  /**
   * The rest of a foreign key below a block.
   *
   * @param path the words of the rest, at least one
   */
  record ForeignKey(List<String> path, Foreign foreign) {
    String head() {
      return path.get(0);
    }

    boolean isLeaf() {
      return path.size() == 1;
    }

    private ForeignKey below() {
      return new ForeignKey(path.subList(1, path.size()), foreign);
    }
  }

  /** Returns the keys that a record accepts. */
  static SettingsBlock of(Class<?> type) {
    List<Key> keys = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      Setting setting = component.getAnnotation(Setting.class);
      String name = setting == null || setting.key().isEmpty()
          ? snakeCase(component.getName())
          : setting.key();
      keys.add(new Key(name, component, setting));
    }
    List<ForeignKey> foreign = new ArrayList<>();
    for (Foreign key : type.getAnnotationsByType(Foreign.class)) {
      foreign.add(new ForeignKey(List.of(key.key().split("\\.")), key));
    }
    return new SettingsBlock(keys, foreign);
  }

  /** Returns whether the block, or one below it, has secrets. */
  boolean holdsSecrets() {
    return keys.stream().anyMatch(Key::holdsSecrets);
  }

  /** Returns whether values of a type are blocks of settings rather than single values. */
  static boolean isBlock(Class<?> type) {
    return type.isRecord() && type != Endpoint.class;
  }

  /** Returns the key of that name or alias. */
  @Nullable
  Key find(String word) {
    return keys.stream().filter(key -> key.isCalled(word)).findFirst().orElse(null);
  }

  /** Returns the foreign keys, grouped by their first word. */
  Map<String, List<ForeignKey>> foreignByHead() {
    return byHead(foreign);
  }

  /** Returns the rest of foreign keys below their first word, grouped by the next one. */
  static Map<String, List<ForeignKey>> below(List<ForeignKey> keys) {
    return byHead(
        keys.stream().filter(key -> !key.isLeaf()).map(ForeignKey::below).toList());
  }

  private static Map<String, List<ForeignKey>> byHead(List<ForeignKey> keys) {
    Map<String, List<ForeignKey>> byHead = new LinkedHashMap<>();
    keys.forEach(
        key -> byHead.computeIfAbsent(key.head(), head -> new ArrayList<>()).add(key));
    return byHead;
  }

  /** Returns every name that may be written in the block. */
  List<String> names() {
    List<String> names = new ArrayList<>();
    for (Key key : keys) {
      names.add(key.name());
      key.aliases().stream().filter(alias -> !alias.endsWith("/")).forEach(names::add);
    }
    names.addAll(foreignByHead().keySet());
    return names;
  }

  /** Returns the paths of all keys and blocks below a record, by any of their names. */
  static List<String> paths(Class<?> type) {
    List<String> paths = new ArrayList<>();
    addPaths(type, "", paths);
    return paths;
  }

  private static void addPaths(Class<?> type, String prefix, List<String> paths) {
    SettingsBlock block = of(type);
    for (Key key : block.keys) {
      List<String> names = new ArrayList<>(List.of(key.name()));
      key.aliases().stream().filter(alias -> !alias.endsWith("/")).forEach(names::add);
      for (String name : names) {
        paths.add(prefix + name);
        if (key.isBlock()) {
          addPaths(key.type(), prefix + name + ".", paths);
        }
      }
    }
    block.foreign.forEach(key -> paths.add(prefix + key.foreign().key()));
  }

  /** Returns {@code maxRecvMsgSizeMib} as {@code max_recv_msg_size_mib}. */
  private static String snakeCase(String name) {
    return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  /** Returns the names of an enum's constants as they are written. */
  static List<String> words(Class<?> enumType) {
    return Arrays.stream(enumType.getEnumConstants()).map(SettingsBlock::word).toList();
  }

  /** Returns the name of an enum's constant as it is written. */
  static String word(Object constant) {
    return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
  }
}
