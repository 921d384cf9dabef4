// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.status;

import com.fasterxml.jackson.core.JsonGenerator;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.NamingConvention;
import io.redstart.query.api.answer.JsonParts;
import io.redstart.query.api.answer.Reply;
import io.redstart.query.api.answer.Result;
import io.redstart.query.api.error.ApiException;
import io.redstart.query.api.error.ErrorType;
import io.redstart.query.api.request.Parameters;
import io.redstart.query.promql.value.number.FloatText;
import io.redstart.regex.Regex;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Answers {@code /api/v1/status/self_metrics}: the metrics of this process, as the JSON form of
 * Prometheus' metric families. Timers and summaries are summaries without quantiles.
 *
 * <pre>{@code
 * {"name":"redstart_query_running","help":"Running queries","type":"GAUGE",
 *  "metric":[{"label":[],"gauge":{"value":1}}]}
 * }</pre>
 */
public final class SelfMetrics {
  private final MeterRegistry registry;

  /** Makes the endpoint of a registry. */
  public SelfMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Returns the families whose whole name matches {@code metric_name_pattern}. */
  public Reply families(Parameters parameters) {
    Map<String, List<Meter>> families = new TreeMap<>();
    NamingConvention names = registry.config().namingConvention();
    for (Meter meter : registry.getMeters()) {
      Meter.Id id = meter.getId();
      families
          .computeIfAbsent(
              names.name(id.getName(), id.getType(), id.getBaseUnit()), name -> new ArrayList<>())
          .add(meter);
    }
    if (parameters.has("metric_name_pattern")) {
      Regex pattern = pattern(parameters.get("metric_name_pattern"));
      families.keySet().removeIf(name -> !pattern.matches(name));
    }
    return new Result(
        JsonParts.array(
            families.entrySet(), (family, json) -> write(family.getKey(), family.getValue(), json)),
        List.of(),
        List.of());
  }

  private static Regex pattern(String text) {
    try {
      return Regex.compile(text);
    } catch (IllegalArgumentException e) {
      throw new ApiException(ErrorType.BAD_DATA, "invalid metric_name_pattern: " + e.getMessage());
    }
  }

  private void write(String name, List<Meter> meters, JsonGenerator json) throws IOException {
    Meter.Id first = meters.get(0).getId();
    String help = first.getDescription();
    json.writeStartObject();
    json.writeStringField("name", name);
    json.writeStringField("help", help == null ? "" : help);
    json.writeStringField("type", type(first.getType()));
    json.writeArrayFieldStart("metric");
    for (Meter meter : meters) {
      write(meter, json);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static String type(Meter.Type type) {
    return switch (type) {
      case COUNTER -> "COUNTER";
      case GAUGE -> "GAUGE";
      case TIMER, DISTRIBUTION_SUMMARY -> "SUMMARY";
      case LONG_TASK_TIMER, OTHER -> "UNTYPED";
    };
  }

  private void write(Meter meter, JsonGenerator json) throws IOException {
    NamingConvention names = registry.config().namingConvention();
    json.writeStartObject();
    json.writeArrayFieldStart("label");
    for (Tag tag : meter.getId().getTags()) {
      json.writeStartObject();
      json.writeStringField("name", names.tagKey(tag.getKey()));
      json.writeStringField("value", names.tagValue(tag.getValue()));
      json.writeEndObject();
    }
    json.writeEndArray();
    writeValue(meter, json);
    json.writeEndObject();
  }

  private static void writeValue(Meter meter, JsonGenerator json) throws IOException {
    Meter.Type type = meter.getId().getType();
    String field = type(type).toLowerCase(Locale.ROOT);
    json.writeObjectFieldStart(field);
    for (Measurement measurement : meter.measure()) {
      switch (measurement.getStatistic()) {
        case COUNT -> {
          if (field.equals("summary")) {
            json.writeStringField("sampleCount", Long.toString((long) measurement.getValue()));
          } else {
            number("value", measurement.getValue(), json);
          }
        }
        case TOTAL, TOTAL_TIME -> number("sampleSum", measurement.getValue(), json);
        case VALUE, UNKNOWN, ACTIVE_TASKS -> number("value", measurement.getValue(), json);
        case MAX, DURATION -> {}
      }
    }
    json.writeEndObject();
  }

  /** Writes a number; where JSON has none, its text, as protobuf's JSON does. */
  private static void number(String name, double value, JsonGenerator json) throws IOException {
    json.writeFieldName(name);
    if (Double.isFinite(value)) {
      json.writeNumber(FloatText.general(value));
    } else {
      json.writeString(Double.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
    }
  }
}
