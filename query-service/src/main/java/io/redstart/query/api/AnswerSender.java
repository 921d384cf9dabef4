// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.Iterator;

/** Sends an answer, the next chunk when the one before is written, so a slow client holds one. */
final class AnswerSender {
  private AnswerSender() {}

  static Future<Void> send(Answer answer, HttpServerResponse response) {
    if (response.closed() || response.ended()) {
      return Future.succeededFuture();
    }
    response
        .setStatusCode(answer.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, answer.contentType())
        .putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(answer.sizeBytes()));
    if (answer.encoding() != Encoding.IDENTITY) {
      response.putHeader(HttpHeaders.CONTENT_ENCODING, answer.encoding().text());
    }
    return sendNext(answer.chunks().iterator(), response);
  }

  private static Future<Void> sendNext(Iterator<Buffer> chunks, HttpServerResponse response) {
    if (!chunks.hasNext()) {
      return response.end();
    }
    Buffer chunk = chunks.next();
    return chunks.hasNext()
        ? response.write(chunk).compose(written -> sendNext(chunks, response))
        : response.end(chunk);
  }
}
