// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.request;

import io.redstart.limit.MemoryBudget;
import io.redstart.query.api.error.ApiException;
import io.redstart.query.api.error.ErrorType;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Collects the body of one POST. Its array grows with the bytes that have arrived, not with {@code
 * Content-Length}, and only while the memory budget allows it.
 */
public final class FormBody {
  /** The largest form that is accepted; Go's limit, and so Prometheus'. */
  public static final int FORM_MAX_BYTES = 10 << 20;

  private static final int ARRAY_MIN_BYTES = 1024;

  /** The formats of a body. */
  enum Kind {
    URL_ENCODED,
    MULTIPART,
    BYTES
  }

  private final Kind kind;
  private final String contentType;
  private final int maxBytes;
  private final MemoryBudget.Lease memory;
  private final Promise<Form> form;
  private byte[] array = {};
  private int length;

  /**
   * Makes an empty body.
   *
   * @param contentType the request's {@code Content-Type}
   * @param memory is charged for the array, and stays charged for the form that was read from it
   * @param form is completed at the end of the body, or earlier with an {@link ApiException}
   */
  FormBody(
      Kind kind, String contentType, int maxBytes, MemoryBudget.Lease memory, Promise<Form> form) {
    this.kind = kind;
    this.contentType = contentType;
    this.maxBytes = maxBytes;
    this.memory = memory;
    this.form = form;
  }

  static ApiException tooLarge(int maxBytes) {
    return new ApiException(ErrorType.TOO_LARGE, "body of more than " + maxBytes + " bytes");
  }

  /** Adds a chunk. */
  void add(Buffer chunk) {
    if (form.future().isComplete()) {
      return;
    }
    int needed = length + chunk.length();
    if (needed > maxBytes) {
      fail(tooLarge(maxBytes));
    } else if (needed > array.length && !grow(needed)) {
      fail(FormReader.noMemory(memory.budget()));
    } else {
      chunk.getBytes(array, length);
      length = needed;
    }
  }

  private boolean grow(int needed) {
    int larger = Math.max(Math.max(needed, ARRAY_MIN_BYTES), Math.min(2 * array.length, maxBytes));
    if (!memory.tryGrow(larger)) {
      return false;
    }
    int old = array.length;
    array = Arrays.copyOf(array, larger);
    memory.shrink(old);
    return true;
  }

  /** Reads the form from the complete body. */
  void end() {
    if (form.future().isComplete()) {
      return;
    }
    try {
      form.complete(read());
    } catch (ApiException e) {
      fail(e);
    }
    array = new byte[0];
  }

  private Form read() {
    return switch (kind) {
      case URL_ENCODED -> Form.urlEncoded(new String(array, 0, length, StandardCharsets.UTF_8));
      case MULTIPART -> Form.multipart(MultipartForm.read(contentType, array, length));
      case BYTES -> Form.ofBytes(Arrays.copyOf(array, length));
    };
  }

  /** Fails the form, and releases its memory. */
  void fail(ApiException failure) {
    if (form.tryFail(failure)) {
      array = new byte[0];
      memory.shrink(memory.heldBytes());
    }
  }
}
