// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

/** Why a single span is not counted while the others of its request are. */
public enum Rejection {
  /** A label's value is not UTF-8, which Prometheus cannot hold. */
  INVALID_UTF8("invalid_utf8", "invalid UTF-8 in a label value"),

  /** It is most likely another signal's, whose fields have the same numbers. */
  NO_SPAN("no_span", "neither times nor a trace id of 16 bytes, perhaps another signal's"),

  /** Its labels are longer than any sensible name, or those of its request take too much memory. */
  TOO_LARGE(
      "too_large",
      "labels of more than " + SpanFolder.VALUES_MAX_BYTES + " bytes, or of more than "
          + SpanFolder.FOLD_MAX_BYTES + " bytes in one request");

  private final String tag;
  private final String text;

  Rejection(String tag, String text) {
    this.tag = tag;
    this.text = text;
  }

  /** Returns the value of the tag {@code reason} in metrics. */
  public String tag() {
    return tag;
  }

  /** Returns the words for the sender. */
  public String text() {
    return text;
  }
}
