// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import java.util.List;

/**
 * The form in the body of a POST.
 *
 * @param urlEncoded the text of {@code application/x-www-form-urlencoded}, otherwise empty
 * @param fields the fields of {@code multipart/form-data}, otherwise empty
 */
record Form(String urlEncoded, List<Field> fields) {
  /** The form of a request without one. */
  static final Form NONE = urlEncoded("");

  /** A field of a multipart form. */
  record Field(String name, String value) {}

  Form {
    fields = List.copyOf(fields);
  }

  static Form urlEncoded(String text) {
    return new Form(text, List.of());
  }
}
