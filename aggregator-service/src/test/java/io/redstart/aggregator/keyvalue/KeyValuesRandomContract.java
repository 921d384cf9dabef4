// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.keyvalue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Random changes and reads, compared with sorted maps that each view copies. */
abstract class KeyValuesRandomContract {
  private static final String[] FAMILIES = {"default", "f1", "f2", "m1"};

  /** A view, the contents it has to show, and a cursor with the key it has to be at. */
  private static final class Seen {
    final KeyValuesView view;
    final Map<String, TreeMap<byte[], byte[]>> expected = new HashMap<>();
    final TreeMap<byte[], byte[]> expectedFamily;
    final KeyValuesCursor cursor;
    Map.@Nullable Entry<byte[], byte[]> at;

    Seen(KeyValuesView view, Map<String, TreeMap<byte[], byte[]>> model, String family) {
      this.view = view;
      model.forEach((name, contents) -> expected.put(name, new TreeMap<>(contents)));
      expectedFamily = expected.getOrDefault(family, empty());
      cursor = view.cursor(family);
    }
  }

  private final Map<String, TreeMap<byte[], byte[]>> model = new HashMap<>();
  private final List<Seen> views = new ArrayList<>();
  private String step = "";

  abstract KeyValues open();

  /** Closes the store and opens what a kill would leave, if everything is flushed. */
  abstract KeyValues reopen(KeyValues store);

  @RepeatedTest(8)
  void store_isASortedMap(RepetitionInfo repetition) {
    SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
    KeyValues store = open();
    model.put("default", empty());
    for (int round = 0; round < 400; round++) {
      step = "seed " + repetition.getCurrentRepetition() + ", round " + round;
      store = change(store, random);
      if (!views.isEmpty()) {
        read(views.get(random.nextInt(views.size())), random);
      }
      assertThat(store.families()).as(step).isEqualTo(model.keySet());
    }
    closeViews();
    store.close();
  }

  private KeyValues change(KeyValues store, SplittableRandom random) {
    String family = FAMILIES[random.nextInt(FAMILIES.length)];
    switch (random.nextInt(40)) {
      case 0 -> store.flush();
      case 1 -> store.compact(family);
      case 2 -> drop(store, family);
      case 3, 4 -> create(store, family);
      case 5 -> {
        store.flush();
        closeViews();
        return reopen(store);
      }
      case 6, 7, 8, 9 -> views.add(new Seen(store.view(), model, family));
      case 10, 11, 12 -> closeView(random);
      default -> write(store, random);
    }
    return store;
  }

  private void create(KeyValues store, String family) {
    store.create(family);
    model.computeIfAbsent(family, name -> empty());
  }

  private void drop(KeyValues store, String family) {
    if (!family.equals("default")) {
      store.drop(family);
      model.remove(family);
    }
  }

  private void write(KeyValues store, SplittableRandom random) {
    WriteBatch batch = new WriteBatch();
    List<String> names = model.keySet().stream().sorted().toList();
    for (int i = random.nextInt(20); i > 0; i--) {
      String family = names.get(random.nextInt(names.size()));
      byte[] key = key(random);
      if (random.nextInt(3) == 0) {
        batch.delete(family, key);
        contents(family).remove(key);
      } else {
        byte[] value = new byte[random.nextInt(40)];
        random.nextBytes(value);
        batch.put(family, key, value);
        contents(family).put(key, value);
      }
    }
    store.write(batch);
  }

  private TreeMap<byte[], byte[]> contents(String family) {
    return model.computeIfAbsent(family, name -> empty());
  }

  private void read(Seen seen, SplittableRandom random) {
    String family = FAMILIES[random.nextInt(FAMILIES.length)];
    byte[] wanted = key(random);
    TreeMap<byte[], byte[]> contents = seen.expected.get(family);
    assertThat(seen.view.hasFamily(family)).as(step).isEqualTo(contents != null);
    assertThat(seen.view.get(family, wanted))
        .as(step)
        .isEqualTo(contents == null ? null : contents.get(wanted));
    for (int i = 0; i < 8; i++) {
      move(seen, random);
      assertThat(seen.cursor.isValid()).as(step).isEqualTo(seen.at != null);
      if (seen.at != null) {
        assertThat(seen.cursor.key()).as(step).isEqualTo(seen.at.getKey());
        assertThat(seen.cursor.value()).as(step).isEqualTo(seen.at.getValue());
      }
    }
  }

  private static void move(Seen seen, SplittableRandom random) {
    byte[] key = key(random);
    int kind = random.nextInt(seen.at == null ? 2 : 8);
    if (kind == 0) {
      seen.cursor.seek(key);
      seen.at = seen.expectedFamily.ceilingEntry(key);
    } else if (kind == 1) {
      seen.cursor.seekForPrev(key);
      seen.at = seen.expectedFamily.floorEntry(key);
    } else if (kind < 5) {
      seen.cursor.next();
      seen.at = seen.expectedFamily.higherEntry(seen.at.getKey());
    } else {
      seen.cursor.prev();
      seen.at = seen.expectedFamily.lowerEntry(seen.at.getKey());
    }
  }

  private void closeView(SplittableRandom random) {
    if (!views.isEmpty()) {
      views.remove(random.nextInt(views.size())).view.close();
    }
  }

  private void closeViews() {
    views.forEach(seen -> seen.view.close());
    views.clear();
  }

  /** Few different keys, so that they meet again; the bytes are at the ends of both signs. */
  private static byte[] key(SplittableRandom random) {
    byte[] key = new byte[random.nextInt(4)];
    for (int i = 0; i < key.length; i++) {
      key[i] = new byte[] {0, 1, 127, -128, -1}[random.nextInt(5)];
    }
    return key;
  }

  private static TreeMap<byte[], byte[]> empty() {
    return new TreeMap<>(Arrays::compareUnsigned);
  }
}
