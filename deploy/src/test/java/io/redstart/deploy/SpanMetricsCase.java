// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.redstart.model.Labels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The series that one block of settings makes of a few spans, read from {@code spanmetrics/*.yaml}:
 *
 * <pre>
 *   case:    a sentence that says what the case shows
 *   block:   the block as in a configuration file
 *   spans:   the spans of one request, see {@link CaseSpans}
 *   series:  all series of the metrics that appear, as Prometheus scrapes them; {@code pay} stands
 *            for the labels of a span with only this name
 *   absent:  metrics without any series
 * </pre>
 */
record SpanMetricsCase(
    String file,
    String sentence,
    JsonNode block,
    ExportTraceServiceRequest request,
    Map<Labels, Double> series,
    Set<String> absent) {
  private static final Path FOLDER = Path.of("src", "test", "resources", "spanmetrics");
  private static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory().disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER));
  private static final String PAY = "{service_name=\"shop\",job=\"shop\",span_name=\"pay\","
      + "span_kind=\"SPAN_KIND_SERVER\",status_code=\"STATUS_CODE_UNSET\"";

  /** Reads the cases of all files. */
  static List<SpanMetricsCase> all() {
    List<SpanMetricsCase> cases = new ArrayList<>();
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file : files.sorted().toList()) {
        for (JsonNode node : YAML.readTree(Files.readString(file))) {
          cases.add(of(file.getFileName().toString(), node));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return cases;
  }

  private static SpanMetricsCase of(String file, JsonNode node) {
    Set<String> absent = new HashSet<>();
    node.path("absent").forEach(name -> absent.add(name.asText()));
    return new SpanMetricsCase(
        file,
        node.path("case").asText(),
        node.path("block"),
        CaseSpans.request(node.path("spans")),
        PrometheusPage.samples(node.path("series").asText().replace("{pay", PAY)),
        absent);
  }

  /** Returns the block as YAML. */
  String yaml() {
    try {
      return YAML.writeValueAsString(block);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the keys that the block sets, with {@code []} after a list of blocks. */
  Set<String> keys() {
    Set<String> keys = new TreeSet<>();
    addKeys(block, "", keys);
    return keys;
  }

  private static void addKeys(JsonNode node, String path, Set<String> keys) {
    keys.add(path);
    if (node.isObject()) {
      String prefix = path.isEmpty() ? "" : path + ".";
      node.properties().forEach(entry -> addKeys(entry.getValue(), prefix + entry.getKey(), keys));
    } else if (node.isArray()) {
      node.forEach(element -> {
        if (element.isObject()) {
          addKeys(element, path + "[]", keys);
        }
      });
    }
  }

  /** Returns the metrics that the case is about. */
  Set<String> metrics() {
    Set<String> metrics = new HashSet<>(absent);
    series.keySet().forEach(labels -> metrics.add(labels.get(Labels.METRIC_NAME)));
    return metrics;
  }

  /** Returns the samples of the metrics that the case is about. */
  Map<Labels, Double> select(Map<Labels, Double> samples) {
    Map<Labels, Double> selected = new TreeMap<>(samples);
    selected.keySet().removeIf(labels -> !metrics().contains(labels.get(Labels.METRIC_NAME)));
    return selected;
  }

  @Override
  public String toString() {
    return file + ": " + sentence;
  }
}
