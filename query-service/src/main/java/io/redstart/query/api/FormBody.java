// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The form in the body of a POST. */
final class FormBody {
  /** A larger body is refused; Go's limit, which Prometheus has. */
  static final int FORM_MAX_BYTES = 10 << 20;

  private static final String FORM_TYPE = "application/x-www-form-urlencoded";

  private FormBody() {}

  /** Reads the form, as it was sent; any other body is read past, as Go does. */
  static Future<String> read(HttpServerRequest request) {
    if (!request.method().equals(HttpMethod.POST)) {
      return Future.succeededFuture("");
    }
    boolean isForm = isForm(request.getHeader(HttpHeaders.CONTENT_TYPE));
    Promise<String> form = Promise.promise();
    Buffer body = Buffer.buffer();
    request.handler(chunk -> {
      if (body.length() + chunk.length() > FORM_MAX_BYTES) {
        form.tryFail(new ApiException(
            ErrorType.TOO_LARGE, "a form takes at most " + FORM_MAX_BYTES + " bytes"));
      } else {
        body.appendBuffer(chunk);
      }
    });
    request.exceptionHandler(form::tryFail);
    request.endHandler(end -> form.tryComplete(isForm ? text(body) : ""));
    return form.future();
  }

  private static String text(Buffer body) {
    return body.toString(StandardCharsets.UTF_8);
  }

  private static boolean isForm(@Nullable String contentType) {
    return contentType != null && contentType.toLowerCase(Locale.ROOT).trim().startsWith(FORM_TYPE);
  }
}
