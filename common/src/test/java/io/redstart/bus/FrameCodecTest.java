// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redstart.wire.Frame;
import io.redstart.wire.MalformedFrameException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class FrameCodecTest {
  private final FrameCodec codec = new FrameCodec();
  private Vertx vertx;

  @BeforeEach
  void register() {
    vertx = Vertx.vertx();
    FrameCodec.register(vertx.eventBus());
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void frame_insideAJvm_isHandedOverByReference() throws Exception {
    Frame frame = new Frame(new byte[] {1, 2, 3});
    vertx.eventBus().<Frame>consumer("echo", message -> message.reply(message.body()));
    Frame back = vertx
        .eventBus()
        .<Frame>request("echo", frame)
        .map(Message::body)
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
    assertThat(back).isSameAs(frame);
  }

  @Test
  void register_twice_keepsTheFirst() {
    FrameCodec.register(vertx.eventBus());
    assertThatThrownBy(() -> vertx.eventBus().registerDefaultCodec(Frame.class, codec))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void frame_betweenJvms_roundTripsAtAnyPosition() {
    Buffer buffer = Buffer.buffer("before");
    codec.encodeToWire(buffer, new Frame(new byte[] {9, 8}));
    assertThat(buffer.getBytes(6, 13)).containsExactly(3, 0, 0, 0, 2, 9, 8);
    buffer.appendString("after");
    assertThat(codec.decodeFromWire(6, buffer).bytes()).containsExactly(9, 8);
  }

  @Test
  void frame_ofAnotherVersion_isMalformed() {
    Buffer buffer = Buffer.buffer(new byte[] {1, 0, 0, 0, 0});
    assertThatThrownBy(() -> codec.decodeFromWire(0, buffer))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessage("envelope of version 1, this member knows version 3");
  }
}
