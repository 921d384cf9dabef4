// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.redstart.ingest.TestMemory;
import io.redstart.ingest.red.Fold;
import org.junit.jupiter.api.Test;

class SubmissionTest {
  private static final long RETRY_AFTER_MILLIS = 7;

  private final ChannelMeters meters = new ChannelMeters(new SimpleMeterRegistry(), "loop");
  private final Submission submission = new Submission(2, 1_000, () -> RETRY_AFTER_MILLIS);

  @Test
  void refusedForTwoReasons_tellsTheFirst_byNameAndWords() {
    Batch one = batchOf(1);
    Batch two = batchOf(1);
    one.refuse(SubmissionRefusal.NOT_SENT, "an aggregator went away");
    two.refuse(SubmissionRefusal.STORE_REFUSED, "refused by b");

    assertThat(submission.answer().result())
        .isEqualTo(new SubmissionOutcome.Refused(
            SubmissionRefusal.NOT_SENT, "an aggregator went away", RETRY_AFTER_MILLIS));
  }

  private Batch batchOf(int spans) {
    Batch batch = new Batch(new Fold(TestMemory.batches()), meters);
    batch.board(submission.addPart(spans));
    return batch;
  }
}
