// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The kinds of spans that the page counts, from its parameter {@code kind}. By default these are
 * the spans of the work that others asked a service to do, as in Jaeger's and Tempo's views: a
 * client span is the same call seen from the other side, and an internal span is a part of it.
 *
 * @param chosen the kinds in the order of {@link Kind}, at least one
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

    /** Returns the word that the page shows, and that the parameter uses. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the value of the label {@code span_kind}. */
    String label() {
      return "SPAN_KIND_" + name();
    }
  }

  /** Reads the values of the parameter; the default applies if none of them names a kind. */
  static SpanKinds of(List<String> words) {
    List<Kind> kinds =
        Stream.of(Kind.values()).filter(kind -> words.contains(kind.word())).toList();
    return kinds.isEmpty() ? DEFAULT : new SpanKinds(kinds);
  }

  /** Returns whether to count series with a {@code span_kind}; series without one always count. */
  boolean count(String label) {
    return label.isEmpty() || chosen.stream().anyMatch(kind -> kind.label().equals(label));
  }

  /** Returns the matcher that selects the counted series. */
  String matcher() {
    return chosen.stream()
        .map(Kind::label)
        .collect(Collectors.joining("|", "span_kind=~\"|", "\""));
  }

  /** Returns these kinds with one added, or removed if present; the last one is kept. */
  SpanKinds toggled(Kind kind) {
    List<Kind> kinds = new ArrayList<>(List.of(Kind.values()));
    kinds.removeIf(one -> chosen.contains(one) == (one == kind));
    return kinds.isEmpty() ? this : new SpanKinds(kinds);
  }

  /** Returns the address of the page with these kinds, relative to the page. */
  String link() {
    return chosen.stream()
        .map(kind -> "kind=" + kind.word())
        .collect(Collectors.joining("&", "?", ""));
  }

  /** Returns the kinds as part of a sentence: {@code server and consumer}. */
  String words() {
    List<String> words = chosen.stream().map(Kind::word).toList();
    int last = words.size() - 1;
    return last == 0
        ? words.get(0)
        : String.join(", ", words.subList(0, last)) + " and " + words.get(last);
  }
}
