// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** A client that sends what it likes, when it likes. */
final class RawSocket implements AutoCloseable {
  private static final int TRICKLE_MILLIS = 20;

  private final Socket socket;

  RawSocket(int port) throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(10_000);
  }

  RawSocket send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    return this;
  }

  /** Returns everything that comes until the server closes the connection. */
  String readToEnd() throws IOException {
    try {
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    } catch (SocketTimeoutException e) {
      throw new AssertionError("still open", e);
    }
  }

  /** Returns what comes up to and with a text. */
  String readTo(String end) throws IOException {
    StringBuilder read = new StringBuilder();
    while (read.indexOf(end) < 0) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new AssertionError("ended after: " + read);
      }
      read.append((char) next);
    }
    return read.toString();
  }

  /** Sends a text slowly, then x after x, until the server ends the connection; returns what it said. */
  String trickle(String text) throws IOException {
    socket.setSoTimeout(TRICKLE_MILLIS);
    StringBuilder read = new StringBuilder();
    for (int i = 0; i < 10_000 / TRICKLE_MILLIS; i++) {
      try {
        send(i < text.length() ? text.substring(i, i + 1) : "x");
        int next = socket.getInputStream().read();
        if (next < 0) {
          return read.toString();
        }
        read.append((char) next);
      } catch (SocketTimeoutException silent) {
        continue;
      } catch (IOException reset) {
        return read.toString();
      }
    }
    throw new AssertionError("still open after: " + read);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
