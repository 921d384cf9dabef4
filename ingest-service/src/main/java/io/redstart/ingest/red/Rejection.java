// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

/** The reasons why a single span is rejected while the others of its request are counted. */
public enum Rejection {
  /** A label's value is not UTF-8, and Prometheus cannot store it. */
  INVALID_UTF8("invalid_utf8", "invalid UTF-8 in a label value"),

  /** It is most likely another signal, whose fields have the same numbers. */
  NO_SPAN("no_span", "neither times nor a trace id of 16 bytes: probably another signal"),

  /** Its labels are longer than any sensible name, or those of its request take too much memory. */
  TOO_LARGE(
      "too_large",
      "labels larger than " + SpanFolder.VALUES_MAX_BYTES + " bytes, or than "
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

  /** Returns the message for the sender. */
  public String text() {
    return text;
  }
}
