// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red;

/** The reasons why the settings drop a span; its sender gets no error. */
public enum Drop {
  /** A policy of {@code spanmetrics.filters} excluded it. */
  FILTERED("filtered"),

  /** A rule of {@code spanmetrics.relabel} dropped its labels. */
  RELABELLED("relabelled");

  private final String tag;

  Drop(String tag) {
    this.tag = tag;
  }

  /** Returns the value of the tag {@code reason} in metrics. */
  public String tag() {
    return tag;
  }
}
