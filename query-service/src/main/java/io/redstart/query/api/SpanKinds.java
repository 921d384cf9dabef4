// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which kinds of spans the page counts, from its parameter {@code kind}. By default these are the
 * spans of work that a service was asked for, as in Jaeger's and Tempo's views: a client's span is
 * the same call seen from the other side, and an internal one is a part of it.
 *
 * @param chosen in the order of {@link Kind}, at least one
 */
record SpanKinds(List<Kind> chosen) {
  static final SpanKinds DEFAULT = new SpanKinds(List.of(Kind.SERVER, Kind.CONSUMER));
  static final SpanKinds ALL = new SpanKinds(List.of(Kind.values()));

  /** Copies the list. */
  SpanKinds {
    chosen = List.copyOf(chosen);
    if (chosen.isEmpty()) {
      throw new IllegalArgumentException("no kind of spans");
    }
  }

  /** OTLP's kinds. */
  enum Kind {
    SERVER,
    CONSUMER,
    CLIENT,
    PRODUCER,
    INTERNAL,
    UNSPECIFIED;

    /** Returns the word for people, which is that of the parameter, too. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the value of the label {@code span_kind}. */
    String label() {
      return "SPAN_KIND_" + name();
    }
  }

  /** Reads the values of the parameter; without any that names a kind, the default holds. */
  static SpanKinds of(List<String> words) {
    List<Kind> kinds =
        Stream.of(Kind.values()).filter(kind -> words.contains(kind.word())).toList();
    return kinds.isEmpty() ? DEFAULT : new SpanKinds(kinds);
  }

  /** Returns whether a series is counted by its {@code span_kind}; one without it always is. */
  boolean count(String label) {
    return label.isEmpty() || chosen.stream().anyMatch(kind -> kind.label().equals(label));
  }

  /** Returns the matcher of the series that are counted. */
  String matcher() {
    return chosen.stream()
        .map(Kind::label)
        .collect(Collectors.joining("|", "span_kind=~\"|", "\""));
  }

  /** Returns these with one more kind, or without it; the last one stays. */
  SpanKinds toggled(Kind kind) {
    List<Kind> kinds = new ArrayList<>(List.of(Kind.values()));
    kinds.removeIf(one -> chosen.contains(one) == (one == kind));
    return kinds.isEmpty() ? this : new SpanKinds(kinds);
  }

  /** Returns the address of the page that shows them, from its own. */
  String link() {
    return chosen.stream()
        .map(kind -> "kind=" + kind.word())
        .collect(Collectors.joining("&", "?", ""));
  }

  /** Returns them for a sentence: {@code server and consumer}. */
  String words() {
    List<String> words = chosen.stream().map(Kind::word).toList();
    int last = words.size() - 1;
    return last == 0
        ? words.get(0)
        : String.join(", ", words.subList(0, last)) + " and " + words.get(last);
  }
}
