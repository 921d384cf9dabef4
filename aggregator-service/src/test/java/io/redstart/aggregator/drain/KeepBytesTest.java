// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.drain;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.model.StoreId;
import io.redstart.wire.Frame;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds the bytes of the messages that hand a store over. */
class KeepBytesTest {
  private static void assertBytes(Frame frame, String lines) {
    assertThat(HexFormat.of().formatHex(frame.bytes()))
        .isEqualTo(lines.lines().map(line -> line.split(" ", 2)[0]).collect(Collectors.joining()));
  }

  @Test
  void request_isTheseBytes() {
    KeepRequest request = new KeepRequest(
        KeepRequest.Kind.KEEP,
        new StoreId(0x0102030405060708L, -2),
        9,
        "s",
        true,
        7,
        5_000,
        1,
        2,
        10,
        true);
    assertBytes(request.toFrame(), """
        01 keep
        0102030405060708fffffffffffffffe store
        0000000000000009 drain
        0173 source: 1 byte, "s"
        01 replica
        07 last commit
        8827 window: 5000
        01 bytes on disk
        02 bytes in memory
        000000000000000a life
        01 one copy more
        """);
    assertThat(KeepRequest.from(request.toFrame())).isEqualTo(request);
  }

  @Test
  void messagesOfEarlierReleases_endBeforeTheLifeAndTheCopy() {
    byte[] request = new KeepRequest(
            KeepRequest.Kind.KEEP, new StoreId(1, 2), 9, "s", true, 7, 5_000, 1, 2, 10, true)
        .toFrame()
        .bytes();
    assertThat(KeepRequest.from(new Frame(Arrays.copyOf(request, request.length - 9))))
        .isEqualTo(new KeepRequest(
            KeepRequest.Kind.KEEP, new StoreId(1, 2), 9, "s", true, 7, 5_000, 1, 2, 0, false));
    byte[] reply = new KeepReply("", 300, true, "p", 1, 2, true).toFrame().bytes();
    assertThat(KeepReply.from(new Frame(Arrays.copyOf(reply, reply.length - 1))))
        .isEqualTo(new KeepReply("", 300, true, "p", 1, 2, false));
  }

  @Test
  void reply_isTheseBytes() {
    KeepReply reply = new KeepReply("r", 300, true, "p", 1, 2, true);
    assertBytes(reply.toFrame(), """
        0172 refusal: 1 byte, "r"
        ac02 free bytes: 300
        01 served
        0170 phase: 1 byte, "p"
        01 bytes that are done
        02 of so many
        01 has a copy
        """);
    assertThat(KeepReply.from(reply.toFrame())).isEqualTo(reply);
  }
}
