// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.keyvalue;

import static io.redstart.aggregator.keyvalue.TestBytes.bytes;
import static io.redstart.aggregator.keyvalue.TestBytes.entries;
import static io.redstart.aggregator.keyvalue.TestBytes.puts;
import static io.redstart.aggregator.keyvalue.TestBytes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every implementation of {@link KeyValues} promises. */
abstract class KeyValuesContract {
  KeyValues store;

  abstract KeyValues open();

  @BeforeEach
  void openStore() {
    store = open();
    store.create("f1");
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Test
  void families_beginWithDefault() {
    assertThat(store.families()).containsExactlyInAnyOrder("default", "f1");
  }

  @Test
  void create_keepsAnExistingFamily() {
    store.write(puts("f1", "a", "1"));
    store.create("f1");
    store.create("default");
    assertThat(entries(store, "f1")).containsExactly("a=1");
  }

  @Test
  void write_appliesTheLastChangeOfAKey() {
    store.write(puts("f1", "a", "1", "b", "2", "c", "3"));
    store.write(puts("f1", "a", "4").delete("f1", bytes("a")).delete("f1", bytes("z")));
    store.write(new WriteBatch().delete("f1", bytes("b")).put("f1", bytes("b"), bytes("")));
    assertThat(entries(store, "f1")).containsExactly("b=", "c=3");
  }

  @Test
  void write_appliesNothingIfAFamilyIsMissing() {
    WriteBatch batch = puts("f1", "a", "1").put("f2", bytes("a"), bytes("1"));
    assertThatIllegalArgumentException().isThrownBy(() -> store.write(batch));
    assertThat(entries(store, "f1")).isEmpty();
  }

  @Test
  void write_keepsFamiliesApart() {
    store.write(puts("f1", "a", "1").put("default", bytes("a"), bytes("2")));
    assertThat(entries(store, "f1")).containsExactly("a=1");
    assertThat(entries(store, "default")).containsExactly("a=2");
  }

  @Test
  void get_findsExactKeysOnly() {
    store.write(puts("f1", "ab", "1"));
    try (KeyValuesView view = store.view()) {
      assertThat(view.get("f1", bytes("ab"))).isEqualTo(bytes("1"));
      assertThat(view.get("f1", bytes("a"))).isNull();
      assertThat(view.get("f1", bytes("abc"))).isNull();
      assertThat(view.get("f2", bytes("ab"))).isNull();
    }
  }

  @Test
  void keys_areOrderedByUnsignedBytes() {
    byte[][] ordered = {{}, {0}, {0, 0}, {0, (byte) 0xff}, {0x7f}, {(byte) 0x80}, {(byte) 0xff}};
    WriteBatch batch = new WriteBatch();
    for (int i = ordered.length; --i >= 0; ) {
      batch.put("f1", ordered[i], new byte[] {(byte) i});
    }
    store.write(batch);
    try (KeyValuesView view = store.view()) {
      KeyValuesCursor cursor = view.cursor("f1");
      cursor.seek(new byte[0]);
      for (int i = 0; i < ordered.length; i++, cursor.next()) {
        assertThat(cursor.key()).isEqualTo(ordered[i]);
        assertThat(cursor.value()).containsExactly(i);
      }
      assertThat(cursor.isValid()).isFalse();
    }
  }

  @Test
  void cursor_seeksBothWays() {
    store.write(puts("f1", "b", "1", "d", "2"));
    try (KeyValuesView view = store.view()) {
      KeyValuesCursor cursor = view.cursor("f1");
      cursor.seek(bytes("b"));
      assertThat(text(cursor.key())).isEqualTo("b");
      cursor.seek(bytes("c"));
      assertThat(text(cursor.key())).isEqualTo("d");
      cursor.seekForPrev(bytes("c"));
      assertThat(text(cursor.key())).isEqualTo("b");
      cursor.prev();
      assertThat(cursor.isValid()).isFalse();
      cursor.seekForPrev(bytes("d"));
      assertThat(text(cursor.value())).isEqualTo("2");
      cursor.next();
      assertThat(cursor.isValid()).isFalse();
    }
  }

  @Test
  void cursor_refusesToReadWhereNoKeyIs() {
    try (KeyValuesView view = store.view()) {
      for (String family : new String[] {"f1", "missing"}) {
        KeyValuesCursor cursor = view.cursor(family);
        assertThat(cursor.isValid()).isFalse();
        cursor.seek(bytes("a"));
        assertThat(cursor.isValid()).isFalse();
        assertThatIllegalStateException().isThrownBy(cursor::key);
        assertThatIllegalStateException().isThrownBy(cursor::value);
        assertThatIllegalStateException().isThrownBy(cursor::next);
        assertThatIllegalStateException().isThrownBy(cursor::prev);
      }
    }
  }

  @Test
  void view_isUnaffectedByLaterWrites() {
    store.write(puts("f1", "a", "1", "b", "2"));
    try (KeyValuesView view = store.view()) {
      store.write(puts("f1", "a", "3", "c", "4").delete("f1", bytes("b")));
      store.create("f2");
      store.flush();
      store.compact("f1");
      assertThat(entries(view, "f1")).containsExactly("a=1", "b=2");
      assertThat(view.hasFamily("f2")).isFalse();
      assertThat(entries(store, "f1")).containsExactly("a=3", "c=4");
    }
  }

  @Test
  void view_doesNotDelayWrites() throws Exception {
    try (KeyValuesView view = store.view()) {
      CompletableFuture.runAsync(() -> {
            store.write(puts("f1", "a", "1"));
            store.flush();
          })
          .get(20, TimeUnit.SECONDS);
      assertThat(entries(view, "f1")).isEmpty();
    }
  }

  @Test
  void drop_leavesTheFamilyToOpenViews() {
    store.write(puts("f1", "a", "1", "b", "2"));
    store.flush();
    try (KeyValuesView view = store.view()) {
      KeyValuesCursor cursor = view.cursor("f1");
      cursor.seek(bytes("a"));
      store.drop("f1");
      store.drop("f1");
      assertThat(store.families()).containsExactly("default");
      assertThat(view.hasFamily("f1")).isTrue();
      cursor.next();
      assertThat(text(cursor.value())).isEqualTo("2");
      assertThat(entries(view, "f1")).containsExactly("a=1", "b=2");
      assertThat(view.get("f1", bytes("a"))).isEqualTo(bytes("1"));
    }
    assertThat(store.sizeBytes("f1")).isZero();
  }

  @Test
  void drop_leavesNothingToANewFamilyOfThatName() {
    store.write(puts("f1", "a", "1"));
    try (KeyValuesView before = store.view()) {
      store.drop("f1");
      store.create("f1");
      store.write(puts("f1", "b", "2"));
      assertThat(entries(store, "f1")).containsExactly("b=2");
      assertThat(entries(before, "f1")).containsExactly("a=1");
    }
  }

  @Test
  void drop_refusesTheDefaultFamily() {
    assertThatIllegalArgumentException().isThrownBy(() -> store.drop("default"));
  }

  @Test
  void sizeBytes_growsWithTheContents() {
    store.write(new WriteBatch().put("f1", bytes("a"), new byte[1 << 20]));
    assertThat(store.sizeBytes("f1")).isBetween(1L << 20, 2L << 20);
    assertThat(store.sizeBytes("missing")).isZero();
  }

  @Test
  void close_refusesWhileAViewIsOpen() {
    KeyValuesView view = store.view();
    KeyValuesCursor cursor = view.cursor("f1");
    assertThatIllegalStateException().isThrownBy(store::close).withMessageContaining("1 views");
    view.close();
    view.close();
    assertThatIllegalStateException().isThrownBy(() -> cursor.seek(bytes("a")));
    assertThatIllegalStateException().isThrownBy(() -> view.get("f1", bytes("a")));
    assertThatIllegalStateException().isThrownBy(() -> view.cursor("f1"));
  }

  @Test
  void close_endsAllElse() {
    store.close();
    store.close();
    assertThatIllegalStateException().isThrownBy(store::view);
    assertThatIllegalStateException().isThrownBy(store::families);
    assertThatIllegalStateException().isThrownBy(store::flush);
    assertThatIllegalStateException().isThrownBy(() -> store.create("f2"));
    assertThatIllegalStateException().isThrownBy(() -> store.drop("f1"));
    assertThatIllegalStateException().isThrownBy(() -> store.sizeBytes("f1"));
    assertThatIllegalStateException().isThrownBy(() -> store.write(puts("f1", "a", "1")));
  }
}
