// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DiskRoomTest {
  private static final long MIB = 1 << 20;

  private long usableBytes = 100 * MIB;
  private boolean fails;

  private DiskRoom room(long minFreeBytes, long chunkBytes) {
    return new DiskRoom(Path.of("data"), minFreeBytes, chunkBytes, this::usableBytes);
  }

  private long usableBytes() throws IOException {
    if (fails) {
      throw new IOException("gone");
    }
    return usableBytes;
  }

  @Test
  void problem_endsWhenThereIsRoomAgain() {
    DiskRoom room = room(10 * MIB, 4 * MIB);
    assertThat(room.problem()).isEmpty();
    usableBytes = 10 * MIB - 1;
    room.look();
    assertThat(room.problem())
        .hasValue(
            "the disk of data has 10485759 bytes free, less than the 10485760 of store.min_free_bytes");
    assertThat(room.freeBytes()).isEqualTo(10485759);
    usableBytes = 10 * MIB;
    room.look();
    assertThat(room.problem()).isEmpty();
  }

  @Test
  void problem_keepsRoomForChunksWhateverIsConfigured() {
    usableBytes = 3 * MIB;
    assertThat(room(0, 4 * MIB).problem())
        .hasValue(
            "the disk of data has 3145728 bytes free, less than the 4194304 that writing chunks"
                + " needs");
  }

  @Test
  void problem_namesADiskThatCannotBeMeasured() {
    fails = true;
    assertThat(room(0, 0).problem()).hasValue("cannot look at the disk of data: gone");
  }

  @Test
  void isFull_beforeNothingFits() {
    usableBytes = MIB;
    DiskRoom room = room(10 * MIB, 0);
    assertThat(room.isFull()).isFalse();
    usableBytes = MIB - 1;
    room.look();
    assertThat(room.isFull()).isTrue();
  }
}
