// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.deploy.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1Probe;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1ServicePort;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V1TopologySpreadConstraint;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscalerSpec;
import io.redstart.config.SettingsException;
import io.redstart.deploy.RedstartConfig;
import io.redstart.deploy.StopTime;
import io.redstart.deploy.docker.Image;
import io.redstart.ingest.IngestConfig;
import io.redstart.memory.MemoryPlan;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks the resources of each layer; subclasses read them as written or as rendered. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class LayersContract {
  private static final Map<String, Set<String>> PORTS_BY_COMMAND = Map.of(
      "ingest", Set.of("otlp-grpc", "otlp-http", "cluster", "event-bus", "telemetry"),
      "aggregator", Set.of("cluster", "event-bus", "telemetry"),
      "query", Set.of("query", "scrape", "cluster", "event-bus", "telemetry"),
      "", Set.of("otlp-grpc", "otlp-http", "query", "scrape", "telemetry"));

  private static final Set<String> HOLDS_A_STORE = Set.of("aggregator", "");

  private static final Pattern OUR_ADDRESS =
      Pattern.compile("(://|endpoint: )(redstart-[a-z]+)[a-z.-]*(?::(\\d+))?");

  /** Memory of code and threads. */
  private static final long OTHER_BYTES = 100L << 20;
  /** Memory of RocksDB beside its cache: code, threads, buffers, and 50 KB a family. */
  private static final long ROCKSDB_BYTES = 50L << 20;

  /** Returns the names of all layers. */
  abstract List<String> layers();

  /** Returns those in which the services are separate. */
  final List<String> clusters() {
    return layers().stream().filter(layer -> !layer.matches(".*(single|demo)")).toList();
  }

  /** Reads the resources of a layer, strictly. */
  abstract List<Manifest> read(String layer);

  @ParameterizedTest
  @MethodSource("layers")
  void containerPorts_equalTheSettings(String layer) throws SettingsException {
    List<Manifest> manifests = read(layer);
    List<Workload> workloads = Workload.oursOf(manifests);

    assertThat(workloads).isNotEmpty();
    for (Workload workload : workloads) {
      Map<String, Integer> configured = new TreeMap<>(Image.ports(workload.settings(manifests)));
      configured.keySet().retainAll(PORTS_BY_COMMAND.get(workload.command()));
      assertThat(workload.ports()).as(workload.name()).isEqualTo(configured);
    }
  }

  /** A file that lists only one of the two switches the other off. */
  @ParameterizedTest
  @MethodSource("layers")
  void bothProtocols_areReceived(String layer) throws SettingsException {
    List<Manifest> manifests = read(layer);
    for (Workload workload : Workload.oursOf(manifests)) {
      IngestConfig.ProtocolsConfig otlp =
          workload.settings(manifests).ingest().otlp().protocols();
      assertThat(otlp.grpc().enabled() && otlp.http().enabled())
          .as(workload.name())
          .isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("layers")
  void services_leadToPortsOfTheirPods(String layer) {
    List<Manifest> manifests = read(layer);
    for (V1Service service : all(manifests, V1Service.class)) {
      List<Workload> behind = Workload.allOf(manifests).stream()
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
  @MethodSource("layers")
  void services_haveThePortsThatOthersDependOn(String layer) {
    List<Manifest> manifests = read(layer);
    assertThat(ports(manifests, "redstart-ingest"))
        .isEqualTo(Map.of(4317, "otlp-grpc", 4318, "otlp-http"));
    int well = layer.endsWith("production") ? 443 : 80;
    assertThat(ports(manifests, "redstart-query"))
        .isEqualTo(Map.of(9090, "query", well, "query", 8889, "scrape"));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void probes_askTheTelemetryEndpoint(String layer) {
    for (Workload workload : Workload.oursOf(read(layer))) {
      V1Container container = workload.container();
      assertProbe(container.getStartupProbe(), Image.LIVE);
      assertProbe(container.getLivenessProbe(), Image.LIVE);
      assertProbe(container.getReadinessProbe(), Image.READY);
    }
  }

  /** A pod that opens a large store is alive, but not ready: nothing restarts it. */
  @ParameterizedTest
  @MethodSource("layers")
  void probes_leaveTimeToStart(String layer) {
    for (Workload workload : Workload.oursOf(read(layer))) {
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
  @MethodSource("layers")
  void memory_hasRoomForHeapAndStore(String layer) {
    int stores = 0;
    for (Workload workload : Workload.oursOf(read(layer))) {
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
      assertThat(workload.container().getResources().getRequests().get("memory"))
          .as("the JVM uses its heap under load, and is evicted beyond its request")
          .isEqualTo(workload.container().getResources().getLimits().get("memory"));
    }
    assertThat(stores).isEqualTo(1);
  }

  private static void assertProbe(V1Probe probe, String path) {
    assertThat(probe.getHttpGet().getPath()).isEqualTo(path);
    assertThat(probe.getHttpGet().getPort().getStrValue()).isEqualTo("telemetry");
  }

  @ParameterizedTest
  @MethodSource("layers")
  void pods_haveNoRightsThatTheyDoNotNeed(String layer) {
    List<Manifest> manifests = read(layer);
    for (Workload workload : Workload.oursOf(manifests)) {
      V1PodSpec pod = workload.pod().getSpec();
      assertThat(pod.getAutomountServiceAccountToken()).isFalse();
      assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
      assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(Image.read().user());
      assertThat(pod.getSecurityContext().getFsGroup()).isEqualTo(Image.read().user());
      assertThat(pod.getSecurityContext().getSeccompProfile().getType())
          .isEqualTo("RuntimeDefault");
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
  @MethodSource("layers")
  void pods_keepServiceLinksOutOfTheirSettings(String layer) {
    assertThat(Workload.oursOf(read(layer)))
        .allSatisfy(workload ->
            assertThat(workload.pod().getSpec().getEnableServiceLinks()).isFalse());
  }

  @ParameterizedTest
  @MethodSource("layers")
  void stores_lieOnAClaimedVolume(String layer) throws SettingsException {
    List<Manifest> manifests = read(layer);
    int stores = 0;
    for (Workload workload : Workload.oursOf(manifests)) {
      assertThat(workload.mountedAt(Path.of("/tmp"))).as(workload.name()).isPresent();
      if (HOLDS_A_STORE.contains(workload.command())) {
        assertThat(workload.settings(manifests).store().inMemory()).isFalse();
        assertThat(workload.claims())
            .extracting(claim -> claim.getMetadata().getName())
            .containsExactly(workload.mountedAt(Path.of(Image.DATA)).orElseThrow());
        stores++;
      }
    }
    assertThat(stores).isEqualTo(1);
  }

  /** ImageTest checks that everything is written below this folder. */
  @ParameterizedTest
  @MethodSource("layers")
  void pods_mayWriteWhereTheImageWrites(String layer) throws SettingsException {
    List<Manifest> manifests = read(layer);
    for (Workload workload : Workload.oursOf(manifests)) {
      Path data = Path.of(Image.DATA);
      assertThat(workload.mountedAt(data)).as(workload.name()).isPresent();
      if (workload.command().equals("ingest")) {
        long queueBytes =
            workload.settings(manifests).ingest().forward().sendingQueue().queueSizeBytes();
        assertThat(workload
                .volumeAt(data)
                .orElseThrow()
                .getEmptyDir()
                .getSizeLimit()
                .getNumber())
            .as("beyond it the pod is evicted")
            .isGreaterThan(BigDecimal.valueOf(queueBytes));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("layers")
  void certificates_areMountedFromSecrets(String layer) {
    List<Manifest> manifests = read(layer);
    int files = 0;
    for (Workload workload : Workload.oursOf(manifests)) {
      for (Path file : workload.certificateFiles(manifests)) {
        assertThat(workload.volumeAt(file.getParent()))
            .as("%s: %s", workload.name(), file)
            .isPresent()
            .hasValueSatisfying(volume -> assertThat(volume.getSecret()).isNotNull());
        assertThat(file.getFileName()).asString().isIn("tls.crt", "tls.key", "ca.crt");
        files++;
      }
    }
    assertThat(files > 0).as("has TLS").isEqualTo(layer.endsWith("production"));
  }

  @ParameterizedTest
  @MethodSource("layers")
  void pods_endOnlyAfterAnswering(String layer) {
    for (Workload workload : Workload.oursOf(read(layer))) {
      assertThat(workload.pod().getSpec().getTerminationGracePeriodSeconds())
          .as("seconds: 5 until no Service sends here, 3 for the log, and those of a stop")
          .isGreaterThanOrEqualTo(StopTime.secondsMax(workload.command()) + 8);
    }
  }

  /** A Service sends for some seconds to a pod that is already stopping. */
  @ParameterizedTest
  @MethodSource("layers")
  void podsOfServices_stopOnlyWhenNobodySendsAnyMore(String layer) {
    for (Workload workload : Workload.oursOf(read(layer))) {
      boolean isServed = !workload.command().equals("aggregator");
      assertThat(workload.container().getLifecycle() != null)
          .as("%s sleeps first", workload.name())
          .isEqualTo(isServed);
      if (isServed) {
        assertThat(workload.container().getLifecycle().getPreStop().getExec().getCommand())
            .containsExactly("sleep", "5");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("layers")
  void images_areOfThisVersion(String layer) {
    assertThat(Workload.oursOf(read(layer)))
        .extracting(workload -> workload.container().getImage())
        .containsOnly("redstart:" + Image.projectVersion());
  }

  @ParameterizedTest
  @MethodSource("clusters")
  void members_findEachOtherBeforeTheyAreReady(String layer) throws SettingsException {
    List<Manifest> manifests = read(layer);
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
  @MethodSource("clusters")
  void aggregators_areNamedByTheirPodAndReplacedOneByOne(String layer) throws SettingsException {
    List<Manifest> manifests = read(layer);
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
  @MethodSource("clusters")
  void memberPorts_areOpenToMembersAlone(String layer) {
    List<Manifest> manifests = read(layer);
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
  @MethodSource("clusters")
  void everyWorkload_hasADisruptionBudget(String layer) {
    List<Manifest> manifests = read(layer);
    for (Workload workload : Workload.oursOf(manifests)) {
      assertThat(all(manifests, V1PodDisruptionBudget.class))
          .filteredOn(budget -> workload.matches(budget.getSpec().getSelector().getMatchLabels()))
          .as(workload.name())
          .singleElement()
          .satisfies(budget ->
              assertThat(budget.getSpec().getMaxUnavailable().getIntValue()).isEqualTo(1));
    }
  }

  @ParameterizedTest
  @MethodSource("clusters")
  void autoscalers_ownTheReplicasOfTheirDeployment(String layer) {
    List<Manifest> manifests = read(layer);
    List<V2HorizontalPodAutoscaler> scalers = all(manifests, V2HorizontalPodAutoscaler.class);
    assertThat(scalers)
        .extracting(scaler -> scaler.getSpec().getScaleTargetRef().getName())
        .contains("redstart-ingest");
    for (V2HorizontalPodAutoscaler scaler : scalers) {
      V2HorizontalPodAutoscalerSpec spec = scaler.getSpec();
      assertThat(all(manifests, V1Deployment.class))
          .filteredOn(deployment ->
              deployment.getMetadata().getName().equals(spec.getScaleTargetRef().getName()))
          .singleElement()
          .satisfies(deployment -> assertThat(deployment.getSpec().getReplicas())
              .as("a number here would undo the autoscaler's at each apply")
              .isIn(null, fixedReplicas(spec)));
    }
  }

  private static Integer fixedReplicas(V2HorizontalPodAutoscalerSpec spec) {
    return spec.getMinReplicas().equals(spec.getMaxReplicas()) ? spec.getMinReplicas() : -1;
  }

  @ParameterizedTest
  @MethodSource("clusters")
  void pods_spreadOverZonesAndNodes(String layer) {
    for (Workload workload : Workload.oursOf(read(layer))) {
      V1PodSpec pod = workload.pod().getSpec();
      assertThat(pod.getTopologySpreadConstraints())
          .extracting(V1TopologySpreadConstraint::getTopologyKey)
          .containsExactly("topology.kubernetes.io/zone", "kubernetes.io/hostname");
      assertThat(pod.getTopologySpreadConstraints())
          .allMatch(one -> workload.matches(one.getLabelSelector().getMatchLabels()));
      boolean apart = workload.command().equals("aggregator") && layer.endsWith("production");
      assertThat(pod.getAffinity() != null).as(workload.name()).isEqualTo(apart);
      if (apart) {
        assertThat(pod.getAffinity()
                .getPodAntiAffinity()
                .getRequiredDuringSchedulingIgnoredDuringExecution())
            .singleElement()
            .matches(term -> workload.matches(term.getLabelSelector().getMatchLabels()));
      }
    }
  }

  /** Settings of other programs, such as a Jaeger's, name our Services. */
  @ParameterizedTest
  @MethodSource("layers")
  void addressesOfOurServices_exist(String layer) {
    List<Manifest> manifests = read(layer);
    for (Manifest manifest : manifests) {
      OUR_ADDRESS.matcher(manifest.resource().toString()).results().forEach(address -> {
        int port = address.group(3) == null ? 80 : Integer.parseInt(address.group(3));
        assertThat(ports(manifests, address.group(2))).as(address.group()).containsKey(port);
      });
    }
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
