// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import io.redstart.limit.MemoryBudget;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The body of one POST while it arrives. Its array grows with what has arrived, not with what was
 * announced, and never beyond what there is memory for.
 */
final class FormBody {
  /** A larger form is refused; Go's limit, which Prometheus has. */
  static final int FORM_MAX_BYTES = 10 << 20;

  private static final int ARRAY_MIN_BYTES = 1024;

  /** What a body can be. */
  enum Kind {
    URL_ENCODED,
    MULTIPART
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
   * @param contentType as it was sent
   * @param memory pays for the array, and is left to pay for what was made of it
   * @param form is completed at the end, or before with an {@link ApiException}
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
    return new ApiException(ErrorType.TOO_LARGE, "form of more than " + maxBytes + " bytes");
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

  /** Reads the form. */
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
      case MULTIPART -> new Form("", MultipartForm.read(contentType, array, length));
    };
  }

  /** Gives the body up, and its memory back. */
  void fail(ApiException failure) {
    if (form.tryFail(failure)) {
      array = new byte[0];
      memory.shrink(memory.heldBytes());
    }
  }
}
