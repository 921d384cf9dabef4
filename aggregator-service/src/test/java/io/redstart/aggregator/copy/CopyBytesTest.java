// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.aggregator.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.wire.Frame;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds the bytes of the messages that copy a store. */
class CopyBytesTest {
  private static void assertBytes(Frame frame, String lines) {
    assertThat(HexFormat.of().formatHex(frame.bytes()))
        .isEqualTo(lines.lines().map(line -> line.split(" ", 2)[0]).collect(Collectors.joining()));
  }

  @Test
  void request_isTheseBytes() {
    CopyRequest request = new CopyRequest(CopyRequest.Kind.READ, -2, 1, 300, 4);
    assertBytes(request.toFrame(), """
        01 read
        fffffffffffffffe copy
        01 file
        ac02 offset: 300
        04 length
        """);
    assertThat(CopyRequest.from(request.toFrame())).isEqualTo(request);
  }

  @Test
  void replies_areTheseBytes() {
    CopyList list = new CopyList(7, List.of(new CopyList.CopiedFile("rows/a", 5)));
    assertBytes(CopyReply.begun(list), """
        02 done
        07 last commit
        01 one file
        06726f77732f61 its name, 6 bytes
        05 its size
        """);
    assertThat(CopyReply.list(CopyReply.done(CopyReply.begun(list)))).isEqualTo(list);
    assertBytes(CopyReply.range(new byte[] {1, 2, 3}, 2), """
        02 done
        020102 two bytes
        """);
    assertBytes(CopyReply.sum(-1), """
        02 done
        ffffffffffffffff checksum
        """);
    assertBytes(CopyReply.refused("r"), """
        00 refused
        0172 reason
        """);
    assertBytes(CopyReply.waiting(), "01 wait");
    assertBytes(CopyReply.ended(), "02 done");
  }
}
