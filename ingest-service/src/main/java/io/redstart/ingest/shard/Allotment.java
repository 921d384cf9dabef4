// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.shard;

import io.redstart.ingest.red.Fold;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Assigns each entry of a fold to a channel. The assignment is checked against every channel's room
 * before anything is added, so that a fold is added whole or not at all (docs/rules.md, C1).
 */
final class Allotment {
  /** The share of one channel. */
  private static final class Share {
    final Channel channel;
    int sizeBytes;
    int spans;

    Share(Channel channel) {
      this.channel = channel;
    }
  }

  private final Fold fold;
  private final Share[] shareOf;
  private final List<Share> shares = new ArrayList<>();
  private @Nullable SubmissionRefusal refusal;

  /** Finds the owner of every entry; {@code ownerOf} returns null for a slot without one. */
  Allotment(Fold fold, IntFunction<@Nullable Channel> ownerOf) {
    this.fold = fold;
    this.shareOf = new Share[fold.size()];
    for (int entry = 0; entry < fold.size(); entry++) {
      Channel owner = ownerOf.apply(fold.labelSet(entry).slot());
      if (owner == null) {
        refusal = SubmissionRefusal.NO_STORE;
        return;
      }
      Share share = shareOf(owner);
      share.sizeBytes += fold.sizeBytesMax(entry);
      share.spans += fold.spans(entry);
      shareOf[entry] = share;
    }
    shares.forEach(this::checkRoom);
  }

  /**
   * Returns the share of a channel. There are few channels, so a list is faster to search than a
   * map.
   */
  private Share shareOf(Channel channel) {
    for (Share share : shares) {
      if (share.channel == channel) {
        return share;
      }
    }
    Share share = new Share(channel);
    shares.add(share);
    return share;
  }

  private void checkRoom(Share share) {
    if (share.channel.isBeyondAnyGrant(share.sizeBytes)) {
      refusal = SubmissionRefusal.TOO_LARGE;
    } else if (share.channel.roomBytes() < share.sizeBytes && refusal == null) {
      refusal = SubmissionRefusal.NO_ROOM;
    }
  }

  /** Returns why the fold cannot be accepted, or null if it can. */
  @Nullable
  SubmissionRefusal refusal() {
    return refusal;
  }

  /** Lets channels without room send, or ask for a new grant, unless a reply is under way. */
  void askForRoom() {
    for (Share share : shares) {
      if (share.channel.roomBytes() < share.sizeBytes) {
        share.channel.makeRoom();
      }
    }
  }

  /** Adds all entries to the channels' batches, as parts of a request. */
  void board(Submission submission) {
    for (Share share : shares) {
      share.channel.pending().board(submission.addPart(share.spans));
    }
    addEntries();
  }

  /** Adds all entries to the channels' batches, as the content of another batch, which ends. */
  void board(Batch source) {
    for (Share share : shares) {
      share.channel.pending().boardAll(source);
    }
    addEntries();
    source.left();
  }

  private void addEntries() {
    for (int entry = 0; entry < shareOf.length; entry++) {
      shareOf[entry].channel.pending().add(fold, entry);
    }
  }

  /** Lets the channels send. */
  void proceed() {
    for (Share share : shares) {
      share.channel.proceed();
    }
  }
}
