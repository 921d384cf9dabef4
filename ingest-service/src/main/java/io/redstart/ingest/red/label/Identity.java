// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.ingest.red.label;

import io.redstart.ingest.otlp.AnyValueText;
import io.redstart.ingest.otlp.ByteSlice;
import io.redstart.ingest.otlp.MalformedOtlpException;
import io.redstart.spanmetrics.SpanMetricsConfig;
import java.nio.charset.CharacterCodingException;
import java.util.List;

/**
 * Makes the labels that identify a span's sender, as Prometheus' OTLP receiver does:
 *
 * <pre>
 *   service_name  service.name, or unknown_service
 *   job           service.namespace/service.name, or service.name
 *   instance      service.instance.id
 * </pre>
 *
 * <p>Attributes of excluded labels are not even looked up, so that they cannot split label sets.
 */
public final class Identity {
  /** The service of resources that do not name one. */
  static final String UNKNOWN_SERVICE = "unknown_service";

  public static final String SERVICE_NAME = "service.name";
  public static final String SERVICE_NAMESPACE = "service.namespace";
  public static final String SERVICE_INSTANCE_ID = "service.instance.id";

  private static final ByteSlice ABSENT = new ByteSlice();

  private final boolean withService;
  private final boolean withJob;
  private final boolean withInstance;

  public Identity(SpanMetricsConfig config) {
    this.withService = !config.excludes("service_name");
    this.withJob = !config.excludes("job");
    this.withInstance = !config.excludes("instance");
  }

  /** Returns the keys to look up on the resource. */
  public List<String> keys() {
    return List.of(
        withService || withJob ? SERVICE_NAME : "",
        withJob ? SERVICE_NAMESPACE : "",
        withInstance ? SERVICE_INSTANCE_ID : "");
  }

  /**
   * Adds the labels.
   *
   * @param first the position of the first of the {@link #keys} in the selection
   */
  void addTo(LabelDraft draft, AttributeSelection resource, int first)
      throws CharacterCodingException, MalformedOtlpException {
    String service = serviceOf(withService || withJob ? resource.value(first) : ABSENT);
    if (withService) {
      draft.put("service_name", service);
    }
    addJobAndInstance(draft, service, resource, first);
  }

  /** Adds all labels except the service's name. */
  public void addJobAndInstanceTo(LabelDraft draft, AttributeSelection resource, int first)
      throws CharacterCodingException, MalformedOtlpException {
    addJobAndInstance(draft, serviceOf(resource.value(first)), resource, first);
  }

  private void addJobAndInstance(
      LabelDraft draft, String service, AttributeSelection resource, int first)
      throws CharacterCodingException, MalformedOtlpException {
    if (withJob) {
      ByteSlice namespace = resource.value(first + 1);
      draft.put(
          "job", namespace.isPresent() ? AnyValueText.of(namespace) + "/" + service : service);
    }
    if (withInstance) {
      draft.put("instance", AnyValueText.of(resource.value(first + 2)));
    }
  }

  private static String serviceOf(ByteSlice name)
      throws CharacterCodingException, MalformedOtlpException {
    String service = AnyValueText.of(name);
    return service.isEmpty() ? UNKNOWN_SERVICE : service;
  }
}
