// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.answer;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Iterator;

/** Writes one JSON value part by part as the client reads it, so that bytes do not pile up. */
public interface JsonParts {
  /** Writes the next part, a few KiB. Returns whether more parts follow. */
  boolean writeNext(JsonGenerator json) throws IOException;

  /** Writes one element. */
  interface Element<T> {
    void write(T element, JsonGenerator json) throws IOException;
  }

  /** Returns the parts of an array with small elements. */
  static <T> JsonParts array(Iterable<T> elements, Element<T> element) {
    Iterator<T> rest = elements.iterator();
    return new JsonParts() {
      private boolean begun;

      @Override
      public boolean writeNext(JsonGenerator json) throws IOException {
        if (!begun) {
          begun = true;
          json.writeStartArray();
        }
        for (int i = 0; i < ELEMENTS && rest.hasNext(); i++) {
          element.write(rest.next(), json);
        }
        if (rest.hasNext()) {
          return true;
        }
        json.writeEndArray();
        return false;
      }
    };
  }

  /** How many elements, or points of a series, make a part. */
  int ELEMENTS = 64;
}
