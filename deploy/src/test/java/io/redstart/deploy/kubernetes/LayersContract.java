// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1Probe;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1ServicePort;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.redstart.config.SettingsException;
import io.redstart.deploy.RedstartConfig;
import io.redstart.deploy.StopTime;
import io.redstart.deploy.docker.Image;
import io.redstart.memory.MemoryPlan;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks the resources of each folder; subclasses read them as written or as rendered. */
abstract class LayersContract {
  private static final Map<String, Set<String>> PORTS_BY_COMMAND = Map.of(
      "ingest", Set.of("otlp-grpc", "otlp-http", "cluster", "event-bus", "telemetry"),
      "aggregator", Set.of("cluster", "event-bus", "telemetry"),
      "query", Set.of("query", "scrape", "cluster", "event-bus", "telemetry"),
      "", Set.of("otlp-grpc", "otlp-http", "query", "scrape", "telemetry"));

  private static final Set<String> HOLDS_A_STORE = Set.of("aggregator", "");

  /** Memory of code and threads. */
  private static final long OTHER_BYTES = 100L << 20;
  /** Memory of RocksDB beside its cache: code, threads, buffers, and 50 KB a family. */
  private static final long ROCKSDB_BYTES = 50L << 20;

  /** Reads the resources of a folder under {@code deploy/kubernetes}, strictly. */
  abstract List<Manifest> read(String folder);

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/single", "overlays/tutorial"})
  void containerPorts_equalTheSettings(String folder) throws SettingsException {
    List<Manifest> manifests = read(folder);
    List<Workload> workloads = Workload.oursOf(manifests);

    assertThat(workloads).isNotEmpty();
    for (Workload workload : workloads) {
      Map<String, Integer> configured = new TreeMap<>(Image.ports(workload.settings(manifests)));
      configured.keySet().retainAll(PORTS_BY_COMMAND.get(workload.command()));
      assertThat(workload.ports()).as(workload.name()).isEqualTo(configured);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/single", "overlays/tutorial"})
  void services_leadToPortsOfTheirPods(String folder) {
    List<Manifest> manifests = read(folder);
    for (V1Service service : all(manifests, V1Service.class)) {
      List<Workload> behind = Workload.oursOf(manifests).stream()
          .filter(workload -> workload.matches(service.getSpec().getSelector()))
          .toList();
      assertThat(behind).as(service.getMetadata().getName()).isNotEmpty();
      for (V1ServicePort port : service.getSpec().getPorts()) {
        for (Workload workload : behind) {
          assertThat(workload.ports()).containsKey(port.getTargetPort().getStrValue());
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/single", "overlays/tutorial"})
  void services_haveThePortsThatOthersDependOn(String folder) {
    List<Manifest> manifests = read(folder);
    assertThat(ports(manifests, "redstart-ingest"))
        .isEqualTo(Map.of(4317, "otlp-grpc", 4318, "otlp-http"));
    assertThat(ports(manifests, "redstart-query"))
        .isEqualTo(Map.of(9090, "query", 80, "query", 8889, "scrape"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/single", "overlays/tutorial"})
  void probes_askTheTelemetryEndpoint(String folder) {
    for (Workload workload : Workload.oursOf(read(folder))) {
      V1Container container = workload.container();
      assertProbe(container.getStartupProbe(), Image.LIVE);
      assertProbe(container.getLivenessProbe(), Image.LIVE);
      assertProbe(container.getReadinessProbe(), Image.READY);
    }
  }

  /** A pod that opens a large store is alive, but not ready: nothing restarts it. */
  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/single", "overlays/tutorial"})
  void probes_leaveTimeToStart(String folder) {
    for (Workload workload : Workload.oursOf(read(folder))) {
      V1Probe startup = workload.container().getStartupProbe();
      assertThat(startup.getPeriodSeconds() * startup.getFailureThreshold())
          .as("seconds for the JVM and for joining the cluster: %s", workload.name())
          .isGreaterThanOrEqualTo(300);
      V1Probe liveness = workload.container().getLivenessProbe();
      assertThat(liveness.getPeriodSeconds() * liveness.getFailureThreshold())
          .as("seconds without a sign of life: %s", workload.name())
          .isGreaterThanOrEqualTo(60);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/single", "overlays/tutorial"})
  void memory_hasRoomForHeapAndStore(String folder) {
    int stores = 0;
    for (Workload workload : Workload.oursOf(read(folder))) {
      long limitBytes = workload
          .container()
          .getResources()
          .getLimits()
          .get("memory")
          .getNumber()
          .longValueExact();
      long heapBytes = limitBytes / 100 * Image.heapPercent();
      MemoryPlan plan = MemoryPlan.ofAll(heapBytes);
      long neededBytes = heapBytes + plan.directBytes() + OTHER_BYTES;
      if (HOLDS_A_STORE.contains(workload.command())) {
        neededBytes += plan.storeCacheBytes() + ROCKSDB_BYTES;
        stores++;
      }
      assertThat(limitBytes).as(workload.name()).isGreaterThanOrEqualTo(neededBytes);
    }
    assertThat(stores).isEqualTo(1);
  }

  private static void assertProbe(V1Probe probe, String path) {
    assertThat(probe.getHttpGet().getPath()).isEqualTo(path);
    assertThat(probe.getHttpGet().getPort().getStrValue()).isEqualTo("telemetry");
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/single", "overlays/tutorial"})
  void pods_haveNoRightsThatTheyDoNotNeed(String folder) {
    List<Manifest> manifests = read(folder);
    for (Workload workload : Workload.oursOf(manifests)) {
      V1PodSpec pod = workload.pod().getSpec();
      assertThat(pod.getAutomountServiceAccountToken()).isFalse();
      assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
      assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(Image.read().user());
      assertThat(pod.getSecurityContext().getFsGroup()).isEqualTo(Image.read().user());
      V1Container container = workload.container();
      assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
      assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
      assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
      assertThat(all(manifests, V1ServiceAccount.class))
          .extracting(account -> account.getMetadata().getName())
          .contains(pod.getServiceAccountName());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/single", "overlays/tutorial"})
  void pods_keepServiceLinksOutOfTheirSettings(String folder) {
    assertThat(Workload.oursOf(read(folder)))
        .allSatisfy(workload ->
            assertThat(workload.pod().getSpec().getEnableServiceLinks()).isFalse());
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/single", "overlays/tutorial"})
  void stores_lieOnAClaimedVolume(String folder) throws SettingsException {
    List<Manifest> manifests = read(folder);
    int stores = 0;
    for (Workload workload : Workload.oursOf(manifests)) {
      assertThat(workload.mountedAt(Path.of("/tmp"))).as(workload.name()).isPresent();
      if (HOLDS_A_STORE.contains(workload.command())) {
        assertThat(workload.settings(manifests).store().inMemory()).isFalse();
        Path volume = Path.of(workload.settings(manifests).store().path()).getParent();
        assertThat(workload.claims())
            .extracting(claim -> claim.getMetadata().getName())
            .containsExactly(workload.mountedAt(volume).orElseThrow());
        stores++;
      }
    }
    assertThat(stores).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/single", "overlays/tutorial"})
  void pods_endOnlyAfterAnswering(String folder) {
    for (Workload workload : Workload.oursOf(read(folder))) {
      assertThat(workload.pod().getSpec().getTerminationGracePeriodSeconds())
          .as("seconds: 5 until no Service sends here, 3 for the log, and those of a stop")
          .isGreaterThanOrEqualTo(StopTime.secondsMax(workload.command()) + 8);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/single", "overlays/tutorial"})
  void images_areOfThisVersion(String folder) {
    assertThat(Workload.oursOf(read(folder)))
        .extracting(workload -> workload.container().getImage())
        .containsOnly("redstart:" + Image.projectVersion());
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/tutorial"})
  void members_findEachOtherBeforeTheyAreReady(String folder) throws SettingsException {
    List<Manifest> manifests = read(folder);
    for (Workload workload : Workload.oursOf(manifests)) {
      RedstartConfig settings = workload.settings(manifests);
      V1Service members = service(manifests, settings.cluster().dns());
      assertThat(members.getSpec().getClusterIP()).isEqualTo("None");
      assertThat(members.getSpec().getPublishNotReadyAddresses()).isTrue();
      assertThat(workload.matches(members.getSpec().getSelector())).isTrue();
      assertThat(settings.cluster().advertise()).isEqualTo("10.1.2.3");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/tutorial"})
  void aggregators_areNamedByTheirPodAndReplacedOneByOne(String folder) throws SettingsException {
    List<Manifest> manifests = read(folder);
    List<V1StatefulSet> sets = all(manifests, V1StatefulSet.class);
    assertThat(sets).hasSize(1);
    assertThat(sets.get(0).getSpec().getUpdateStrategy().getType()).isEqualTo("RollingUpdate");
    assertThat(sets.get(0).getSpec().getServiceName()).isEqualTo("redstart-members");
    for (Workload workload : Workload.oursOf(manifests)) {
      assertThat(workload.settings(manifests).aggregator().name())
          .isEqualTo(workload.command().equals("aggregator") ? "redstart-aggregator-0" : "");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/tutorial"})
  void memberPorts_areOpenToMembersAlone(String folder) {
    List<Manifest> manifests = read(folder);
    for (Workload workload : Workload.oursOf(manifests)) {
      Map<Integer, Boolean> open = openPorts(manifests, workload);
      workload
          .ports()
          .forEach((name, port) -> assertThat(open.get(port))
              .as("%s: %s open to everyone", workload.name(), name)
              .isEqualTo(!Set.of("cluster", "event-bus").contains(name)));
    }
  }

  /** Returns the reachable ports of a workload's pods, and whether everyone may reach them. */
  private static Map<Integer, Boolean> openPorts(List<Manifest> manifests, Workload workload) {
    Map<Integer, Boolean> open = new TreeMap<>();
    for (V1NetworkPolicy policy : all(manifests, V1NetworkPolicy.class)) {
      if (workload.matches(policy.getSpec().getPodSelector().getMatchLabels())) {
        policy
            .getSpec()
            .getIngress()
            .forEach(rule -> rule.getPorts()
                .forEach(port -> open.merge(
                    port.getPort().getIntValue(), rule.getFrom().isEmpty(), Boolean::logicalOr)));
      }
    }
    return open;
  }

  @ParameterizedTest
  @ValueSource(strings = {"base", "overlays/tutorial"})
  void everyWorkload_hasADisruptionBudget(String folder) {
    List<Manifest> manifests = read(folder);
    for (Workload workload : Workload.oursOf(manifests)) {
      assertThat(all(manifests, V1PodDisruptionBudget.class))
          .filteredOn(budget -> workload.matches(budget.getSpec().getSelector().getMatchLabels()))
          .as(workload.name())
          .singleElement()
          .satisfies(budget ->
              assertThat(budget.getSpec().getMaxUnavailable().getIntValue()).isEqualTo(1));
    }
  }

  @Test
  void tutorialCollector_sendsEverySpanToIngestBeforeSampling() {
    List<Manifest> manifests = read("overlays/tutorial");
    OpenTelemetryCollector.Config config =
        all(manifests, OpenTelemetryCollector.class).get(0).config();
    Map<String, OpenTelemetryCollector.Pipeline> pipelines = config.service().pipelines();

    assertThat(pipelines.get("traces/spanmetrics"))
        .isEqualTo(
            new OpenTelemetryCollector.Pipeline(List.of("otlp"), null, List.of("otlp/redstart")));
    assertThat(pipelines.get("traces"))
        .isEqualTo(new OpenTelemetryCollector.Pipeline(
            List.of("otlp"), List.of("tail_sampling"), List.of("otlp/traces")));
    assertThat(pipelines.get("metrics"))
        .isEqualTo(new OpenTelemetryCollector.Pipeline(
            List.of("otlp"), null, List.of("otlphttp/metrics")));
    assertThat(config.exporters().get("otlp/redstart"))
        .containsEntry("endpoint", "redstart-ingest.observability-backend.svc.cluster.local:4317");
    for (OpenTelemetryCollector.Pipeline pipeline : pipelines.values()) {
      assertThat(config.receivers()).containsKeys(pipeline.receivers().toArray(String[]::new));
      assertThat(config.exporters()).containsKeys(pipeline.exporters().toArray(String[]::new));
    }
  }

  @Test
  void tutorialJaeger_asksTheQueryService() {
    Workload jaeger = Workload.allOf(read("overlays/tutorial")).stream()
        .filter(workload -> workload.name().equals("jaeger"))
        .findFirst()
        .orElseThrow();
    Map<String, String> environment = new TreeMap<>();
    jaeger.container().getEnv().forEach(one -> environment.put(one.getName(), one.getValue()));

    assertThat(environment)
        .containsEntry("METRICS_STORAGE_TYPE", "prometheus")
        .containsEntry("PROMETHEUS_SERVER_URL", "http://redstart-query.observability-backend")
        .containsEntry("PROMETHEUS_QUERY_SUPPORT_SPANMETRICS_CONNECTOR", "true")
        .containsEntry("PROMETHEUS_QUERY_NORMALIZE_CALLS", "true")
        .containsEntry("PROMETHEUS_QUERY_NORMALIZE_DURATION", "true");
  }

  private static Map<Integer, String> ports(List<Manifest> manifests, String service) {
    Map<Integer, String> ports = new TreeMap<>();
    service(manifests, service)
        .getSpec()
        .getPorts()
        .forEach(port -> ports.put(port.getPort(), port.getTargetPort().getStrValue()));
    return ports;
  }

  private static V1Service service(List<Manifest> manifests, String name) {
    return all(manifests, V1Service.class).stream()
        .filter(service -> service.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no Service " + name));
  }

  private static <T> List<T> all(List<Manifest> manifests, Class<T> type) {
    return manifests.stream()
        .map(Manifest::resource)
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }
}
