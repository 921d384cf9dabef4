// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.body;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.ingest.TestMemory;
import io.redstart.limit.MemoryBudget;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class ArrayPoolTest {
  private final MemoryBudget budget = TestMemory.bodies(1 << 20);

  @Test
  void pools_shareABudget() {
    ArrayPool one = new ArrayPool(budget, 2, new LongAdder());
    ArrayPool other = new ArrayPool(budget, 2, new LongAdder());
    byte[] most = one.take(1 << 19);
    assertThat(most).hasSize(1 << 19);
    assertThat(other.take(1 << 19)).hasSize(1 << 19);
    assertThat(other.take(1)).isNull();
    assertThat(budget.refusals()).isEqualTo(1);
    one.give(most);
    assertThat(other.take(1)).isNotNull();
  }

  @Test
  void give_keepsAShareOfTheBudget() {
    ArrayPool pool = new ArrayPool(budget);
    byte[] small = pool.take(1 << 17);
    byte[] large = pool.take(1 << 19);
    pool.give(small);
    pool.give(large);
    assertThat(budget.usedBytes()).as("the large one is let go").isEqualTo(1 << 17);
    assertThat(pool.take(1 << 17)).isSameAs(small);
  }

  @Test
  void take_dropsWhatIsKeptIfItNeedsTheRoom() {
    ArrayPool pool = new ArrayPool(budget);
    byte[] kept = pool.take(1 << 17);
    pool.give(kept);
    assertThat(pool.take(1 << 20)).hasSize(1 << 20);
    assertThat(budget.usedBytes()).isEqualTo(1 << 20);
  }

  @Test
  void requestMaxBytes_leavesRoomToGrow() {
    assertThat(ArrayPool.requestMaxBytes(TestMemory.bodies(19 << 20))).isEqualTo(16 << 20);
    assertThat(ArrayPool.requestMaxBytes(TestMemory.bodies(16 << 20))).isEqualTo(8 << 20);
  }

  @Test
  void bytesThatAreOnlyAnnounced_takeLittle() {
    ArrayPool pool = new ArrayPool(budget);
    GatheredBytes announced = new GatheredBytes(pool);
    announced.expect(1 << 20);
    announced.append(Buffer.buffer(new byte[10]), 0, 10);
    assertThat(budget.usedBytes()).isEqualTo(1 << 16);
  }
}
