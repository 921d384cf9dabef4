// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.importing;

import io.redstart.model.Labels;
import io.redstart.spanmetrics.LabelNames;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Translates the labels of a source's series into those that Redstart would have made, so that later
 * spans count on:
 *
 * <pre>
 *   service.name            service_name             a Prometheus that keeps UTF-8 names
 *   exported_job            job, instead of job      a scrape without honor_labels
 *   exported_instance       instance, likewise
 *   otel_scope_…            left out                 names the connector, not the service
 *   collector_instance_id   left out                 another one after each restart
 *   __name__, le            left out
 * </pre>
 *
 * @param dropped further labels that are left out
 */
record LabelTranslation(Set<String> dropped) {
  private static final Pattern LEGACY = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");
  private static final Set<String> NEVER =
      Set.of(Labels.METRIC_NAME, "le", "collector_instance_id");
  private static final String SCOPE = "otel_scope_";
  private static final String EXPORTED = "exported_";
  private static final Set<String> OF_TARGETS = Set.of("job", "instance");

  /** Copies the set. */
  LabelTranslation {
    dropped = Set.copyOf(dropped);
  }

  /** Returns the labels of the label set that a series belongs to. */
  Labels translate(Map<String, String> source) {
    Map<String, String> labels = new TreeMap<>();
    source.forEach((name, value) -> {
      String legacy = LEGACY.matcher(name).matches() ? name : LabelNames.of(name);
      if (!NEVER.contains(legacy)
          && !legacy.startsWith(SCOPE)
          && !dropped.contains(legacy)
          && !dropped.contains(name)) {
        labels.putIfAbsent(legacy, value);
      }
    });
    for (String name : OF_TARGETS) {
      String exported = labels.remove(EXPORTED + name);
      if (exported != null) {
        labels.put(name, exported);
      }
    }
    return Labels.of(labels);
  }
}
