// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.request;

import io.redstart.connection.Expectation;
import io.redstart.limit.MemoryBudget;
import io.redstart.query.api.error.ApiException;
import io.redstart.query.api.error.ErrorType;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bodies of requests. Refuses forms that are too large, too slow, or exceed the memory;
 * if the headers already show it, before the client sends the body.
 */
public final class FormReader {
  private static final String URL_ENCODED = "application/x-www-form-urlencoded";
  private static final String MULTIPART = "multipart/form-data";

  private final Vertx vertx;
  private final RequestLimits limits;
  private final Set<FormBody.Kind> kinds;

  private FormReader(Vertx vertx, RequestLimits limits, Set<FormBody.Kind> kinds) {
    this.vertx = vertx;
    this.limits = limits;
    this.kinds = kinds;
  }

  /** Makes a reader of all kinds of forms. */
  public FormReader(Vertx vertx, RequestLimits limits) {
    this(vertx, limits, EnumSet.of(FormBody.Kind.URL_ENCODED, FormBody.Kind.MULTIPART));
  }

  /** Returns a reader ignoring multipart forms, as Prometheus does when it reads a list first. */
  public FormReader ignoringMultipart() {
    return new FormReader(vertx, limits, EnumSet.of(FormBody.Kind.URL_ENCODED));
  }

  /** Returns a reader that reads every body as bytes, whatever its type. */
  public FormReader ofBytes() {
    return new FormReader(vertx, limits, EnumSet.of(FormBody.Kind.BYTES));
  }

  static ApiException noMemory(MemoryBudget memory) {
    return new ApiException(
        ErrorType.UNAVAILABLE,
        "requests in flight hold " + memory.usedBytes() + " of at most " + memory.maxBytes()
            + " bytes (query.max_request_bytes_in_flight), try again later");
  }

  /**
   * Reads the form of a request; ignores other bodies, as Go does. The memory of the request counts
   * until it is answered.
   *
   * @return the form; fails with an {@link ApiException}
   */
  public Future<Form> read(HttpServerRequest request) {
    MemoryBudget.Lease memory = limits.memory().lease();
    // Also called when the client disconnects.
    request.response().endHandler(answered -> memory.close());
    FormBody.@Nullable Kind kind = kind(request);
    if (Expectation.isUnknown(request)) {
      return Future.failedFuture(
          new ApiException(ErrorType.EXPECTATION_FAILED, "only 100-continue can be expected"));
    } else if (!memory.tryGrow(request.uri().length())) {
      return Future.failedFuture(noMemory(limits.memory()));
    } else if (kind == null || !kinds.contains(kind)) {
      return Future.succeededFuture(Form.NONE);
    } else if (contentLength(request) > limits.formMaxBytes()) {
      return Future.failedFuture(FormBody.tooLarge(limits.formMaxBytes()));
    }
    Expectation.sendContinue(request);
    return receive(request, kind, memory);
  }

  private Future<Form> receive(
      HttpServerRequest request, FormBody.Kind kind, MemoryBudget.Lease memory) {
    Promise<Form> form = Promise.promise();
    FormBody body = new FormBody(kind, contentType(request), limits.formMaxBytes(), memory, form);
    long timer = vertx.setTimer(
        limits.receiveTimeoutMillis(),
        late -> body.fail(new ApiException(
            ErrorType.TOO_SLOW,
            "body not received within " + limits.receiveTimeoutMillis() + " ms")));
    request.handler(body::add);
    request.endHandler(ended -> body.end());
    request.exceptionHandler(gone -> body.fail(
        new ApiException(ErrorType.CANCELED, "the client disconnected before its body arrived")));
    return form.future().onComplete(done -> vertx.cancelTimer(timer));
  }

  private FormBody.@Nullable Kind kind(HttpServerRequest request) {
    if (!request.method().equals(HttpMethod.POST)) {
      return null;
    }
    if (kinds.contains(FormBody.Kind.BYTES)) {
      return FormBody.Kind.BYTES;
    }
    String mediaType = contentType(request).split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return switch (mediaType) {
      case URL_ENCODED -> FormBody.Kind.URL_ENCODED;
      case MULTIPART -> FormBody.Kind.MULTIPART;
      default -> null;
    };
  }

  private static String contentType(HttpServerRequest request) {
    String contentType = request.getHeader(HttpHeaders.CONTENT_TYPE);
    return contentType == null ? "" : contentType;
  }

  /** Returns 0 without the header; the bytes that arrive are counted anyway. */
  private static long contentLength(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? 0 : Long.parseLong(length.strip());
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
