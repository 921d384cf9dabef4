// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.request;

import java.util.List;

/**
 * The body of a POST: a form or bytes.
 *
 * @param urlEncoded the text of {@code application/x-www-form-urlencoded}, otherwise empty
 * @param fields the fields of {@code multipart/form-data}, otherwise empty
 * @param bytes the body if it is read as bytes, otherwise empty; belongs to the request
 */
@SuppressWarnings("ArrayRecordComponent")
public record Form(String urlEncoded, List<Field> fields, byte[] bytes) {
  private static final byte[] NO_BYTES = {};

  /** The form of a request without one. */
  public static final Form NONE = urlEncoded("");

  /** A field of a multipart form. */
  record Field(String name, String value) {}

  /** Copies the fields. */
  public Form {
    fields = List.copyOf(fields);
  }

  static Form urlEncoded(String text) {
    return new Form(text, List.of(), NO_BYTES);
  }

  static Form multipart(List<Field> fields) {
    return new Form("", fields, NO_BYTES);
  }

  static Form ofBytes(byte[] bytes) {
    return new Form("", List.of(), bytes);
  }
}
