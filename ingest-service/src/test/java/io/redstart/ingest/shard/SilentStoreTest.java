// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.ingest.red.Fold;
import io.redstart.ingest.red.LabelSet;
import io.redstart.model.Weight;
import io.redstart.wire.Placement;
import io.vertx.core.Future;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A store that does not answer (docs/rules.md, C2, C7). */
final class SilentStoreTest extends RouterFixture {
  @Test
  void frozenStore_isUnknownAtTheDeadline() {
    discover(a);
    bus.freeze(a);
    Future<SubmissionOutcome> answer = submit(SETS.get(0));
    time.run(ACK_MILLIS - 1);
    assertThat(answer.isComplete()).isFalse();
    time.run(1);
    assertThat(answer.result()).isInstanceOf(SubmissionOutcome.Unknown.class);
  }

  @Test
  void frozenStore_besidesOneThatCommits_isPartial() {
    discover(a, b);
    bus.freeze(a);
    Fold fold = Routers.fold(1, ownedBy(a, a, b), ownedBy(b, a, b));
    fold.record(ownedBy(a, a, b), 2, Weight.ONE, 1);
    Future<SubmissionOutcome> answer = router.submit(fold);
    time.run(ACK_MILLIS);
    assertThat(answer.result())
        .isInstanceOfSatisfying(
            SubmissionOutcome.Partial.class,
            partial -> assertThat(partial.rejectedSpans()).isEqualTo(2));
  }

  @Test
  void frozenStore_isUsedAgainWhenItAnswers() {
    discover(a);
    bus.freeze(a);
    submit(SETS.get(0));
    time.run(10_000);
    assertRefused(submit(SETS.get(0)));
    bus.thaw(a);
    time.run(3_000);
    Future<SubmissionOutcome> answer = submit(SETS.get(0));
    time.run(10);
    assertThat(answer.result()).isEqualTo(new SubmissionOutcome.Accepted());
    assertThat(counted(SETS.get(0), 1)).isEqualTo(1);
  }

  @Test
  void silentStore_getsNoNewWork() {
    discover(a, b);
    LabelSet set = ownedBy(a, a, b);
    bus.freeze(a);
    submit(set);
    time.run(2_100);
    Future<SubmissionOutcome> answer = submit(set);
    time.run(10);
    assertThat(answer.result()).isEqualTo(new SubmissionOutcome.Accepted());
    assertThat(b.batches()).hasSize(1);
  }

  @Test
  void silentStore_handsOnWhatWasNotSent() {
    discover(a, b);
    LabelSet set = ownedBy(a, a, b);
    bus.freeze(a);
    Future<SubmissionOutcome> sent = submit(set);
    Future<SubmissionOutcome> pending = submit(set);
    time.run(2_100);
    assertThat(pending.result()).isEqualTo(new SubmissionOutcome.Accepted());
    assertThat(sent.isComplete()).isFalse();
    bus.thaw(a);
    time.run(ACK_MILLIS);
    assertThat(sent.result()).isEqualTo(new SubmissionOutcome.Accepted());
    assertThat(counted(set, 2)).isEqualTo(1);
  }

  @Test
  void silentStore_withoutASecondRank_refusesWhatWasNotSent() {
    discover(a);
    bus.freeze(a);
    submit(SETS.get(0));
    Future<SubmissionOutcome> pending = submit(SETS.get(0));
    time.run(2_100);
    assertRefused(pending);
  }

  @Test
  void slots_goOneRankFurtherAndNotTwo() {
    discover(a, b, c);
    List<FakeStore> all = List.of(a, b, c);
    LabelSet set = ownedBy(a, a, b, c);
    FakeStore second = all.get(
        new Placement(all.stream().map(store -> store.announcement().store()).toList())
            .second(set.slot()));
    bus.freeze(a);
    bus.freeze(second);
    submit(set);
    time.run(2_100);
    submit(set);
    time.run(2_100);
    assertRefused(submit(set));
  }
}
