// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import java.util.List;

/**
 * The form in the body of a POST.
 *
 * @param urlEncoded as {@code application/x-www-form-urlencoded}, otherwise empty
 * @param fields of {@code multipart/form-data}, otherwise empty
 */
record Form(String urlEncoded, List<Field> fields) {
  /** What a request without a form has. */
  static final Form NONE = urlEncoded("");

  /** A field of a form in parts. */
  record Field(String name, String value) {}

  Form {
    fields = List.copyOf(fields);
  }

  static Form urlEncoded(String text) {
    return new Form(text, List.of());
  }
}
