// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.receiver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.redstart.ingest.TestMemory;
import io.redstart.ingest.TestSpans;
import io.redstart.ingest.answer.ExportAnswer;
import io.redstart.ingest.body.ArrayPool;
import io.redstart.ingest.body.GrpcBody;
import io.redstart.ingest.body.GrpcBodyTest;
import io.redstart.ingest.body.GunzipTest;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes in any chunks, on each level where they are framed. The first byte chooses the level, the
 * second how the rest is cut.
 *
 * <pre>
 *   0  the body of a gRPC call: gathered as a plain reading of its framing says
 *   1  a connection to the HTTP server
 *   2  a connection to the gRPC server, without the preface and SETTINGS that it begins with
 * </pre>
 *
 * <p>A server may answer what it likes, if it answers or closes, and forgets.
 */
class FramingFuzzTest {
  private static final int MESSAGE_MAX_BYTES = 1_000;
  private static final int HEAD_BYTES = 2;
  private static final byte[] PREFACE =
      ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + "\0\0\0\4\0\0\0\0\0").getBytes(ISO_8859_1);

  private static final byte[] MESSAGE = TestSpans.request(
          TestSpans.resource("service.name", "checkout"), TestSpans.span("a", 1).build())
      .toByteArray();

  private static @Nullable LoopbackReceiver receiver;

  private final ArrayPool pool = new ArrayPool(TestMemory.bodies(1 << 16));

  static Stream<byte[]> connections() throws IOException {
    byte[] frame = GrpcBodyTest.frame(0, MESSAGE).getBytes();
    byte[] gzipFrame = GrpcBodyTest.frame(1, GunzipTest.gzip(MESSAGE)).getBytes();
    return Stream.of(
        input(0, frame),
        input(0, gzipFrame),
        input(0, concat(frame, frame)),
        input(1, post("application/x-protobuf", "content-length: " + MESSAGE.length, MESSAGE)),
        input(1, post("application/json", "content-length: 2", "{}".getBytes(UTF_8))),
        input(
            1,
            post(
                "application/x-protobuf",
                "transfer-encoding: chunked\r\ncontent-encoding: gzip",
                "3\r\nabc\r\n0\r\n\r\n".getBytes(UTF_8))),
        input(1, post("application/x-protobuf", "expect: 100-continue", new byte[0])),
        input(2, call("identity", frame)),
        input(2, call("gzip", gzipFrame)),
        input(2, concat(call("gzip", frame), http2Frame(3, 0, 1, new byte[] {0, 0, 0, 8}))));
  }

  @AfterAll
  static void close() {
    if (receiver != null) {
      receiver.close();
      receiver = null;
    }
  }

  @Timeout(60)
  @MethodSource("connections")
  @FuzzTest
  void receive(byte[] input) throws IOException {
    if (input.length < HEAD_BYTES) {
      return;
    }
    byte[] bytes = Arrays.copyOfRange(input, HEAD_BYTES, input.length);
    BugDetectors.allowNetworkConnections((host, port) -> host.equals("localhost"));
    List<byte[]> chunks = cut(bytes, new SplittableRandom(input[1]));
    switch ((input[0] & 0xff) % 3) {
      case 0 -> receiveBody(bytes, chunks);
      case 1 -> receiver().toHttp(chunks);
      default -> {
        chunks.add(0, PREFACE);
        receiver().toGrpc(chunks);
      }
    }
    if (receiver != null) {
      receiver.assertUnharmed();
    }
  }

  /** Made with the first connection, when Jazzer's agent is there to instrument its classes. */
  private static LoopbackReceiver receiver() {
    if (receiver == null) {
      receiver = new LoopbackReceiver();
    }
    return receiver;
  }

  private void receiveBody(byte[] bytes, List<byte[]> chunks) {
    GrpcBody body = new GrpcBody(pool, "gzip", MESSAGE_MAX_BYTES);
    ExportAnswer early = null;
    for (int i = 0; i < chunks.size() && early == null; i++) {
      early = body.take(Buffer.buffer(chunks.get(i)));
    }
    ExportAnswer answer = early == null ? body.end() : early;
    ExportAnswer.Kind expected = plainReading(bytes);
    assertThat(answer == null ? ExportAnswer.Kind.ACCEPTED : answer.kind()).isEqualTo(expected);
    if (answer == null) {
      assertThat(Arrays.copyOf(body.array(), body.length()))
          .isEqualTo(Arrays.copyOfRange(bytes, 5, bytes.length));
      assertThat(body.encoding()).isEqualTo(bytes[0] == 0 ? "identity" : "gzip");
    }
    body.release();
    assertThat(pool.takenBytes()).isZero();
  }

  private static ExportAnswer.Kind plainReading(byte[] bytes) {
    if (bytes.length < 5) {
      return ExportAnswer.Kind.MALFORMED;
    }
    long length = ByteBuffer.wrap(bytes).getInt(1) & 0xffff_ffffL;
    if (length > MESSAGE_MAX_BYTES) {
      return ExportAnswer.Kind.TOO_LARGE;
    }
    boolean isFlagKnown = bytes[0] == 0 || bytes[0] == 1;
    return isFlagKnown && bytes.length == 5 + length
        ? ExportAnswer.Kind.ACCEPTED
        : ExportAnswer.Kind.MALFORMED;
  }

  private static List<byte[]> cut(byte[] bytes, SplittableRandom random) {
    List<byte[]> chunks = new ArrayList<>();
    int at = 0;
    while (at < bytes.length) {
      int next = Math.min(bytes.length, at + 1 + random.nextInt(1 << random.nextInt(12)));
      chunks.add(Arrays.copyOfRange(bytes, at, next));
      at = next;
    }
    return chunks;
  }

  private static byte[] post(String contentType, String headers, byte[] body) {
    String head = "POST /v1/traces HTTP/1.1\r\nhost: a\r\ncontent-type: %s\r\n%s\r\n\r\n"
        .formatted(contentType, headers);
    return concat(head.getBytes(UTF_8), body);
  }

  /** A call whose header fields are literals without Huffman coding (RFC 7541, 6.2.2). */
  private static byte[] call(String grpcEncoding, byte[] body) {
    byte[] headers = concat(
        literal(":method", "POST"),
        literal(":scheme", "http"),
        literal(":path", GrpcTraceHandler.EXPORT_PATH),
        literal(":authority", "a"),
        literal("content-type", "application/grpc"),
        literal("grpc-encoding", grpcEncoding),
        literal("te", "trailers"));
    return concat(http2Frame(1, 4, 1, headers), http2Frame(0, 1, 1, body));
  }

  private static byte[] literal(String name, String value) {
    byte[] nameBytes = name.getBytes(UTF_8);
    byte[] valueBytes = value.getBytes(UTF_8);
    return concat(
        new byte[] {0, (byte) nameBytes.length},
        nameBytes,
        new byte[] {(byte) valueBytes.length},
        valueBytes);
  }

  /** Frames a payload (RFC 9113, 4.1). */
  private static byte[] http2Frame(int type, int flags, int stream, byte[] payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .putInt(payload.length << 8 | type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  private static byte[] input(int level, byte[] bytes) {
    return concat(new byte[] {(byte) level, 0}, bytes);
  }

  private static byte[] concat(byte[]... parts) {
    Buffer all = Buffer.buffer();
    for (byte[] part : parts) {
      all.appendBytes(part);
    }
    return all.getBytes();
  }
}
