// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.request;

import java.util.List;

/**
 * The form in the body of a POST.
 *
 * @param urlEncoded the text of {@code application/x-www-form-urlencoded}, otherwise empty
 * @param fields the fields of {@code multipart/form-data}, otherwise empty
 */
public record Form(String urlEncoded, List<Field> fields) {
  /** The form of a request without one. */
  public static final Form NONE = urlEncoded("");

  /** A field of a multipart form. */
  record Field(String name, String value) {}

  /** Copies the fields. */
  public Form {
    fields = List.copyOf(fields);
  }

  static Form urlEncoded(String text) {
    return new Form(text, List.of());
  }
}
