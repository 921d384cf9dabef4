// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.redstart.history.MemberAnnouncement;
import io.redstart.model.StoreId;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Checks that the build notices every change of what members of different releases agree on: each
 * message's bytes are held by a test, and the addresses stay the same.
 */
class GoldenMessagesTest {
  /** The classes that write or read messages, and the test that holds their bytes. */
  private static final Set<String> IN_WIRE_BYTES_TEST = Set.of(
      "wire.Announcement",
      "wire.BatchReader",
      "wire.BatchWriter",
      "wire.ChannelReply",
      "wire.ChannelRequest",
      "wire.FoldReply$Reader",
      "wire.FoldReply$Writer",
      "wire.SelectHead",
      "wire.SelectReply",
      "wire.SelectReply$Reader",
      "wire.SelectReply$Writer");

  private static final Set<String> IN_CLUSTER_BYTES_TEST =
      Set.of("wire.ClusterReply", "wire.ClusterRequest");

  private static final Set<String> IN_FOLLOW_BYTES_TEST =
      Set.of("wire.FollowReply", "wire.FollowRequest");

  private static final Set<String> IN_HISTORY_MESSAGES_TEST = Set.of(
      "history.HistoryPage",
      "history.HistoryRequest",
      "history.MemberAnnouncement",
      "history.OwnFamilies");

  /** They only carry bytes. */
  private static final Set<String> NO_MESSAGES =
      Set.of("wire.Frame", "wire.WireReader", "wire.WireWriter");

  @Test
  void everyMessage_hasItsBytesInATest() throws Exception {
    Set<String> expected = new TreeSet<>(IN_WIRE_BYTES_TEST);
    expected.addAll(IN_CLUSTER_BYTES_TEST);
    expected.addAll(IN_FOLLOW_BYTES_TEST);
    expected.addAll(IN_HISTORY_MESSAGES_TEST);
    Set<String> found = new TreeSet<>();
    Path classes = Path.of(
        Protocol.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    for (String name : List.of("wire", "history")) {
      try (Stream<Path> files = Files.list(classes.resolve("io/redstart").resolve(name))) {
        files
            .map(file -> name + "." + file.getFileName().toString())
            .filter(file -> file.endsWith(".class"))
            .map(file -> file.substring(0, file.length() - ".class".length()))
            .filter(GoldenMessagesTest::handlesFrames)
            .forEach(found::add);
      }
    }
    found.removeAll(NO_MESSAGES);
    assertThat(found)
        .as("add the bytes of a new message to WireBytesTest, then its class to this list")
        .isEqualTo(expected);
  }

  private static boolean handlesFrames(String name) {
    try {
      Class<?> type = Class.forName("io.redstart." + name, false, Protocol.class.getClassLoader());
      return Stream.concat(
              Arrays.stream(type.getDeclaredMethods()).filter(one -> !one.isSynthetic()),
              Arrays.stream(type.getDeclaredConstructors()))
          .filter(one -> !Modifier.isPrivate(one.getModifiers()))
          .anyMatch(one -> Arrays.asList(one.getParameterTypes()).contains(Frame.class)
              || one instanceof Method method && method.getReturnType() == Frame.class);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void addresses_areThoseOfVersion1() {
    Announcement store = new Announcement(
        new StoreId(0x0102030405060708L, -2), 0xabcL, "a", 4, 5_000, 0, 0, 0, true, List.of());
    MemberAnnouncement member =
        new MemberAnnouncement(new UUID(0x0123456789abcdefL, -3), "a", "query", 0, "1", true);
    String suffix = store.store() + ".abc";

    assertThat(List.of(
            Announcement.ADDRESS,
            Announcement.ASK_ADDRESS,
            store.statusAddress(),
            store.channelAddress(3),
            store.selectAddress(3),
            store.clusterAddress(),
            store.copyAddress(),
            store.followAddress(),
            store.keepAddress(),
            MemberAnnouncement.ADDRESS,
            MemberAnnouncement.ASK_ADDRESS,
            member.historyAddress()))
        .containsExactly(
            "redstart.stores",
            "redstart.stores.ask",
            "redstart.status." + suffix,
            "redstart.channel." + suffix + ".3",
            "redstart.select." + suffix + ".3",
            "redstart.cluster." + suffix,
            "redstart.copy." + suffix,
            "redstart.follow." + suffix,
            "redstart.keep." + suffix,
            "redstart.members",
            "redstart.members.ask",
            "redstart.history.01234567-89ab-cdef-ffff-fffffffffffd");
    assertThat(store.store()).hasToString("0102030405060708fffffffffffffffe");
  }
}
