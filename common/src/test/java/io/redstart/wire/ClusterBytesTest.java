// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.model.StoreId;
import io.redstart.wire.ClusterReply.Draining;
import io.redstart.wire.ClusterReply.Facts;
import io.redstart.wire.ClusterReply.Lacking;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds the bytes of the messages behind {@code redstart cluster}. */
class ClusterBytesTest {
  private static Frame frame(String lines) {
    return new Frame(HexFormat.of()
        .parseHex(lines.lines().map(line -> line.split(" ", 2)[0]).collect(Collectors.joining())));
  }

  private static String hex(Frame frame) {
    return HexFormat.of().formatHex(frame.bytes());
  }

  @Test
  void request_isTheseBytes() {
    Frame bytes = frame("""
        02 forget
        0161 name: 1 byte, "a"
        """);
    ClusterRequest request = new ClusterRequest(ClusterRequest.Kind.FORGET, "a");
    assertThat(hex(request.toFrame())).isEqualTo(hex(bytes));
    assertThat(ClusterRequest.from(bytes)).isEqualTo(request);
  }

  @Test
  void reply_isTheseBytes() {
    Frame bytes = frame("""
        00 refusal
        0131 program: 1 byte, "1"
        02 label sets
        ac02 bytes of the store: 300
        03 free bytes
        04 last commit
        0163 phase: 1 byte, "c"
        05 bytes that are copied
        06 of so many
        0170 problem: 1 byte, "p"
        01 stores that lack copies
        0000000000000001 the store's id
        0000000000000002
        0163 phase: 1 byte, "c"
        0170 problem: 1 byte, "p"
        """);
    List<Lacking> lacking = List.of(new Lacking(new StoreId(1, 2), "c", "p"));
    ClusterReply reply =
        new ClusterReply("", new Facts("1", 2, 300, 3, 4, new Draining("c", 5, 6, "p"), lacking));
    assertThat(hex(reply.toFrame())).isEqualTo(hex(bytes));
    assertThat(ClusterReply.from(bytes)).isEqualTo(reply);
  }

  @Test
  void replyOfAnEarlierRelease_lacksNothing() {
    Frame bytes = frame("""
        00 refusal
        0131 program: 1 byte, "1"
        02 label sets
        03 bytes of the store
        04 free bytes
        05 last commit
        00 phase
        00 bytes that are copied
        00 of so many
        00 problem
        """);
    assertThat(ClusterReply.from(bytes).facts())
        .isEqualTo(new Facts("1", 2, 3, 4, 5, Draining.NO, List.of()));
  }
}
