// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;

/** A connection of HTTP/2, frame by frame (RFC 9113), for what no client does. */
final class Http2Socket implements AutoCloseable {
  static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;

  static final int ACK = 1;
  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;

  private final Socket socket;
  private final DataInputStream in;

  /** Connects, and waits for the server's settings, which it does not acknowledge. */
  Http2Socket(int port) throws IOException {
    socket = new Socket("localhost", port);
    socket.setSoTimeout(10_000);
    in = new DataInputStream(socket.getInputStream());
    socket.getOutputStream().write(PREFACE.getBytes(ISO_8859_1));
    send(SETTINGS, 0, 0, new byte[0]);
    awaitFrame(SETTINGS, 0);
  }

  void send(int type, int flags, int stream, byte[] payload) throws IOException {
    socket
        .getOutputStream()
        .write(Buffer.buffer()
            .appendMedium(payload.length)
            .appendByte((byte) type)
            .appendByte((byte) flags)
            .appendInt(stream)
            .appendBytes(payload)
            .getBytes());
  }

  /** Begins a call that exports spans. */
  void beginExport(int stream) throws IOException {
    beginCall(stream, TestSender.EXPORT);
  }

  void beginCall(int stream, String path) throws IOException {
    // POST and http are of HPACK's static table; 4 is the name of a path, 31 of a content type.
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.writeBytes(new byte[] {(byte) 0x83, (byte) 0x86, 4, (byte) path.length()});
    block.writeBytes(path.getBytes(ISO_8859_1));
    block.writeBytes(new byte[] {0x0f, 31 - 0x0f, 16});
    block.writeBytes("application/grpc".getBytes(ISO_8859_1));
    send(HEADERS, END_HEADERS, stream, block.toByteArray());
  }

  /** Waits for a frame, passes over others, and returns its payload. */
  byte[] awaitFrame(int type, int stream) throws IOException {
    while (true) {
      int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
      int gotType = in.readUnsignedByte();
      in.readByte();
      int gotStream = in.readInt();
      byte[] payload = in.readNBytes(length);
      if (gotType == type && gotStream == stream) {
        return payload;
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
