// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.outgoing;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/**
 * An answer to a request.
 *
 * @param status the HTTP status
 * @param trailers the headers after the body, of HTTP/2
 * @param body the first bytes of its body
 */
public record Answer(int status, MultiMap headers, MultiMap trailers, Buffer body) {
  private static final int SHOWN_MAX = 200;

  /** Returns the beginning of the body, after a colon, or nothing if it is empty. */
  public String shownBody() {
    return shown(body.getString(0, Math.min(SHOWN_MAX, body.length())));
  }

  static String shown(String text) {
    return text.isBlank() ? "" : ": " + text.strip();
  }
}
