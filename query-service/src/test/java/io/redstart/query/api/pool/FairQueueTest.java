// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FairQueueTest {
  private final FairQueue<Integer> queue = new FairQueue<>();

  private List<Integer> all() {
    List<Integer> all = new ArrayList<>();
    while (!queue.isEmpty()) {
      all.add(queue.remove());
    }
    return all;
  }

  @Test
  void remove_givesEachClientItsTurn() {
    queue.add("a", 1);
    queue.add("a", 2);
    queue.add("a", 3);
    queue.add("b", 4);
    queue.add("c", 5);
    queue.add("c", 6);

    assertThat(queue.size()).isEqualTo(6);
    assertThat(all()).containsExactly(1, 4, 5, 2, 6, 3);
  }

  @Test
  void remove_ofAnElementLeavesTheOthers() {
    queue.add("a", 1);
    queue.add("b", 2);
    queue.add("b", 3);
    queue.remove("a", 1);
    queue.remove("b", 2);
    queue.remove("b", 4);
    queue.remove("c", 3);

    assertThat(queue.size()).isEqualTo(1);
    assertThat(all()).containsExactly(3);
  }
}
