// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.body;

import io.redstart.ingest.answer.ExportAnswer;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** Receives the body of an HTTP request, which is the message itself. */
public final class HttpBody implements InboundBody {
  private final GatheredBytes body;
  private final String encoding;
  private final int bodyMaxBytes;

  /**
   * Makes an empty body.
   *
   * @param expectedBytes the Content-Length, or 0 if unknown; at most {@code bodyMaxBytes}
   */
  public HttpBody(ArrayPool pool, String encoding, int expectedBytes, int bodyMaxBytes) {
    this.body = new GatheredBytes(pool);
    this.body.expect(expectedBytes);
    this.encoding = encoding;
    this.bodyMaxBytes = bodyMaxBytes;
  }

  public static ExportAnswer tooLarge(long bodyMaxBytes) {
    return ExportAnswer.of(
        ExportAnswer.Kind.TOO_LARGE, "body of more than " + bodyMaxBytes + " bytes");
  }

  @Override
  public @Nullable ExportAnswer take(Buffer chunk) {
    if (body.length() + (long) chunk.length() > bodyMaxBytes) {
      return tooLarge(bodyMaxBytes);
    }
    return body.append(chunk, 0, chunk.length());
  }

  @Override
  public @Nullable ExportAnswer end() {
    return null;
  }

  @Override
  public byte[] array() {
    return body.array();
  }

  @Override
  public int length() {
    return body.length();
  }

  @Override
  public String encoding() {
    return encoding;
  }

  @Override
  public void release() {
    body.release();
  }
}
