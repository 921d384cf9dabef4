// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.model.StoreId;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds the bytes of the messages between a store and its follower. */
class FollowBytesTest {
  private static final StoreId STORE = new StoreId(0x0102030405060708L, -2);

  private static Frame frame(String lines) {
    return new Frame(HexFormat.of()
        .parseHex(lines.lines().map(line -> line.split(" ", 2)[0]).collect(Collectors.joining())));
  }

  private static void assertBytes(FollowRequest request, String lines) {
    Frame expected = frame(lines);
    assertThat(HexFormat.of().formatHex(request.toFrame().bytes()))
        .isEqualTo(HexFormat.of().formatHex(expected.bytes()));
    FollowRequest read = FollowRequest.from(expected);
    assertThat(read).usingRecursiveComparison().isEqualTo(request);
  }

  @Test
  void requests_areTheseBytes() {
    assertBytes(FollowRequest.hello(STORE), """
        01 version
        00 hello
        0102030405060708fffffffffffffffe store
        0000000000000000 session
        0000000000000000 life
        00 sealed
        00 address
        00 records
        """);
    assertBytes(FollowRequest.begin(STORE, 5, -7), """
        01 version
        01 begin
        0102030405060708fffffffffffffffe store
        0000000000000005 session
        fffffffffffffff9 life
        00 sealed
        00 address
        00 records
        """);
    assertBytes(FollowRequest.startOver(STORE, 5, -7, "a", 300), """
        01 version
        02 start over
        0102030405060708fffffffffffffffe store
        0000000000000005 session
        fffffffffffffff9 life
        00 sealed
        0161 address: 1 byte, "a"
        00 records
        ac02 bytes in memory: 300
        """);
    assertBytes(FollowRequest.records(STORE, 5, -7, 200, new byte[] {1, 2, 3}), """
        01 version
        03 records
        0102030405060708fffffffffffffffe store
        0000000000000005 session
        fffffffffffffff9 life
        c801 sealed: 200
        00 address
        03010203 records: 3 bytes
        """);
  }

  @Test
  void requestOfEarlierReleases_hasNoSizeInMemory() {
    FollowRequest read = FollowRequest.from(frame("""
        01 version
        02 start over
        0102030405060708fffffffffffffffe store
        0000000000000005 session
        fffffffffffffff9 life
        00 sealed
        0161 address: 1 byte, "a"
        00 records
        """));
    assertThat(read)
        .usingRecursiveComparison()
        .isEqualTo(FollowRequest.startOver(STORE, 5, -7, "a", 0));
  }

  @Test
  void reply_isTheseBytes() {
    String bytes = """
        01 copying
        0000000000000005 session
        fffffffffffffff9 life
        c801 commit: 200
        0162 message: 1 byte, "b"
        """;
    FollowReply reply = new FollowReply(FollowReply.Outcome.COPYING, 5, -7, 200, "b");
    assertThat(HexFormat.of().formatHex(reply.toFrame().bytes()))
        .isEqualTo(HexFormat.of().formatHex(frame(bytes).bytes()));
    assertThat(FollowReply.from(frame(bytes))).isEqualTo(reply);
  }

  @Test
  void requestsOfLaterVersions_areRefused() {
    assertThatThrownBy(() -> FollowRequest.from(frame("02 version")))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessage("request to follow of version 2");
    assertThatThrownBy(() -> FollowRequest.from(frame("0104 version and kind")))
        .isInstanceOf(MalformedFrameException.class);
    assertThatThrownBy(() -> FollowReply.from(frame("03 outcome")))
        .isInstanceOf(MalformedFrameException.class);
  }
}
