// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.promql.exec.operator;

import io.redstart.query.promql.syntax.QueryText;
import io.redstart.query.promql.syntax.TextRange;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects warnings and infos for the user, each once, in Prometheus' words. */
public final class Annotations {
  private final QueryText query;
  private final Set<String> warnings = new LinkedHashSet<>();
  private final Set<String> infos = new LinkedHashSet<>();
  private final List<MonotonicityNote> notes = new ArrayList<>();

  Annotations(QueryText query) {
    this.query = query;
  }

  /** Adds a warning about something in the query. */
  void warn(TextRange at, String message) {
    warnings.add("PromQL warning: " + message + positionOf(at));
  }

  /** Adds an info about something in the query. */
  void inform(TextRange at, String message) {
    infos.add("PromQL info: " + message + positionOf(at));
  }

  /** Adds a note, which becomes an info unless it is empty at the end of the query. */
  void add(MonotonicityNote note) {
    notes.add(note);
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }

  List<String> infos() {
    for (MonotonicityNote note : notes) {
      note.message().ifPresent(message -> inform(note.at(), message));
    }
    return List.copyOf(infos);
  }

  private String positionOf(TextRange at) {
    return " (" + query.position(at.start()) + ")";
  }
}
