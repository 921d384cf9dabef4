// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy;

import io.redstart.aggregator.AggregatorService;
import io.redstart.config.Endpoint;
import io.redstart.deploy.cluster.ClusterService;
import io.redstart.ingest.IngestConfig.ProtocolsConfig;
import io.redstart.ingest.IngestService;
import io.redstart.query.QueryService;
import io.redstart.telemetry.TelemetryService;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The roles in which a process can be started. */
enum Role {
  /** Every service in this process, without a cluster. */
  ALL_IN_ONE,
  /** The same, with a shop that sends spans. */
  DEMO,
  /** Only the ingest service, in a cluster. */
  INGEST,
  /** Only the aggregator service, in a cluster. */
  AGGREGATOR,
  /** Only the query service, in a cluster. */
  QUERY;

  /** Less than the 10 s after which {@code docker stop} kills. */
  private static final int STOP_SECONDS_MAX = 9;
  /** Less than the minute that the manifests grant, 5 s of which pass before SIGTERM. */
  private static final int CLOSE_STORE_SECONDS_MAX = 45;

  /** Returns the command that starts this role. Without a command, the all-in-one starts. */
  String command() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns whether the process is a member of a cluster. */
  boolean isClustered() {
    return this == INGEST || this == AGGREGATOR || this == QUERY;
  }

  /** Returns the endpoints for other members of the cluster, by the key of the setting. */
  static Map<String, Endpoint> clusterEndpoints(RedstartConfig settings) {
    Map<String, Endpoint> endpoints = new LinkedHashMap<>();
    endpoints.put("cluster.bind", settings.cluster().bind());
    endpoints.put("cluster.event_bus", settings.cluster().eventBus());
    return endpoints;
  }

  /**
   * Returns how long the process may take to stop. On a slow disk, the last chunk of a store takes
   * longer than anything else; if it is cut short, nothing is lost, but the next start reads the
   * journal.
   */
  int stopSecondsMax() {
    return keepsStore() ? CLOSE_STORE_SECONDS_MAX : STOP_SECONDS_MAX;
  }

  /** Returns whether the counts of this role outlive its process. */
  private boolean keepsStore() {
    return this == AGGREGATOR || this == ALL_IN_ONE;
  }

  private boolean isIngest() {
    return this == INGEST || !isClustered();
  }

  private boolean isQuery() {
    return this == QUERY || !isClustered();
  }

  /** Returns the problems of the settings on this machine: unusable files or store folder. */
  List<String> problemsHere(RedstartConfig settings) {
    List<String> problems = new ArrayList<>(TelemetryService.fileProblems(settings.telemetry()));
    problems.addAll(ClusterService.fileProblems(settings.cluster()));
    if (isIngest()) {
      problems.addAll(IngestService.fileProblems(settings.ingest()));
    }
    if (isQuery()) {
      problems.addAll(QueryService.fileProblems(settings.query()));
    }
    if (keepsStore()) {
      problems.addAll(AggregatorService.folderProblems(settings.store()));
    }
    return problems;
  }

  /** Returns the endpoints of this role, by the key of the setting. */
  Map<String, Endpoint> endpoints(RedstartConfig settings) {
    Map<String, Endpoint> endpoints = new LinkedHashMap<>();
    if (isIngest()) {
      ProtocolsConfig protocols = settings.ingest().otlp().protocols();
      if (protocols.grpc().enabled()) {
        endpoints.put("ingest.otlp.protocols.grpc.endpoint", protocols.grpc().endpoint());
      }
      if (protocols.http().enabled()) {
        endpoints.put("ingest.otlp.protocols.http.endpoint", protocols.http().endpoint());
      }
    }
    if (isQuery()) {
      endpoints.put("query.endpoint", settings.query().endpoint());
      endpoints.put("query.scrape.endpoint", settings.query().scrape().endpoint());
    }
    if (isClustered()) {
      endpoints.putAll(clusterEndpoints(settings));
    }
    endpoints.put("telemetry.endpoint", settings.telemetry().endpoint());
    return endpoints;
  }
}
